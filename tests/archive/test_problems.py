import pickle

from korekit.archive import ArchiveBroken, Problem
from korekit.archive.import_rows import ComponentBroken
from korekit.archive.problems import Findings, path_to, quoted

ERROR = Problem(member="config.json", path="$.name", why="it is missing", is_error=True)
WARNING = Problem(member="icon.png", path="", why="it is missing", is_error=False)


def test_a_problem_reads_as_one_line() -> None:
    assert str(ERROR) == "config.json $.name: it is missing"
    assert str(WARNING) == "icon.png: it is missing"


def test_a_broken_archive_lists_errors_first() -> None:
    broken = ArchiveBroken([WARNING, ERROR])
    assert broken.problems == (ERROR, WARNING)
    assert str(broken) == "config.json $.name: it is missing (and 1 more)"


def test_findings_keep_each_problem_once_and_errors_first() -> None:
    found = Findings([WARNING, ERROR, WARNING])
    assert found.problems() == (ERROR, WARNING)
    assert found.has_errors


def test_long_and_odd_names_are_shown_short_and_in_ascii() -> None:
    assert quoted("é\n") == '"\\u00e9\\n"'
    assert len(quoted("x" * 10_000)) < 100
    assert path_to("$.a", "b c") == '$.a["b c"]'
    assert path_to("$.a", 3) == "$.a[3]"
    assert path_to("$", "_id") == "$._id"


def test_what_is_broken_survives_the_way_between_processes() -> None:
    problem = Problem(member="config.json", path="$.name", why="it is missing", is_error=True)
    for broken in (ArchiveBroken([problem]), ComponentBroken([problem], ("Form", "A"), [("importRequest", "B")])):
        again = pickle.loads(pickle.dumps(broken))
        assert (type(again), str(again), again.problems) == (type(broken), str(broken), (problem,))
        if isinstance(broken, ComponentBroken):
            assert (again.component, again.rows) == (("Form", "A"), (("importRequest", "B"),))
