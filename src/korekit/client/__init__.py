"""The SDK: calls of operations over HTTP, decided by a pure core, carried out by two thin drivers.

`sync.Client` and `asynchronous.AsyncClient` have a method for every operation of the catalogue. The core
(`requests`, `decoding`, `answers`, `retrying`, `paging`, `jobs`, `flows`) does no input or output.
"""
