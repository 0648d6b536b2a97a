"""Programs that a benchmark starts: they listen on the loopback, are measured from outside, and end with it.

Each is ended by its own id. On Linux the kernel ends it too when the benchmark itself is killed.
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

__all__ = ["Program", "cpu_seconds", "free_port", "idle_rss_mb", "korekit_up", "running", "wait_until_open"]

_PARENT_DEATH_SIGNAL: Final = 1
_START_WITHIN_S: Final = 30.0
_END_WITHIN_S: Final = 12.0
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Program:
    """A running program. `started_at`: `time.perf_counter` just before it was started."""

    process: subprocess.Popen[str]
    port: int
    started_at: float

    @property
    def pid(self) -> int:
        """Its id."""
        return self.process.pid


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)


@contextmanager
def running(
    command: Sequence[object],
    *,
    port: int,
    environment: Mapping[str, str] | None = None,
    log: Path | None = None,
    is_ready_line_read: bool = False,
) -> Iterator[Program]:
    """Run a program for the length of a block.

    Args:
        command: the program with its arguments.
        port: where it will listen; 0 where it says so itself in a JSON line.
        environment: added to this process's own.
        log: where its standard error goes; nowhere by default.
        is_ready_line_read: wait for a JSON line on its standard output that holds its `url`.
    """
    with _log_file(log) as errors:
        started_at = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if is_ready_line_read else subprocess.DEVNULL,
            stderr=errors,
            text=True,
            env={**os.environ, **(environment or {})},
            preexec_fn=_end_with_parent,
        )
        try:
            if is_ready_line_read:
                port = _port_of(process, log)
            yield Program(process, port, started_at)
        finally:
            _end(process)


@contextmanager
def _log_file(log: Path | None) -> Iterator[IO[str] | int]:
    if log is None:
        yield subprocess.DEVNULL
        return
    with log.open("a") as errors:
        yield errors


def _port_of(process: subprocess.Popen[str], log: Path | None) -> int:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.startswith("{"):
        process.wait(timeout=_END_WITHIN_S)
        raise RuntimeError(f"the program did not start: {line.strip()} {_tail(log)}")
    ready: dict[str, Any] = json.loads(line)
    return int(str(ready["url"]).rpartition(":")[2])


def _tail(log: Path | None) -> str:
    return "" if log is None else " | ".join(log.read_text(errors="replace").splitlines()[-5:])


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=_END_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout is not None:
        process.stdout.close()


def korekit_up(data: Path, *options: str, log: Path | None = None) -> Any:
    """The platform as users start it, on a data folder, without rate limits; ready when the block begins."""
    program = Path(sys.executable).with_name("korekit")
    command = [program, "up", "--no-rate-limits", "--port", "0", "--json", "--data", data, *options]
    return running(command, port=0, log=log, is_ready_line_read=True)


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_open(program: Program, log: Path | None = None) -> None:
    """Wait until the program accepts connections.

    Raises:
        RuntimeError: it ended, or takes too long.
    """
    deadline = time.monotonic() + _START_WITHIN_S
    while time.monotonic() < deadline:
        if program.process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", program.port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError(f"the program does not listen: {_tail(log)}")


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used so far, its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def idle_rss_mb(pid: int) -> float:
    """Memory of a process that is resident, in MB of 10^6 bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("the process has no memory any more")
