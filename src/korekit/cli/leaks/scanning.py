"""A scan from the paths to the exit code."""

import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from korekit.cli.leaks.documents import as_json, as_sarif
from korekit.cli.leaks.report import Report
from korekit.cli.leaks.showing import show
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, say
from korekit.cli.terminal.unfinished import FAILED
from korekit.scanning.files import Reading, files_under, read_files
from korekit.scanning.git import GitTrouble, Repository, repository_of
from korekit.scanning.history import dates_of, is_shallow, remembered
from korekit.scanning.leaks.baseline import Baseline, BaselineBroken, read_baseline
from korekit.scanning.leaks.finding import Finding, Severity
from korekit.scanning.leaks.gathering import Gathering
from korekit.scanning.texts import shown_path

__all__ = ["Wanted", "scan"]

_FOUND: Final = 1
_SALT_BYTES: Final = 16
_SHALLOW: Final = "The history is cut off here (a shallow clone): fetch all of it, `git fetch --unshallow`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to look at, and how it is told. Empty texts where something was not given."""

    paths: tuple[str, ...]
    with_history: bool
    with_ignored: bool
    baseline: str
    write_baseline: str
    reason: str
    severity: str
    is_sarif: bool


def scan(given: Given, wanted: Wanted) -> int:
    """Look, tell, and answer the exit code.

    Raises:
        Failure: nothing could be looked at, or a baseline cannot be read or written.
    """
    baseline = _baseline(wanted)
    gathering, files, history = Gathering(), Reading(), Reading()
    notes: list[str] = []
    for path in wanted.paths:
        for name, data in read_files(files_under(path, with_ignored=wanted.with_ignored), files):
            gathering.look(data, shown_path(name))
    repositories = _repositories(wanted) if wanted.with_history else []
    for repository in repositories:
        notes += _look_back(repository, gathering, history)
    everything, allowed = gathering.findings(time.time())
    if wanted.write_baseline:
        return _write(wanted, baseline, everything)
    least = Severity(wanted.severity).rank
    left, gone = baseline.sorted_out(everything)
    if gone:
        notes.append(f"{len(gone)} of the baseline's secrets were not found any more.")
    findings = [one for one in left if one.severity.rank >= least]
    report = Report(
        findings=findings,
        dates=_dates(repositories, findings),
        files=files,
        history=history if wanted.with_history else None,
        allowed=allowed,
        accepted=len(everything) - len(left),
        notes=notes,
    )
    _tell(given, wanted, report)
    if findings:
        return _FOUND
    return FAILED if files.unreadable or history.unreadable or _is_cut_off(notes) else 0


def _tell(given: Given, wanted: Wanted, report: Report) -> None:
    if wanted.is_sarif:
        print_json(as_sarif(report))
    elif given.is_json:
        print_json(as_json(report))
    else:
        show(report)


def _is_cut_off(notes: list[str]) -> bool:
    return _SHALLOW in notes


def _baseline(wanted: Wanted) -> Baseline:
    """What is accepted so far: by the file that is written, if there is one, else by the one that is named."""
    written = wanted.write_baseline if os.path.exists(wanted.write_baseline) else ""
    path = written or wanted.baseline
    if not path:
        return Baseline(secrets.token_bytes(_SALT_BYTES))
    try:
        return read_baseline(Path(path).read_bytes())
    except BaselineBroken as broken:
        raise Failure(f"{path}: {broken}.", "Write it anew with --write-baseline.") from None


def _write(wanted: Wanted, baseline: Baseline, findings: list[Finding]) -> int:
    made = baseline.accepting(findings, wanted.reason)
    Path(wanted.write_baseline).write_text(made.written(), "utf-8")
    count = len(made.accepted)
    say(f"Accepted: {count} secret{'' if count == 1 else 's'}, in {wanted.write_baseline}. It holds none of them.")
    return 0


def _repositories(wanted: Wanted) -> list[Repository]:
    found: list[Repository] = []
    for path in wanted.paths:
        try:
            repository = repository_of(path)
        except GitTrouble as trouble:
            raise Failure(f"{path}: {trouble}.", "The history is read by the program git.") from None
        if repository is None:
            raise Failure(f"{path} lies in no git repository.", "Leave out --history, or name a folder of one.")
        if repository not in found:
            found.append(repository)
    return found


def _look_back(repository: Repository, gathering: Gathering, reading: Reading) -> list[str]:
    try:
        for one in remembered(repository, reading):
            gathering.look(one.data, one.path, one.commit)
        return [_SHALLOW] if is_shallow(repository) else []
    except GitTrouble as trouble:
        raise Failure(f"{repository.top}: {trouble}.", "`git fsck` says what is wrong with a repository.") from None


def _dates(repositories: list[Repository], findings: list[Finding]) -> dict[str, str]:
    commits = sorted({one.past.commit for one in findings if one.past is not None})
    found: dict[str, str] = {}
    for repository in repositories:
        try:
            found |= dates_of(repository, [commit for commit in commits if commit not in found])
        except GitTrouble:
            # Of several repositories, another one has the commit.
            continue
    return found
