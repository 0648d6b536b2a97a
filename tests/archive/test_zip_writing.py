import io
import json
import time
import zipfile
import zlib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from korekit.archive import Archive, ArchiveBroken, check, read_parts, read_zip, rekeyed, write_zip
from tests.archive.builders import NEW_BOT_ID, PNG, archive, archive_of, config, new_id
from tests.bots import large, small

AT = datetime(2026, 11, 24, 7, 38, 12, tzinfo=UTC)


def zipped(given: Archive, at: datetime = AT) -> bytes:
    out = io.BytesIO()
    write_zip(given, out, at=at)
    return out.getvalue()


@pytest.mark.parametrize("members", [small(), large()], ids=["small", "large"])
def test_a_real_bot_written_and_read_again_is_the_same(members: dict[str, bytes]) -> None:
    assert read_zip(io.BytesIO(zipped(archive_of(members)))) == archive_of(members)


def test_members_have_the_documented_order_mode_and_time() -> None:
    given = archive(functions=[("b.js", b"2"), ("a.js", b"1")])
    with zipfile.ZipFile(io.BytesIO(zipped(given))) as found:
        assert found.testzip() is None
        assert [info.filename for info in found.infolist()] == [
            "botDefinition.json",
            "config.json",
            "icon.png",
            "b.js",
            "a.js",
        ]
        assert {(info.external_attr >> 16, info.date_time) for info in found.infolist()} == {
            (0o100664, (2026, 11, 24, 7, 38, 12))
        }
        assert {info.compress_type for info in found.infolist()} == {zipfile.ZIP_DEFLATED}


def test_a_missing_icon_is_left_out() -> None:
    with zipfile.ZipFile(io.BytesIO(zipped(archive(icon=None)))) as found:
        assert found.namelist() == ["botDefinition.json", "config.json"]


def test_the_same_archive_and_time_give_the_same_bytes_in_any_zone() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert zipped(archive()) == zipped(archive(), elsewhere)


@pytest.mark.parametrize(("year", "stamped"), [(1970, 1980), (2112, 2107)])
def test_a_time_that_no_zip_can_hold_is_moved_to_the_nearest_year(year: int, stamped: int) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped(archive(), AT.replace(year=year)))) as found:
        assert found.infolist()[0].date_time == (stamped, 11, 24, 7, 38, 12)


def test_other_layouts_are_laid_out_without_touching_a_scalar() -> None:
    given = read_parts(definition=rb'{"b":1.10,"a":["\u00e9"]}', config=b'{"name":"\xc3\xa9","envVariables":[]}')
    found = read_zip(io.BytesIO(zipped(given)))
    assert found.definition == b'{\n    "b": 1.10,\n    "a": [\n        "\\u00e9"\n    ]\n}'
    assert found.config == '{\n    "name": "é",\n    "envVariables": []\n}'.encode()


def test_secured_variables_never_leave_in_clear() -> None:
    variables = [{"key": "k", "value": "s3cret", "isSecured": True}, {"key": "o", "value": "open"}]
    data = zipped(archive(settings=config(envVariables=variables)))
    found = read_zip(io.BytesIO(data))
    assert [variable["value"] for variable in json.loads(found.config)["envVariables"]] == ["", "open"]


def test_an_archive_that_is_no_json_is_not_written() -> None:
    out = io.BytesIO()
    with pytest.raises(ArchiveBroken):
        write_zip(read_parts(definition=b"{", config=b"{}"), out, at=AT)
    assert out.getvalue() == b""


def test_an_output_that_cannot_seek_will_do() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.data += bytes(data)  # type: ignore[call-overload]  # a buffer
            return len(bytes(data))  # type: ignore[call-overload]  # a buffer

    pipe = Pipe()
    write_zip(archive(icon=PNG), pipe, at=AT)  # type: ignore[arg-type]  # what zipfile needs of a file
    assert read_zip(io.BytesIO(pipe.data)) == archive(icon=PNG)


def test_import_of_the_large_bot_keeps_its_budget() -> None:
    data = zipped(archive_of(large()))
    definition = large()["botDefinition.json"]

    def by_hand() -> None:
        json.loads(definition)
        zlib.compress(definition, 6)

    def ours() -> None:
        bot = read_zip(io.BytesIO(data))
        check(bot)
        zipped(rekeyed(bot, NEW_BOT_ID, "New", new_id))

    def seconds(work: object) -> float:
        assert callable(work)
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    assert min(seconds(ours) for _ in range(3)) < 8 * min(seconds(by_hand) for _ in range(3))
