"""The files of `korekit ci init`, run as far as a shell can: each step's script, against a running platform."""

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest
import yaml

from korekit._version import __version__
from korekit.cli.pipelines.writing import write_files
from korekit.cli.terminal.given import Given
from tests.cli.deploying.scene import SCOPES, Scene, archive_file, make_scene
from tests.cli.machine import CLI, RunningPlatform, cleared
from tests.cli.pipelines.reading import Job, azure_jobs, github_jobs, gitlab_jobs, jenkins_jobs
from tests.meta.source import ROOT

BIN = Path(sys.executable).parent
GH = '#!/bin/sh\necho "$@" >> "$GH_LOG"\ncase "$*" in *--edit-last*) exit 1;; esac\ncat "$5" >> "$GH_LOG"\n'


@dataclass(frozen=True)
class Repository:
    """A bot in git, two apps as the files ask for them, and the bot on the host that is older."""

    folder: Path
    bot_id: str
    deployer: Scene
    planner: Scene

    @property
    def shown(self) -> Path:
        """The page of a job."""
        return self.folder.parent / "page.md"

    def values(self, app: Scene) -> dict[str, str]:
        """What is set in a product's settings."""
        return {
            "KOREKIT_HOST": app.url,
            "KOREKIT_BOT_ID": self.bot_id,
            "KOREKIT_CLIENT_ID": app.client_id,
            "KOREKIT_CLIENT_SECRET": app.client_secret,
        }

    def run(self, job: Job, *, code: int = 0) -> str:
        """Run the steps of a job as a runner would; answers everything that was printed."""
        printed, is_failed = "", False
        for step in job.steps:
            if is_failed and not step.is_always:
                continue
            ran = self.script(step.script, step.environment)
            printed += ran.stdout
            is_failed = is_failed or ran.returncode != 0
            assert ran.returncode in (0, code), f"exit {ran.returncode} of {step.script}\n{printed}"
        assert is_failed is bool(code), printed
        for secret in (self.deployer.client_secret, self.planner.client_secret):
            assert secret not in printed
        assert re.search(r"eyJ[\w-]+\.", printed) is None, "a token was printed"
        return printed

    def script(self, script: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """One step."""
        tools = self.folder.parent / "tools"
        given = cleared() | {
            "PATH": f"{tools}:{os.environ['PATH']}",
            "HOME": str(self.folder.parent / "home"),
            "KOREKIT_VENV": str(tools / "korekit"),
            "GITHUB_STEP_SUMMARY": str(self.shown),
            "GH_LOG": str(self.folder.parent / "gh.log"),
        }
        return subprocess.run(
            ["bash", "-eo", "pipefail", "-c", script],
            cwd=self.folder,
            env=given | dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )


@pytest.fixture
def repository(cli: CLI, host: RunningPlatform, tmp_path: Path) -> Repository:
    deployer = make_scene(host.url, host.email, host.password, tmp_path / "a", SCOPES[:5])
    planner = make_scene(host.url, host.email, host.password, tmp_path / "b", ("bot_definition:bot_export",))
    environment = {name: value for name, value in deployer.environment().items() if name.startswith("KOREKIT_")}
    old = archive_file(tmp_path / "old.zip", host="old")
    bot_id = cli.run("bot", "import", str(old), "--name", "Target", env=environment).stdout.strip()
    folder = tmp_path / "repository"
    cli.run("bot", "unpack", str(archive_file(tmp_path / "new.zip", host="new")), str(folder / "bot"))
    tools = tmp_path / "tools"
    (tools / "korekit" / "bin").mkdir(parents=True)
    (tools / "korekit" / "bin" / "korekit").symlink_to(BIN / "korekit")
    (tools / "gh").write_text(GH)
    (tools / "gh").chmod(0o755)
    return Repository(folder, bot_id, deployer, planner)


def commit(folder: Path) -> None:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "init.defaultBranch=main")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "The bot as it should be")):
        subprocess.run(["git", *who, *command], cwd=folder, check=True)


def init(cli: CLI, repository: Repository, product: str) -> None:
    cli.run("ci", "init", product, "--folder", str(repository.folder))
    commit(repository.folder)


def check_plan(repository: Repository, job: Job) -> str:
    """Run the job of a pull request: it tells what would change, and changes nothing."""
    printed = repository.run(job)
    assert "`old` → `new`" in (repository.folder / "out" / "plan.md").read_text("utf-8")
    assert repository.deployer.imports(repository.bot_id) == 1
    assert repository.deployer.versions(repository.bot_id) == []
    return printed


