"""From method and path to an operation."""

import pytest

from korekit.catalog.operation import GET, POST, Area, M, operation
from korekit.catalog.operations import all_operations
from korekit.errors.request_causes import MethodNotAllowed, PathUnknown
from korekit.server.router import Router


class Shop(Area[M]):
    """A made-up area whose paths overlap."""

    @operation(GET, "/api/public/shop/{item}")
    def get_item(self, item: str) -> str:
        """One item.

        Args:
            item: which.
        """
        raise NotImplementedError

    @operation(GET, "/api/public/shop/best")
    def get_best(self) -> str:
        """The best one."""
        raise NotImplementedError

    @operation(GET, "/api/public/shop/best/{item}/parts/{part}")
    def get_part(self, item: str, part: str) -> str:
        """A part.

        Args:
            item: of which.
            part: which.
        """
        raise NotImplementedError

    @operation(POST, "/api/public/shop/{other}/sold")
    def sell(self, other: str) -> str:
        """Sell it.

        Args:
            other: another name for the same place in the path.
        """
        raise NotImplementedError


@pytest.fixture
def router() -> Router:
    return Router([Shop.get_item, Shop.get_best, Shop.get_part, Shop.sell])


def found(router: Router, path: str, method: str = "GET") -> tuple[str, dict[str, str]]:
    """Id and values of what a path reaches."""
    match = router.find(method, path)
    return match.operation.id, match.values


def test_a_fixed_segment_goes_before_a_named_one(router: Router) -> None:
    assert found(router, "/api/public/shop/best") == ("get-best", {})
    assert found(router, "/api/public/shop/bes") == ("get-item", {"item": "bes"})
    # A walk that went wrong behind the fixed segment comes back to the named one.
    assert found(router, "/api/public/shop/best/sold", "POST") == ("sell", {"other": "best"})


def test_each_operation_names_the_values_its_own_way(router: Router) -> None:
    assert found(router, "/api/1.1/public/shop/best/a/parts/b/") == ("get-part", {"item": "a", "part": "b"})


@pytest.mark.parametrize(
    ("segment", "value"),
    [
        ("a%20b", "a b"),
        ("%41", "A"),
        ("a%2Fb", "a/b"),
        ("%2e%2e", ".."),
        ("a+b", "a+b"),
        ("%", "%"),
        ("%zz", "%zz"),
        ("%ff", "\ufffd"),
        ("%00", "\ufffd"),
        ("%C3%BC", "ü"),
        ("%2500", "%00"),
    ],
)
def test_values_are_decoded_once(router: Router, segment: str, value: str) -> None:
    assert found(router, f"/api/public/shop/{segment}") == ("get-item", {"item": value})


def test_a_known_path_with_another_method_says_which_it_has(router: Router) -> None:
    with pytest.raises(MethodNotAllowed) as raised:
        router.find("PUT", "/api/public/shop/best")
    assert raised.value.expected == "GET"


@pytest.mark.parametrize("path", ["/api/public/shop", "/api/public/shop//", "/api/public/shop/a/b", "/", "", "x"])
def test_a_path_of_another_length_is_unknown(router: Router, path: str) -> None:
    with pytest.raises(PathUnknown):
        router.find("GET", path)


def test_two_operations_on_one_path_are_refused() -> None:
    class Twice(Area[M]):
        @operation(GET, "/api/public/shop/{name}/")
        def get_again(self, name: str) -> str:
            """The same path with another name.

            Args:
                name: which.
            """
            raise NotImplementedError

    with pytest.raises(ValueError, match="get-again and get-item have one path"):
        Router([Shop.get_item, Twice.get_again])


def test_every_operation_is_found_by_each_of_its_paths() -> None:
    router = Router(all_operations())
    for one in all_operations():
        for method, path in one.spellings():
            assert router.find(method, path).operation.id == (one.facts.served_by or one.id)
