"""Path, host and method."""

import time
from typing import Any

import pytest

from korekit.catalog.operation import Operation
from korekit.catalog.operations import all_operations
from korekit.catalog.planes import Caller
from korekit.doctor.outside.address import read_address
from korekit.doctor.outside.meant_paths import told_of_path
from korekit.doctor.outside.routes import nearest_route, route_of, shown_template
from korekit.errors.refusal import Check
from tests.doctor.looking import BOT, seen, states, told

HOST = "https://platform.kore.ai"


@pytest.mark.parametrize("operation", all_operations(), ids=lambda operation: operation.id)
def test_every_operation_is_found_by_each_of_its_paths(operation: Operation[Any, Any]) -> None:
    for _, path in operation.spellings():
        filled = "/".join("x" if part.startswith("{") else part for part in path.split("/"))
        filled = filled.rstrip("/").replace("/api/1.1/", "/api/")
        for spelled in (filled, f"{filled}/", filled.replace("/api/", "/api/1.1/", 1)):
            found = route_of(read_address(f"{HOST}{spelled}").segments)
            assert found is not None
            assert (operation.facts.served_by or operation.id) in [one.id for one in found.operations]


@pytest.mark.parametrize(
    "operation", [one for one in all_operations() if one.facts.caller is Caller.APP], ids=lambda operation: operation.id
)
def test_a_letter_too_few_in_the_last_word_leads_to_the_right_path(operation: Operation[Any, Any]) -> None:
    segments = read_address(operation.path).segments
    words = [index for index, part in enumerate(segments) if not part.startswith("{")]
    segments = [BOT if part.startswith("{") else part for part in segments]
    segments[words[-1]] = segments[words[-1]][:-1]
    near = nearest_route(segments)
    assert near is not None
    assert near.cost == 1


def test_the_reason_names_both_words() -> None:
    (cause,) = told(f"curl {HOST}/api/public/bot/{BOT}/changelog -H 'auth: $T'")[:1]
    assert cause.cause == "path-unknown"
    assert "`changelog` should be `changelogs`" in cause.detail
    assert "/api/public/bot/{botId}/changelogs" in cause.detail


def test_a_template_is_shown_with_the_names_of_the_wire() -> None:
    assert shown_template("/api/public/bot/{bot_id}/export") == "/api/public/bot/{botId}/export"


@pytest.mark.parametrize("path", ["/api/public/bot/x/mlimport", "/api/public/users", "/api/public/bot/x/ml/train"])
def test_another_operation_of_the_vendor_is_not_certainly_unknown(path: str) -> None:
    (cause,) = told(f'curl {HOST}{path} -H "auth: $T"')[:1]
    assert (cause.cause, cause.certain) == ("path-unknown", False)


@pytest.mark.parametrize("host", ["localhost:8070", "127.0.0.1:8070", "bots.example.com", "pilot-bots.kore.ai"])
def test_any_host_may_serve_the_api(host: str) -> None:
    causes = told(f'curl https://{host}/api/public/bots -H "auth: $T"')
    assert not [cause for cause in causes if cause.check == "path"]


def test_a_missing_api_is_certain_only_where_nothing_rewrites_paths() -> None:
    assert told('curl http://localhost:8070/public/bots -H "auth: $T"')[0].certain
    assert not told('curl https://gateway.example.com/public/bots -H "auth: $T"')[0].certain


@pytest.mark.parametrize("override", ["delete", "PUT", "Delete"])
def test_an_override_counts_on_post(override: str) -> None:
    text = f"curl -X POST {HOST}/api/public/bots -H \"auth: $T\" -H 'x-http-method-override: {override}'"
    assert told(text)[0].cause == "method-not-allowed"
    assert (
        states(f"curl {HOST}/api/public/bots -H \"auth: $T\" -H 'x-http-method-override: {override}'")[Check.METHOD]
        == "passed"
    )


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "get"])
def test_methods_that_hosts_answer_in_their_own_way_are_not_certainly_wrong(method: str) -> None:
    (cause,) = told(f'curl -X {method} {HOST}/api/public/bots -H "auth: $T"')[:1]
    assert (cause.cause, cause.certain) == ("method-not-allowed", False)


def test_an_address_in_variables_is_unknown_and_its_end_tells_the_operation() -> None:
    scene = seen('curl "$BASE/bot/$BOT/changelogs" -H "auth: $T"')
    assert [operation.id for operation in scene.called] == ["get-change-logs"]
    assert scene.states[Check.PATH] == "unknown"


def test_user_and_password_are_no_part_of_the_host() -> None:
    assert read_address("https://me:pa:ss@Platform.Kore.ai:443/api").host == "platform.kore.ai"


@pytest.mark.parametrize("url", ["", "/", "//", "https://", "https://[::1]:80/a", "http://h:x/a", "a:b:c", "?a", "#"])
def test_odd_addresses_do_no_harm(url: str) -> None:
    address = read_address(url)
    assert isinstance(address.segments, list)


@pytest.mark.parametrize(
    ("path", "method", "told_as"),
    [
        ("/api/public/bot/list", "GET", (
            "`/api/public/bots` (get-bots)", "`list` does not belong there; `bot` should be `bots`")),
        (f"/api/public/bot/{BOT}/changelog", "GET", (
            "`/api/public/bot/{botId}/changelogs` (get-change-logs)", "`changelog` should be `changelogs`")),
        ("/public/bots", "GET", ("`/api/public/bots` (get-bots)", "`/api` is missing at its beginning")),
        ("/v1/api/public/bots", "GET", ("`/api/public/bots` (get-bots)", "something stands before `/api`")),
        ("/api//public/bots", "GET", ("`/api/public/bots` (get-bots)", "two slashes in a row")),
        (f"/api/public/bot/{BOT}", "GET", ("a documented path that begins with `/api/public/bot/{botId}/`", "")),
        ("/api/public", "GET", ("a documented path that begins with `/api/public/`", "")),
        ("/api/nothing/like/it", "GET", ("a documented path", "")),
        ("/wp-login.php", "GET", ("a path that begins with `/api/`", "")),
        ("", "GET", ("a path that begins with `/api/`", "")),
    ],
)  # fmt: skip
def test_a_strange_path_is_told_by_the_nearest_documented_one(path: str, method: str, told_as: tuple[str, str]) -> None:
    assert told_of_path(path, method) == told_as


def test_the_method_decides_between_operations_of_one_path() -> None:
    shown = {method: told_of_path(f"/api/1.1/public/bot/{BOT}/languages", method)[0] for method in ("POST", "PUT")}
    assert shown == {
        "POST": "`/api/1.1/public/bot/{botId}/language` (add-enable-new-language)",
        "PUT": "`/api/1.1/public/bot/{botId}/language` (language-updation)",
    }


def test_many_and_long_strange_paths_are_compared_in_time() -> None:
    odd = [f"/api/public/bot/{'x' * 250}/{number}/{'y' * 40}" for number in range(100)]
    odd += [f"/api/public/bots/{number}/changelog{'s' * number}" for number in range(100)]
    started = time.process_time()
    for path in odd:
        nearest_route(read_address(path).segments)
    # A millisecond each on a slow machine, with room for a busy one.
    assert time.process_time() - started < 1
