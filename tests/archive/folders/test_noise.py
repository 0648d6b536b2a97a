from korekit.archive.folders.noise import Noise, noise_lines, noise_of_line, with_noise, without_noise
from korekit.archive.json_text import pretty

EVENT = (
    b'{"E": {"lMod": 1, "msg": [{"channel": "rtm", "createdOn": "then", "lMod": "now", "text": "\\ud83d"}],'
    b' "data": {"lMod": "content"}, "nlMeta": 1}}'
)


def apart(data: bytes, *, depth: int = 0, is_language: bool = False) -> tuple[bytes, list[Noise]]:
    found: list[Noise] = []
    return pretty(without_noise(data, "f.json", found, depth=depth, is_language=is_language)), found


def test_times_and_savers_are_kept_apart_and_content_is_not() -> None:
    quiet, found = apart(EVENT, depth=1)
    assert quiet == pretty(
        b'{"E": {"msg": [{"channel": "rtm", "text": "\\ud83d"}], "data": {"lMod": "content"}, "nlMeta": 1}}'
    )
    assert [(one.at, one.key, one.after) for one in found] == [
        (["E"], "lMod", None),
        (["E", "msg", 0], "createdOn", "channel"),
        (["E", "msg", 0], "lMod", "createdOn"),
    ]
    again = [noise_of_line(line) for line in noise_lines(found).splitlines()]
    assert pretty(with_noise(quiet, again)) == pretty(EVENT)


def test_the_counts_of_a_language_are_noise() -> None:
    quiet, found = apart(b'{"en": {"name": "x", "nlMeta": {"patterns": 3}}}', depth=1, is_language=True)
    assert quiet == pretty(b'{"en": {"name": "x"}}')
    assert noise_lines(found) == (
        b'{"file":"f.json","at":["en"],"key":"nlMeta","after":"name","value":{"patterns":3}}\n'
    )


def test_noise_that_fits_nothing_is_passed_over() -> None:
    _, found = apart(EVENT, depth=1)
    assert with_noise(b'{"E": {"msg": []}}', found) == b'{"E":{"lMod":1,"msg":[]}}'
    assert with_noise(b'{"F": 1}', found) == b'{"F":1}'
    assert with_noise(b'{"E": {"lMod": 2}}', found[:1]) == b'{"E":{"lMod":2}}'


def test_an_object_with_a_key_twice_stays_as_it_is() -> None:
    assert apart(b'{"lMod": 1, "lMod": 2}') == (pretty(b'{"lMod": 1, "lMod": 2}'), [])
