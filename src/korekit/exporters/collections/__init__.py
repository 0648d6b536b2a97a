"""Every operation as a request that other tools can send: Postman, Bruno, HTTP files.

`groups` → `chaining` → `requests` say what is sent, in which order, with which variables; the other modules write that
down in one tool's form each.
"""
