"""A program that keeps one throw-away PostgreSQL cluster for as long as its standard input is open.

The cluster must not outlive the tests, however they end. A pipe is closed by the system even after `kill -9`,
so this process holds its reading end: when it closes, the server is stopped and its data deleted. It uses the
standard library only, so that it starts quickly.

It prints one line, `ready PORT` or `failed REASON`, and is started by `tests/postgres.py`.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

START_TIMEOUT_S = 60.0
PORT_TRIES = 5

Server = tuple[subprocess.Popen[bytes], int]


class StartError(Exception):
    """The cluster could not be made or started."""


def user_to_become() -> pwd.struct_passwd | None:
    """Return who runs the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise StartError("neither a user postgres nor nobody exists, and PostgreSQL does not run as root")


def make_folder(user: pwd.struct_passwd | None) -> Path:
    """Return a new folder that the server's user can reach, which root's own TMPDIR may not allow."""
    for base in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):
        if user is None or all(folder.stat().st_mode & 0o001 for folder in (base, *base.parents)):
            folder = Path(tempfile.mkdtemp(prefix="korekit-pg-", dir=base))
            if user is not None:
                os.chown(folder, user.pw_uid, user.pw_gid)
            return folder
    raise StartError("no temporary folder that the server's user can reach")


def start(bin_dir: Path, folder: Path, *, user: pwd.struct_passwd | None, fsync: str) -> Server:
    """Make the cluster, start its server; return the server and its port on the loopback address."""
    data, log = folder / "data", folder / "log"

    def launch(*command: Path | str) -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=folder,
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
            )

    choices = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    if launch(bin_dir / "initdb", "-D", data, *choices).wait() != 0:
        raise StartError(f"initdb failed: {tail(log)}")
    settings = f"""
        listen_addresses = '127.0.0.1'
        unix_socket_directories = '{folder}'
        max_connections = 200
        fsync = {fsync}
        full_page_writes = {fsync}
        autovacuum = off
    """
    (data / "postgresql.auto.conf").write_text(settings)
    # A free port can be taken by another program between the look and the use.
    for _ in range(PORT_TRIES):
        port = free_port()
        server = launch(bin_dir / "postgres", "-D", data, "-p", str(port))
        if becomes_ready(server, data / "postmaster.pid"):
            return server, port
        stop(server)
    raise StartError(f"the server does not start: {tail(log)}")


def free_port() -> int:
    """Return a loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def becomes_ready(server: subprocess.Popen[bytes], status_file: Path) -> bool:
    """Wait until the server accepts connections; it writes its state in the last line of its pid file."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while server.poll() is None and time.monotonic() < deadline:
        try:
            lines = status_file.read_text().splitlines()
        except FileNotFoundError:
            lines = []
        if len(lines) >= 8 and lines[7].strip() == "ready" and lines[0] == str(server.pid):
            return True
        time.sleep(0.02)
    return False


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server at once; nothing of it is needed any more."""
    if server.poll() is None:
        server.send_signal(signal.SIGQUIT)
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def tail(log: Path) -> str:
    """Return the end of a log as one line."""
    return " | ".join(log.read_text(errors="replace").splitlines()[-5:])


def keep(bin_dir: Path, fsync: str) -> None:
    """Run the cluster until standard input ends."""
    user = user_to_become()
    folder = make_folder(user)
    server = None
    try:
        server, port = start(bin_dir, folder, user=user, fsync=fsync)
        print(f"ready {port}", flush=True)
        sys.stdin.buffer.read()
    finally:
        if server is not None:
            stop(server)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    # Closing the pipe ends this process; a signal that is meant for the tests must not do it first.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    try:
        keep(Path(sys.argv[1]), sys.argv[2])
    except (StartError, OSError) as error:
        print(f"failed {error}", flush=True)
        sys.exit(1)
