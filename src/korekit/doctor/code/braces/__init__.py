"""Code of languages with braces: JavaScript, Java, C#, Go, read without knowing which one it is."""
