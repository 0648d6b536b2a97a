import pickle

import pytest

from korekit.client import errors
from korekit.client.errors import ClientError, ConnectionFailed, Refused


def kinds() -> list[type[ClientError]]:
    return [getattr(errors, name) for name in errors.__all__]


def test_every_error_says_what_helps() -> None:
    bare = [kind.__name__ for kind in kinds() if kind is not ClientError and not kind.hint]
    assert [name for name in bare if name != "JobUnsuccessful"] == []


def test_the_tree_is_drawn_whole() -> None:
    drawn = errors.__doc__ or ""
    assert [kind.__name__ for kind in kinds() if kind.__name__ not in drawn] == []


@pytest.mark.parametrize(
    "error",
    [
        Refused("get-bots", status=401, code=4002, msg="no", body=b"{}", trace_id="abc"),
        ConnectionFailed("broke", is_sent=True),
    ],
)
def test_errors_cross_between_processes(error: ClientError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), copy.__dict__) == (type(error), str(error), error.__dict__)
