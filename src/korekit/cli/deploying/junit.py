"""What came of a deployment as a JUnit file: a case for each step, check, component and resource."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from korekit.cli.deploying.journal import Passed
from korekit.cli.deploying.report import Report

__all__ = ["as_junit"]

_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SUITE: Final = "korekit.deploy"


def as_junit(report: Report) -> bytes:
    """The report as a JUnit file in UTF-8."""
    suite = ElementTree.Element("testsuite", name=_clean(report.title), timestamp=report.journal.begun_at.rstrip("Z"))
    for passed in report.steps():
        _step(suite, passed, report)
    for check in report.journal.checks:
        case = _case(suite, "check", check.name)
        _end(case, "" if check.is_passed else check.detail)
    for kind, name, state in _rows(report):
        _end(_case(suite, kind, name), "" if state.casefold() == "success" else state)
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("errors", "0")
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    suite.set("time", f"{sum(passed.seconds for passed in report.steps()):.3f}")
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _rows(report: Report) -> Iterator[tuple[str, str, str]]:
    imported, published = report.journal.sent_import, report.journal.sent_publish
    for kind, name, state in imported.rows if imported else ():
        yield f"import.{kind}", name, state
    for kind, name, state in published.rows if published else ():
        yield f"publish.{kind}", name, state


def _step(suite: ElementTree.Element, passed: Passed, report: Report) -> None:
    case = _case(suite, "step", passed.name)
    case.set("time", f"{passed.seconds:.3f}")
    if passed.state == "skipped":
        ElementTree.SubElement(case, "skipped", message=_clean(passed.detail))
    elif passed.state == "failed":
        helps = report.failure.helps if report.failure else ""
        _end(case, passed.detail, helps)
    elif passed.detail:
        ElementTree.SubElement(case, "system-out").text = _clean(passed.detail)


def _case(suite: ElementTree.Element, kind: str, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(suite, "testcase", classname=_clean(f"{_SUITE}.{kind}"), name=_clean(name) or kind)


def _end(case: ElementTree.Element, why: str, helps: str = "") -> None:
    if why:
        ElementTree.SubElement(case, "failure", message=_clean(why)).text = _clean(helps)


def _clean(text: str) -> str:
    """The text without what no XML file may hold."""
    return _NO_XML.sub("\ufffd", text)
