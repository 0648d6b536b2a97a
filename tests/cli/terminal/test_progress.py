import pytest

from korekit.cli.operations.following import share_done
from korekit.cli.terminal.progress import progress


def test_off_a_terminal_each_change_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Importing") as shown:
        for note in ("pending", "pending", "pending", "success"):
            shown.reach(0.5, note)
        shown.reach(1.0)
    assert capsys.readouterr().err == "Importing: pending\nImporting: success\nImporting\n"


@pytest.mark.parametrize(
    ("document", "share"),
    [
        ({"percentageComplete": 40}, 0.4),
        ({"statusLogs": [{"status": "success"}, {"status": "pending"}, {"status": "Pending"}, {}]}, 0.5),
        ({"statusLogs": []}, 0.0),
        ({"statusLogs": "none"}, 0.0),
        ({"percentageComplete": "40"}, 0.0),
        ({}, 0.0),
        ([], 0.0),
        (None, 0.0),
    ],
)
def test_what_is_done_is_read_off_a_status(document: object, share: float) -> None:
    assert share_done(document) == share
