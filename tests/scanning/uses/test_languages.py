import pytest

from korekit.scanning.uses.languages import code_of


def code(path: str, text: str) -> str | None:
    found = code_of(path, lambda: text)
    if found is not None:
        assert found.count("\n") == text.count("\n")
    return found


@pytest.mark.parametrize(
    "path",
    ["a.py", "a.js", "a.ts", "a.java", "a.kt", "a.groovy", "Jenkinsfile", "Jenkinsfile.deploy", "a.sh", "a.ps1",
     ".github/workflows/a.yml", ".gitlab-ci.yml", "azure-pipelines.yaml", "Makefile", "Dockerfile", "a.http", "a.bru",
     ".env", ".env.test", "a.cmd"],
)  # fmt: skip
def test_these_are_programs(path: str) -> None:
    assert code(path, "call /api/public/bots\n") == "call /api/public/bots\n"


@pytest.mark.parametrize("path", ["a.md", "a.txt", "a.json", "a.html", "package-lock.json", "LICENSE", "a.csv"])
def test_these_are_none(path: str) -> None:
    assert code(path, "call /api/public/bots\n") is None


def test_a_script_without_a_suffix_is_known_by_its_first_line() -> None:
    assert code("deploy", "#!/usr/bin/env bash\ncurl x\n") == " " * 19 + "\ncurl x\n"
    assert code("deploy", '#!/usr/bin/python3\n"""Text."""\nx = "y"\n') == f'{" " * 18}\n{" " * 11}\nx = "y"\n'


def test_a_description_of_an_api_calls_nothing() -> None:
    assert code("a.yaml", "openapi: 3.1.0\npaths: /api/public/bots\n") is None
    assert code("a.yml", "  swagger: '2.0'\n") is None


def test_a_postman_collection_is_a_program_and_other_json_is_none() -> None:
    text = '{"info": {"_postman_id": "x"}, "raw": "{{host}}\\/api\\/public\\/bots"}'
    assert code("a.json", text) == text.replace("\\/", "/")


def test_comments_and_docstrings_of_python_say_nothing() -> None:
    text = (
        '"""GET /api/public/bots"""\nx = 1  # /api/public/bots\n\n\ndef f():\n    """POST /x."""\n    return g(\n'
        '        "kept"\n    )\n'
    )
    shown = code("a.py", text)
    assert shown is not None
    assert shown.split() == ["x", "=", "1", "def", "f():", "return", "g(", '"kept"', ")"]


def test_python_that_cannot_be_read_is_taken_as_it_is() -> None:
    assert code("a.py", 'print "x"\nif (\n') == 'print "x"\nif (\n'


def test_comments_of_languages_with_braces_say_nothing_and_addresses_are_none() -> None:
    text = "a(\"https://h/api\"); // gone\n/* gone\n gone */ b('//kept', `//kept`);\n"
    assert code("a.js", text) == f"a(\"https://h/api\"); {' ' * 7}\n{' ' * 7}\n{' ' * 8} b('//kept', `//kept`);\n"


def test_comments_of_shell_and_powershell_say_nothing() -> None:
    assert code("a.sh", "# gone\ncurl x#kept\n") == "      \ncurl x#kept\n"
    assert code("a.ps1", "<# gone\n#>\nirm x\n") == "       \n  \nirm x\n"
    assert code("a.cmd", "REM gone\n@rem gone\ncurl x\n") == "        \n         \ncurl x\n"
