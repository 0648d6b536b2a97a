from xml.etree import ElementTree

from korekit.cli.deploying.journal import FORMAT, Asked, Check, Journal, Passed, SentImport
from korekit.cli.deploying.junit import as_junit
from korekit.cli.deploying.report import Report, as_markdown
from korekit.cli.terminal.ending import Failure


def report() -> Report:
    journal = Journal(
        format=FORMAT,
        run="1",
        asked=Asked(archive="0", host="https://bots.example.com", bot_id="st-1"),
        begun_at="2026-01-02T03:04:05.678Z",
        sent_import=SentImport(sent_at=1, rows=[("Dialog", "a\x00<b>\ud83d", "success"), ("Form", "", "failed")]),
        checks=[Check(name="looked at", is_passed=False, detail="wrong & more")],
        passed=[
            Passed(name="keep", state="skipped", detail="none"),
            Passed(name="import", state="failed", detail="The | import\x1b failed", seconds=1.5, runs=2),
        ],
    )
    failure = Failure("The | import\x1b failed", "Mend *it*.")
    return Report(state="failed", name="A <b> bot", journal=journal, plan=None, failure=failure)


def test_a_file_holds_what_xml_may_hold_and_counts_what_failed() -> None:
    suite = ElementTree.fromstring(as_junit(report()))[0]
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped", "time", "timestamp")} == {
        "tests": "5",
        "failures": "3",
        "errors": "0",
        "skipped": "1",
        "time": "1.500",
        "timestamp": "2026-01-02T03:04:05.678",
    }
    found = [(case.get("classname"), case.get("name"), len(case)) for case in suite.findall("testcase")]
    assert found == [
        ("korekit.deploy.step", "keep", 1),
        ("korekit.deploy.step", "import", 1),
        ("korekit.deploy.check", "looked at", 1),
        ("korekit.deploy.import.Dialog", "a\ufffd<b>\ufffd", 0),
        ("korekit.deploy.import.Form", "import.Form", 1),
    ]
    (failed,) = suite.findall("testcase")[1].findall("failure")
    assert (failed.get("message"), failed.text) == ("The | import\ufffd failed", "Mend *it*.")


def test_markdown_takes_no_orders_from_names() -> None:
    lines = as_markdown(report()).splitlines()
    assert lines[0] == "## Not deployed (failed): A \\<b\\> bot → st-1 at https://bots.example.com"
    assert lines[2] == "**The \\| import  failed** Mend \\*it\\*."
    assert "| ✗ | import | The \\| import  failed (begun 2 times) | 1.5 |" in lines
