"""The shell steps of pipeline files, with the environment that the product would give them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

__all__ = ["Job", "Step", "azure_jobs", "github_jobs", "gitlab_jobs", "jenkins_jobs"]


@dataclass(frozen=True)
class Step:
    """A script, what is in its environment besides the job's, and whether it runs after a failure too."""

    script: str
    environment: Mapping[str, str]
    is_always: bool = False


@dataclass(frozen=True)
class Job:
    """Steps in their order; each in a shell of its own."""

    steps: tuple[Step, ...]


def _filled(text: Any, values: Mapping[str, str], pattern: str) -> str:
    """A text with the product's variables filled in; one that nobody set is an error."""
    return re.sub(pattern, lambda found: values[found[1]], str(text))


def _environment(found: Any, values: Mapping[str, str], pattern: str) -> dict[str, str]:
    return {name: _filled(value, values, pattern) for name, value in (found or {}).items()}


def github_jobs(path: Path, values: Mapping[str, str]) -> dict[str, Job]:
    """By name. `values`: what `${{ … }}` stands for, for example `vars.KOREKIT_HOST`."""
    pattern = r"\$\{\{ ([\w.]+) \}\}"
    whole = yaml.safe_load(path.read_text("utf-8"))
    common = _environment(whole["env"], values, pattern)
    jobs = {}
    for name, job in whole["jobs"].items():
        own = common | _environment(job.get("env"), values, pattern)
        jobs[name] = Job(
            tuple(
                Step(
                    _filled(step["run"], values, pattern),
                    own | _environment(step.get("env"), values, pattern),
                    step.get("if") == "always()",
                )
                for step in job["steps"]
                if "run" in step
            )
        )
    return jobs


def gitlab_jobs(path: Path, values: Mapping[str, str]) -> dict[str, Job]:
    """By name. `values`: the project's variables, which every job has."""
    whole = yaml.safe_load(path.read_text("utf-8"))
    return {
        name: Job((Step("\n".join(job["script"]), values),))
        for name, job in whole.items()
        if isinstance(job, dict) and "script" in job
    }


def azure_jobs(path: Path, values: Mapping[str, str]) -> dict[str, Job]:
    """By name. `values`: the variable group; a secret reaches only the steps that name it."""
    pattern = r"\$\((\w+)\)"
    open_values = {name: value for name, value in values.items() if "SECRET" not in name}
    whole = yaml.safe_load(path.read_text("utf-8"))
    return {
        job["job"]: Job(
            tuple(
                Step(
                    step["bash"],
                    open_values | _environment(step.get("env"), values, pattern),
                    step.get("condition") == "always()",
                )
                for step in job["steps"]
                if "bash" in step
            )
        )
        for stage in whole["stages"]
        for job in stage["jobs"]
    }


def jenkins_jobs(path: Path, secrets: Mapping[str, str]) -> dict[str, Job]:
    """The stages by name. `secrets`: credentials by their id, given where a step is inside `withCredentials`."""
    text = path.read_text("utf-8")
    common = dict(re.findall(r"^    (\w+) = '(.*)'$", text, re.MULTILINE))
    return {
        name: Job(tuple(_jenkins_steps(body, common, secrets)))
        for name, body in re.findall(r"stage\('(\w+)'\) \{\n(.*?)\n    \}", text, re.DOTALL)
    }


_SH = re.compile(r"credentialsId: '([\w-]+)', variable: '(\w+)'|sh '''\n(.*?)'''|sh '([^'\n]+)'", re.DOTALL)


def _jenkins_steps(body: str, common: Mapping[str, str], secrets: Mapping[str, str]) -> Iterator[Step]:
    given: dict[str, str] = {}
    for credential, variable, block, line in _SH.findall(body):
        if credential:
            given = {variable: secrets[credential]}
        else:
            # As the product's own `sh` does: every command is traced.
            yield Step(f"set -x\n{block or line}", {**common, **given})
