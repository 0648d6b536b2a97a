"""The scripts in real shells, on a real terminal where a key is pressed."""

import os
import pty
import select
import shutil
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.cli.machine import CLI, cleared

CASES = [
    ("korekit prof", "korekit profile "),
    ("korekit bot ver", "korekit bot versions "),
    ("korekit call bot-publish-s", "korekit call bot-publish-status "),
    ("korekit profile use wo", "korekit profile use work "),
    ("korekit bot list --prof", "korekit bot list --profile "),
    ("korekit app create x --grant bot_variables:im", "korekit app create x --grant bot_variables:import "),
    ("korekit app create x --grant Import\\ V", "korekit app create x --grant Import\\ Variables "),
    ("korekit app create x --grant 'Import V", "korekit app create x --grant 'Import Variables' "),
    ("korekit token mint --flaw=token-uns", "korekit token mint --flaw=token-unsigned "),
    ("korekit bot check ./my-b", "korekit bot check ./my-bot.zip "),
    ("korekit call bot-export --body @my-b", "korekit call bot-export --body @my-bot.zip "),
    ("korekit call bot-export --body=@my-b", "korekit call bot-export --body=@my-bot.zip "),
    ("korekit call bot-export --body @./fo", "korekit call bot-export --body @./folder/"),
    ("korekit bot diff my-b", "korekit bot diff my-bot.zip "),
    ("korekit api postman --out fo", "korekit api postman --out folder/"),
]


@pytest.fixture
def environment(cli: CLI, tmp_path: Path) -> dict[str, str]:
    """A machine with korekit in the path, a profile, a file and a folder."""
    cli.run("profile", "add", "work", "--host", "bots.example", "--email", "ann@example.com")
    (tmp_path / "my-bot.zip").touch()
    (tmp_path / "folder").mkdir()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    settings = {"KOREKIT_CONFIG_DIR": str(tmp_path / "config"), "HOME": str(tmp_path), "TERM": "dumb"}
    return cleared() | settings | {"PATH": path, "LC_ALL": "C.UTF-8", "PS1": "> "}


class Shell:
    """A shell on a terminal."""

    def __init__(self, *command: str, env: dict[str, str], folder: Path) -> None:
        self._leader, follower = pty.openpty()
        termios.tcsetwinsize(follower, (40, 200))
        self._process = subprocess.Popen(
            command, stdin=follower, stdout=follower, stderr=follower, env=env, cwd=folder, start_new_session=True
        )
        os.close(follower)

    def type(self, text: str, until: str, within_s: float = 20) -> str:
        """Type a text and wait until something is shown; what was shown meanwhile."""
        os.write(self._leader, text.encode())
        shown = ""
        end = time.monotonic() + within_s
        while until not in shown and time.monotonic() < end:
            if select.select([self._leader], [], [], 0.1)[0]:
                shown += os.read(self._leader, 65536).decode("utf-8", "replace")
        return shown

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        os.close(self._leader)


def check_by_key(shell: Shell) -> None:
    """Each case by the tab key; Ctrl-U clears the line."""
    try:
        shell.type("echo rea''dy\n", "ready")
        for typed, expected in CASES:
            shown = shell.type(f"{typed}\t", expected)
            assert expected in shown, (typed, shown[-200:])
            shell.type("\x15echo ne''xt\n", "next")
    finally:
        shell.close()


def test_bash_completes_by_key(environment: dict[str, str], tmp_path: Path) -> None:
    setup = tmp_path / "setup"
    setup.write_text('PS1="> "; bind "set enable-bracketed-paste off"; eval "$(korekit completion bash)"\n')
    check_by_key(Shell("bash", "--noprofile", "--rcfile", str(setup), "-i", env=environment, folder=tmp_path))


@pytest.mark.skipif(shutil.which("zsh") is None, reason="no zsh here")
def test_zsh_completes_by_key(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / ".zshrc").write_text(
        "autoload -U compinit; compinit -u -D; unset zle_bracketed_paste\n"
        'eval "$(korekit completion zsh)"\nsetopt no_prompt_cr\nPS1="> "\n'
    )
    env = environment | {"ZDOTDIR": str(tmp_path)}
    check_by_key(Shell("zsh", "--no-global-rcs", "-i", env=env, folder=tmp_path))


@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish here")
def test_fish_completes(environment: dict[str, str], tmp_path: Path) -> None:
    for typed, expected in CASES:
        ran = subprocess.run(
            ["fish", "--no-config", "-c", 'korekit completion fish | source; complete -C "$argv[1]"', "--", typed],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        # Without the quotes, which fish puts around by itself.
        wanted = expected.replace("\\", "").replace("'", "").rstrip()
        shown = [line.partition("\t")[0] for line in ran.stdout.splitlines()]
        assert len(shown) == 1, (typed, ran.stdout, ran.stderr)
        assert wanted.endswith(f" {shown[0]}"), (typed, shown)


def test_the_shell_in_use_is_the_default(cli: CLI) -> None:
    assert "for zsh" in cli.run("completion", env={"SHELL": "/usr/bin/zsh"}).stdout
    assert "Which shell?" in cli.run("completion", env={"SHELL": "/bin/tcsh"}, code=2).stderr


def test_what_is_wrong_while_completing_stays_silent(environment: dict[str, str]) -> None:
    (Path(environment["KOREKIT_CONFIG_DIR"]) / "profiles.json").write_text("damaged")
    asked = {"_KOREKIT_COMPLETE": "bash_complete", "_KOREKIT_LINE": "korekit profile use "}
    for more in (asked, asked | {"_KOREKIT_COMPLETE": "tcsh_complete"}):
        ran = subprocess.run(["korekit"], env=environment | more, capture_output=True, timeout=60, check=True)
        assert (ran.stdout, ran.stderr) == (b"", b"")
