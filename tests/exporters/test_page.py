"""The page about every operation: whole, well-formed, and read without the network."""

from html.parser import HTMLParser

import pytest

from korekit.catalog.operation import GET, Area, M, operation
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Caller
from korekit.exporters.collections.groups import groups_of
from korekit.exporters.page import catalogue_page

VOID = {"meta", "br", "hr", "img", "input", "link"}


class Reader(HTMLParser):
    """Notes elements, anchors and links; asserts that every element is closed in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.anchors: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.names.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        if anchor := given.get("id"):
            self.anchors.append(anchor)
        if link := given.get("href"):
            self.links.append(link)
        if source := given.get("src"):
            self.loaded.append(source)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def page() -> Reader:
    reader = Reader()
    reader.feed(catalogue_page(groups_of()))
    reader.close()
    return reader


def test_every_operation_has_its_anchor_and_a_link_to_it(page: Reader) -> None:
    assert page.open == []
    assert sorted(page.anchors) == sorted(one.id for one in all_operations())
    assert set(page.links) == {f"#{one.id}" for one in all_operations()}
    for one in all_operations():
        assert one.path in page.text
        assert one.summary.replace("`", "") in page.text


def test_nothing_is_loaded_and_nothing_runs(page: Reader) -> None:
    assert page.loaded == []
    assert not page.names & {"script", "link", "img", "iframe"}


def test_scopes_limits_and_quirks_are_told(page: Reader) -> None:
    assert "bot plane: scope Logs History (logs:change_logs)" in page.text
    assert "at most 60 a minute and 1,800 an hour per bot" in page.text
    assert "offset is a page number, not a row number." in page.text
    assert "401, code 4002: Invalid SDK credentials" in page.text


def test_texts_of_a_declaration_are_no_markup() -> None:
    class Shop(Area[M]):
        """Shops & <more>."""

        @operation(GET, "/api/shop", caller=Caller.ANYONE, quirks=("<b>`x<y`</b>",))
        def get_shop(self, *, size: int = 1) -> dict[str, str]:
            """A <script>shop</script>.

            Args:
                size: < 5.
            """
            raise NotImplementedError

    page = catalogue_page(groups_of(Shop), served=())
    assert "A &lt;script&gt;shop&lt;/script&gt;." in page
    assert "&lt;b&gt;<code>x&lt;y</code>&lt;/b&gt;" in page
    assert "<td>&lt; 5.</td>" in page
    assert "<p>Shops &amp; &lt;more&gt;.</p>" in page
    assert "not served by this version" in page
