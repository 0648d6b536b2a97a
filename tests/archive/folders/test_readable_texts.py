import pytest
from hypothesis import given
from hypothesis import strategies as st

from korekit.archive.folders.readable_texts import MalformedText, as_readable, as_stored
from korekit.archive.json_text import pretty
from tests.bots.making import members_of


def no_script(name: str) -> str:
    raise MalformedText(0, f"no {name}")


@pytest.mark.parametrize(
    ("stored", "readable"),
    [
        (b'{"a":"I%20am"}', b'{"a":{"$uri":"I am"}}'),
        (b'{"a":"one%0Atwo%21"}', b'{"a":"one%0Atwo%21"}'),  # encodeURIComponent leaves `!` alone
        (b'{"a":"one%0Atwo!"}', b'{"a":{"$uri":["one","two!"]}}'),
        (b'{"a":"%c3%a9"}', b'{"a":"%c3%a9"}'),  # it writes capitals
        (b'{"a":"%FF"}', b'{"a":"%FF"}'),
        (b'{"a":"50% off"}', b'{"a":"50% off"}'),
        (rb'{"a":"x\ny\n"}', b'{"a":{"$lines":["x","y",""]}}'),
        (rb'{"a":"x\u000ay"}', rb'{"a":"x\u000ay"}'),  # JSON.stringify writes \n
        (rb'{"a":"\ud83d\n"}', rb'{"a":"\ud83d\n"}'),
        (b'{"$uri":"I%20am","$$lines":[]}', b'{"$$uri":{"$uri":"I am"},"$$$lines":[]}'),
        (b'["I%20am"]', b'[{"$uri":"I am"}]'),
    ],
)
def test_a_text_is_readable_only_where_it_comes_back(stored: bytes, readable: bytes) -> None:
    assert as_readable(pretty(stored)) == (pretty(readable), None)
    assert as_stored(pretty(readable), no_script) == pretty(stored)


def test_a_script_is_a_file_of_its_own() -> None:
    laid_out = pretty(b'{"script":"a%20%3D%201%3B%0A","b":{"script":"x%20"}}')
    text, content = as_readable(laid_out, ("script", 1, "s.js"))
    assert content == b"a = 1;\n\n"
    assert text == pretty(b'{"script":{"$uri-js":"s.js"},"b":{"script":{"$uri":"x "}}}')
    assert as_stored(text, {"s.js": "a = 1;\n"}.__getitem__) == laid_out
    plain = as_readable(pretty(b'{"script":"f()"}'), ("script", 1, "s.js"))
    assert plain == (pretty(b'{"script":{"$js":"s.js"}}'), b"f()\n")


@pytest.mark.parametrize(
    "broken",
    [b'{"$uri":5}', b'{"$lines":"x"}', b'{"$lines":[]}', b'{"$uri":{"a":1}}', b'{"$js":["x"]}', rb'{"$uri":"\ud83d"}'],
)
def test_a_text_that_means_nothing_is_told_with_its_line(broken: bytes) -> None:
    with pytest.raises(MalformedText) as wrong:
        as_stored(pretty(b'{"a":1,"b":' + broken + b"}"), no_script)
    assert wrong.value.line in (3, 4)


_json = st.recursive(
    st.none() | st.integers() | st.text(alphabet='%20Aa\n$"\\ud8é', max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["$uri", "$$js", "$lines", "$uri-js", "a", "$", "script"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(_json)
def test_any_json_comes_back(value: object) -> None:
    laid_out = members_of({"a": value}, {})["botDefinition.json"]
    assert as_stored(as_readable(laid_out)[0], no_script) == laid_out
