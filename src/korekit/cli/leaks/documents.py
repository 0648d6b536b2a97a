"""A scan for programs: as JSON, and as SARIF for what shows findings beside the code.

Source of SARIF: OASIS, version 2.1.0.
"""

from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote

from korekit._version import __version__
from korekit.cli.leaks.report import Report, left_out
from korekit.scanning.files import Reading
from korekit.scanning.leaks.advice import reach_of, revocation, title_of
from korekit.scanning.leaks.finding import Finding, Place, Severity

__all__ = ["as_json", "as_sarif"]

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {
    Severity.LOW: "note",
    Severity.MEDIUM: "warning",
    Severity.HIGH: "error",
    Severity.CRITICAL: "error",
}
# The scale of CVSS, which viewers sort by.
_SCORES: Final = {Severity.LOW: "2.0", Severity.MEDIUM: "5.0", Severity.HIGH: "8.0", Severity.CRITICAL: "9.5"}
_RULES: Final = {
    "client-secret": "A client secret stands in a file.",
    "token": "A token stands in a file.",
    "encrypted-token": "An encrypted token stands in a file.",
}


def as_json(report: Report) -> dict[str, Any]:
    """The scan as plain data; keys without a value are left out."""
    return {
        "findings": [_finding(finding, report) for finding in report.findings],
        "allowed": report.allowed,
        "accepted": report.accepted,
        "files": _reading(report.files),
        "history": _reading(report.history) if report.history is not None else None,
        "notes": report.notes,
        "revoke": revocation(report.findings),
    }


def _finding(finding: Finding, report: Report) -> dict[str, Any]:
    document: dict[str, Any] = {
        "kind": finding.kind,
        "severity": finding.severity,
        "certainty": finding.certainty,
        "title": title_of(finding),
        "shown": finding.shown,
        "clientId": finding.client_id,
        # A token says nothing of it.
        "plane": "unknown",
        "life": finding.life,
        "expiresAt": finding.expires_at.isoformat() if finding.expires_at else "",
        "isSingleUse": finding.is_single_use,
        "reach": reach_of(finding),
        "places": [_place(place) for place in finding.current],
    }
    if finding.past is not None:
        document["history"] = _place(finding.past) | {
            "commit": finding.past.commit,
            "committedOn": report.dates.get(finding.past.commit, ""),
            "versions": finding.past_count,
        }
    if finding.proved_by is not None:
        document["provedBy"] = _place(finding.proved_by)
    return {key: value for key, value in document.items() if value != ""}


def _place(place: Place) -> dict[str, Any]:
    return {"path": place.path, "line": place.line, "column": place.column}


def _reading(reading: Reading) -> dict[str, Any]:
    return {"read": reading.files, "sizeBytes": reading.size_bytes, "leftOut": reading.left_out}


def as_sarif(report: Report) -> dict[str, Any]:
    """The scan as a SARIF log of one run."""
    names = list(_RULES)
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "korekit",
                        "semanticVersion": __version__,
                        "rules": [
                            {
                                "id": name,
                                "shortDescription": {"text": text},
                                "properties": {"tags": ["security", "secret"]},
                            }
                            for name, text in _RULES.items()
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": True,
                        "toolExecutionNotifications": [
                            {"level": "note", "message": {"text": text}} for text in [*left_out(report), *report.notes]
                        ],
                    }
                ],
                "results": [_result(finding, names) for finding in report.findings],
            }
        ],
    }


def _result(finding: Finding, names: list[str]) -> dict[str, Any]:
    text = " ".join([f"{title_of(finding)} {finding.shown}.", reach_of(finding), *revocation([finding])])
    places = finding.current or ((finding.past,) if finding.past is not None else ())
    result: dict[str, Any] = {
        "ruleId": finding.kind.value,
        "ruleIndex": names.index(finding.kind.value),
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(place) for place in places],
        "properties": {"security-severity": _SCORES[finding.severity], "severity": finding.severity},
    }
    if not finding.is_guessable:
        mark = sha256(b"korekit" + finding.secret.encode()).hexdigest()[:32]
        result["partialFingerprints"] = {"korekitSecret/v1": mark}
    if finding.past is not None:
        result["properties"]["commit"] = finding.past.commit
    return result


def _location(place: Place) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(place.path)},
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    }