def check_deployment(repository: Repository, job: Job) -> str:
    """Run the job of the branch main, twice: the bot is deployed, once."""
    printed = repository.run(job)
    assert "Deployed before" in repository.run(job)
    scene, out = repository.deployer, repository.folder / "out"
    assert scene.variables(repository.bot_id) == {"host": "new"}
    (comment,) = scene.versions(repository.bot_id)
    assert comment.startswith("commit ")
    assert scene.imports(repository.bot_id) == 2
    suite = ElementTree.parse(out / "junit.xml").getroot()[0]
    assert suite.get("failures") == "0"
    assert "✓ | publish" in (out / "summary.md").read_text("utf-8")
    assert len(list(out.glob("st-*-before-*.zip"))) == 1
    return printed


def test_github_plans_on_pull_requests_and_deploys_main(cli: CLI, repository: Repository) -> None:
    init(cli, repository, "github")
    path = repository.folder / ".github" / "workflows" / "bot.yml"

    def jobs(app: Scene) -> dict[str, Job]:
        values = repository.values(app)
        found = {f"vars.{name}": value for name, value in values.items() if "SECRET" not in name}
        given = {"github.token": "t", "github.repository": "o/r", "github.event.pull_request.number": "7"}
        return github_jobs(path, found | given | {"secrets.KOREKIT_CLIENT_SECRET": app.client_secret})

    assert "isSound" not in repository.run(jobs(repository.planner)["check"])
    check_plan(repository, jobs(repository.planner)["plan"])
    assert "`old` → `new`" in repository.shown.read_text("utf-8")
    # The comment of last time is edited; where there is none, one is made.
    log = (repository.folder.parent / "gh.log").read_text("utf-8").splitlines()
    assert log[:2] == ["pr comment 7 --edit-last --body-file out/plan.md", "pr comment 7 --body-file out/plan.md"]
    assert any("`old` → `new`" in line for line in log)
    check_deployment(repository, jobs(repository.deployer)["deploy"])
    assert "## Deployed: " in repository.shown.read_text("utf-8")


def test_gitlab_plans_deploys_and_rolls_back(cli: CLI, repository: Repository) -> None:
    init(cli, repository, "gitlab")
    path = repository.folder / ".gitlab-ci.yml"
    jobs = gitlab_jobs(path, repository.values(repository.deployer))
    repository.run(jobs["bot-check"])
    check_plan(repository, gitlab_jobs(path, repository.values(repository.planner))["bot-plan"])
    check_deployment(repository, jobs["bot-deploy"])
    repository.run(jobs["bot-rollback"])
    assert repository.deployer.variables(repository.bot_id) == {"host": "old"}
    kept = yaml.safe_load(path.read_text("utf-8"))["bot-deploy"]["artifacts"]
    assert kept["reports"]["junit"] == "out/junit.xml"
    assert kept["when"] == "always"


def test_jenkins_plans_change_requests_and_deploys_main(cli: CLI, repository: Repository) -> None:
    init(cli, repository, "jenkins")
    path = repository.folder / "Jenkinsfile"
    settings = {
        "https://bots.kore.ai": repository.planner.url,
        "KOREKIT_BOT_ID = 'st-…'": f"KOREKIT_BOT_ID = '{repository.bot_id}'",
        "PLAN_CLIENT_ID = 'cs-…'": f"PLAN_CLIENT_ID = '{repository.planner.client_id}'",
        "DEPLOY_CLIENT_ID = 'cs-…'": f"DEPLOY_CLIENT_ID = '{repository.deployer.client_id}'",
    }
    text = path.read_text("utf-8")
    for old, new in settings.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    secrets = {
        "korekit-plan-secret": repository.planner.client_secret,
        "korekit-deploy-secret": repository.deployer.client_secret,
    }
    jobs = jenkins_jobs(path, secrets)
    assert list(jobs) == ["Check", "Plan", "Deploy"]
    repository.run(jobs["Check"])
    assert "+ ci/bot.sh plan" in check_plan(repository, jobs["Plan"])
    check_deployment(repository, jobs["Deploy"])


def test_azure_plans_pull_requests_and_deploys_main(cli: CLI, repository: Repository) -> None:
    init(cli, repository, "azure")
    path = repository.folder / "azure-pipelines.yml"
    jobs = azure_jobs(path, repository.values(repository.deployer))
    repository.run(jobs["check"])
    printed = check_plan(repository, azure_jobs(path, repository.values(repository.planner))["plan"])
    out = repository.folder / "out"
    assert f"##vso[task.uploadsummary]{out}/plan.md" in printed
    assert f"##vso[task.uploadsummary]{out}/summary.md" in check_deployment(repository, jobs["deploy"])


