import typing
from pathlib import Path

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korekit.catalog.operations import all_operations, find_operation
from korekit.catalog.shapes import shape_of
from korekit.cli.operations.values import json_value, text_value, upload_value


def test_shapes_follow_the_declared_types() -> None:
    operation = find_operation("bot-export")
    assert operation is not None
    assert {parameter.name: shape_of(parameter) for parameter in operation.parameters} == {
        "bot_id": "text",
        "export_type": "text",
        "export_options": "json",
        "sub_tasks": "json",
        "all_tasks": "flag",
        "custom_dashboards": "flag",
        "include_dependent_tasks": "flag",
    }


def test_every_parameter_of_the_catalogue_has_a_shape() -> None:
    from korekit.catalog.shapes import Shape

    for operation in all_operations():
        for parameter in operation.parameters:
            assert shape_of(parameter) in typing.get_args(Shape)


def test_text_is_itself_or_a_file_s(tmp_path: Path) -> None:
    (tmp_path / "name").write_text("Ann\n")
    assert text_value("Ann") == "Ann"
    assert text_value(f"@{tmp_path}/name") == "Ann"
    assert text_value("@@home") == "@home"


@pytest.mark.parametrize("text", ["@/nonexistent", "@", "@/"])
def test_a_file_that_cannot_be_read_is_wrong_usage(text: str) -> None:
    with pytest.raises(click.UsageError):
        text_value(text)


def test_a_file_that_is_no_text_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "raw").write_bytes(b"\xff")
    with pytest.raises(click.UsageError, match="UTF-8"):
        text_value(f"@{tmp_path}/raw")


@settings(deadline=None)
@given(st.text().filter(lambda text: not text.startswith("@")))
def test_json_is_read_or_refused(text: str) -> None:
    try:
        json_value(text, "--body")
    except click.UsageError:
        return


@pytest.mark.parametrize("text", ["{", "[" * 100_000, "\udcff", "nan"])
def test_what_is_no_json_is_wrong_usage(text: str) -> None:
    with pytest.raises(click.UsageError, match="--body is no JSON"):
        json_value(text, "--body")


def test_a_file_to_send_may_be_named_with_or_without_the_sign(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("x")
    assert upload_value(f"@{tmp_path}/a.js") == upload_value(f"{tmp_path}/a.js")
    with pytest.raises(click.UsageError, match="is no file"):
        upload_value(str(tmp_path))
