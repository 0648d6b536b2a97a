"""`python -m korekit` is `korekit`."""

from korekit.cli.main import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
