"""Styles and scripts: served by us alone, under names that tell what is in them, kept by browsers for good."""

import gzip
import re

import pytest

from korekit.console.static_files import StaticFiles
from korekit.console.tints import TINTS, tint
from tests.console.visiting import Visitor
from tests.platform import API, make_person

LINK = re.compile(r'(?:href|src)="(/console/static/[^"]+)"')


async def test_what_a_page_asks_for_is_there_and_never_changes(console: API) -> None:
    ann = await make_person(console)
    visitor = Visitor(console, ann)
    body = (await visitor.get(f"/console/{ann.account.account_id}")).body.decode()
    links = LINK.findall(body)
    assert sorted(link.rpartition("/")[2].split(".")[0] for link in links) == ["console", "console", "favicon", "live"]
    for link in links:
        assert re.search(r"\.[0-9a-f]{12}\.(css|js|svg)$", link)
        plain = await Visitor(console).get(link)
        assert plain.status == 200
        assert plain.headers["cache-control"] == "public, max-age=31536000, immutable"
        packed = await Visitor(console).get(link, **{"accept-encoding": "gzip, br"})
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.body) == plain.body
    assert (await visitor.get("/console/static/../front.py")).status == 404
    assert (await visitor.get("/console/static/console.000000000000.css")).status == 404


def test_a_misspelled_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        StaticFiles().link("nothing.js")


def test_an_account_has_one_colour_of_those_that_the_style_sheet_knows() -> None:
    files = StaticFiles()
    answer = files.answer(files.link("console.css").rpartition("/")[2], is_gzip_taken=False)
    assert answer is not None
    styles = answer.body.decode()
    assert all(f".tint-{number} {{" in styles for number in range(TINTS))
    colours = {tint(f"{number:024x}") for number in range(200)}
    assert len(colours) == TINTS
    assert tint("a" * 24) == tint("a" * 24)