def test_a_later_attempt_takes_the_journal_of_the_latest(cli: CLI, repository: Repository) -> None:
    init(cli, repository, "azure")
    for number in (1, 2, 10):
        folder = repository.folder / "before" / f"deployment-{number}"
        folder.mkdir(parents=True)
        (folder / "which").write_text(str(number))
    jobs = azure_jobs(repository.folder / "azure-pipelines.yml", repository.values(repository.deployer))
    (taking,) = (step for step in jobs["deploy"].steps if "deployment-*" in step.script)
    assert repository.script(taking.script, {}).returncode == 0
    assert (repository.folder / "out" / "which").read_text() == "10"


def broken_bot(folder: Path) -> None:
    (folder / "bot" / "bot.json").write_text("{")


def leaked_secret(folder: Path) -> None:
    header, claims = (
        "eyJhbGciOiJIUzI1NiJ9",
        "eyJhcHBJZCI6ImNzLTAwMDAwMDAwLTAwMDAtNTAwMC04MDAwLTAwMDAwMDAwMDAwMCIsInN1YiI6IngifQ",
    )
    (folder / "deploy.sh").write_text(f'TOKEN="{header}.{claims}.c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXI"\n')


@pytest.mark.parametrize("spoil", [broken_bot, leaked_secret])
def test_the_check_stops_what_must_not_go_on(cli: CLI, repository: Repository, spoil: Callable[[Path], None]) -> None:
    init(cli, repository, "gitlab")
    spoil(repository.folder)
    jobs = gitlab_jobs(repository.folder / ".gitlab-ci.yml", {})
    repository.run(jobs["bot-check"], code=1)


def test_what_is_not_set_is_named(cli: CLI, repository: Repository) -> None:
    init(cli, repository, "gitlab")
    values = repository.values(repository.deployer)
    for name in values:
        less = {key: value for key, value in values.items() if key != name}
        jobs = gitlab_jobs(repository.folder / ".gitlab-ci.yml", less)
        assert f"error: {name} is not set" in repository.run(jobs["bot-deploy"], code=2)


def test_files_that_are_there_are_kept_unless_forced(cli: CLI, tmp_path: Path) -> None:
    (tmp_path / "Jenkinsfile").write_text("pipeline {}")
    ran = cli.run("ci", "init", "jenkins", "--folder", str(tmp_path), code=1)
    assert "Jenkinsfile is there already." in ran.stderr
    assert not (tmp_path / "ci").exists()
    cli.run("ci", "init", "jenkins", "--folder", str(tmp_path), "--force")
    # Written already, it may be written again.
    document = cli.json("ci", "init", "jenkins", "--folder", str(tmp_path))
    assert document["files"] == [str(tmp_path / "Jenkinsfile"), str(tmp_path / "ci" / "bot.sh")]
    assert stat.S_IMODE((tmp_path / "ci" / "bot.sh").stat().st_mode) & 0o111 == 0o111
    assert (tmp_path / ".gitignore").read_text() == "/out/\n"
    cli.run("ci", "init", "travis", code=2)


def test_no_file_names_a_secret_or_lets_a_shell_trace_one(tmp_path: Path) -> None:
    for product in ("github", "gitlab", "jenkins", "azure"):
        write_files(Given(), product, tmp_path / product, is_forced=False)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            assert "set -x" not in text
            assert "--client-secret" not in text
            assert "@VERSION@" not in text


@pytest.mark.soak
def test_the_pinned_version_is_installed_into_a_place_of_its_own(tmp_path: Path) -> None:
    write_files(Given(), "gitlab", tmp_path / "repository", is_forced=False)
    tools, wheels, libraries = (tmp_path / name for name in ("tools", "wheels", "libraries"))
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    tools.mkdir()
    (tools / "python3").symlink_to(sys.executable)
    # What `--version` needs is taken from here, korekit itself from the wheel; nothing from a registry.
    libraries.mkdir()
    (libraries / "click").symlink_to(Path(click.__file__).parent)
    pip = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_FIND_LINKS": str(wheels), "PIP_CONFIG_FILE": os.devnull}
    environment = cleared() | pip | {"HOME": str(tmp_path), "PATH": f"{tools}:/usr/bin:/bin"}
    for _ in range(2):
        ran = subprocess.run(
            ["bash", "ci/bot.sh", "install"],
            cwd=tmp_path / "repository",
            env=environment | {"PYTHONPATH": str(libraries)},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert (ran.returncode, ran.stdout) == (0, f"korekit, version {__version__}\n"), ran.stderr
        # The second time it is there already, and nothing is asked for it.
        shutil.rmtree(wheels, ignore_errors=True)
    assert (tmp_path / ".korekit" / __version__ / "bin" / "korekit").is_file()
