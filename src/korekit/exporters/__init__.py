"""The catalogue in the formats of other tools: OpenAPI."""
