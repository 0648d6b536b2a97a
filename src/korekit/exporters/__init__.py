"""The catalogue in the formats of other tools: OpenAPI, JSON Schema, HTML, collections of requests."""
