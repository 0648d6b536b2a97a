"""`korekit demo`: show the product doing its job on a real bot, in one page."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from korekit.cli.terminal.command import PlainCommand
from korekit.cli.terminal.ending import Failure

if TYPE_CHECKING:
    from korekit.cli.demonstration.story import Platform

__all__ = ["command"]

_START_WITHIN_S: Final = 30


@click.command("demo", cls=PlainCommand)
def command() -> None:
    """Start a platform, import a real bot, and make the same call wrong in the seven classic ways.

    Everything happens in a temporary folder that is deleted at the end.

    Example: korekit demo
    """
    from korekit.cli.demonstration.story import tell

    with tempfile.TemporaryDirectory(prefix="korekit-demo-") as folder, _platform(folder) as platform:
        tell(platform)


@contextlib.contextmanager
def _platform(folder: str) -> Iterator["Platform"]:
    from korekit.cli.demonstration.story import Platform

    began = time.perf_counter()
    email, password = "owner@example.com", os.urandom(12).hex()
    environment = os.environ | {"KOREKIT_OWNER_EMAIL": email, "KOREKIT_OWNER_PASSWORD": password}
    arguments = [sys.executable, "-m", "korekit", "up", "--port", "0", "--data", folder, "--json"]
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603 - all ours
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise Failure("The platform did not start.", "What stands above says why; `korekit up` alone says more.")
        ready = json.loads(line)
        yield Platform(ready["url"], email, password, ready["accountId"], time.perf_counter() - began)
    finally:
        process.terminate()
        try:
            process.wait(_START_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
        if process.stdout:
            process.stdout.close()
