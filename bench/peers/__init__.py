"""What the platform is measured against: other servers that do the work of one call, on the platform's own rows.

They run in `.venv-bench`, know nothing of `korekit`, and read the secrets from a table that the benchmark adds.
"""
