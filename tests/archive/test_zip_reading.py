import contextlib
import io
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korekit.archive import ArchiveBroken, Limits, read_zip
from tests.archive.builders import PNG, Member, config, definition, written, zip_of
from tests.bots import small

DEFINITION = written(definition())
CONFIG = written(config())
SOUND = (Member(name="botDefinition.json", data=DEFINITION), Member(name="config.json", data=CONFIG))


def broken(data: bytes, limits: Limits | None = None) -> list[tuple[str, str]]:
    with pytest.raises(ArchiveBroken) as caught:
        read_zip(io.BytesIO(data), limits)
    return [(problem.member, problem.why) for problem in caught.value.problems if problem.is_error]


def test_members_come_back_byte_for_byte() -> None:
    found = read_zip(io.BytesIO(zip_of(*SOUND, Member(name="icon.png", data=PNG), Member(name="Fn.js", data=b"f()"))))
    assert (found.definition, found.config, found.icon) == (DEFINITION, CONFIG, PNG)
    assert found.functions == (("Fn.js", b"f()"),)
    assert found.notes == ()


def test_a_zip_of_the_standard_library_is_read_from_a_path(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bot.zip", "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in small().items():
            zipped.writestr(name, data)
    assert read_zip(tmp_path / "bot.zip").definition == small()["botDefinition.json"]


def test_a_zip_written_as_a_stream_is_read() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise io.UnsupportedOperation

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as zipped:  # sizes stand after the data
        for name, data in small().items():
            zipped.writestr(name, data)
    assert read_zip(io.BytesIO(pipe.getvalue())).config == small()["config.json"]


def test_stored_members_and_a_comment_are_fine() -> None:
    members = (
        Member(name="botDefinition.json", data=DEFINITION, method=0),
        Member(name="config.json", data=CONFIG, method=0),
        Member(name="Icon.png", data=b"", method=0),
    )
    found = read_zip(io.BytesIO(zip_of(*members, comment=b"PK\5\6 made by hand")))
    assert (found.config, found.icon) == (CONFIG, b"")


def test_one_common_folder_is_tolerated_and_leftovers_are_noted() -> None:
    found = read_zip(
        io.BytesIO(
            zip_of(
                Member(name="My Bot/", mode=0o040755),
                Member(name="My Bot/botDefinition.json", data=DEFINITION),
                Member(name="My Bot/config.json", data=CONFIG),
                Member(name="My Bot/.DS_Store", data=b"x"),
                Member(name="__MACOSX/", mode=0o040755),
                Member(name="__MACOSX/My Bot/._config.json", data=b"x"),
                Member(name="README.md", data=b"x"),
                Member(name="My Bot/inner.zip", data=b"PK"),
            )
        )
    )
    assert found.config == CONFIG
    assert {(note.member, note.is_error) for note in found.notes} == {
        ("My Bot/.DS_Store", False),
        ("__MACOSX/", False),
        ("__MACOSX/My Bot/._config.json", False),
        ("README.md", False),
        ("My Bot/inner.zip", False),
    }


def test_members_that_are_no_part_of_an_export_are_never_decompressed() -> None:
    junk = Member(name="movie.mp4", packed=b"not deflate", size_bytes=10)
    assert read_zip(io.BytesIO(zip_of(*SOUND, junk))).config == CONFIG


def test_missing_members_are_all_named() -> None:
    assert broken(zip_of(Member(name="icon.png", data=PNG))) == [
        ("botDefinition.json", "it is missing"),
        ("config.json", "it is missing"),
    ]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../evil.js", "its name holds an empty, `.` or `..` part"),
        ("/evil.js", "its name is an absolute path"),
        ("a\\evil.js", "its name holds a backslash"),
        ("C:/evil.js", "its name is an absolute path"),
        ("ev\0il.js", "its name holds control characters"),
        ("folder/", "it is a folder, which no export holds"),
        ("botDefinition.json", "it is there twice"),
        ("Config.JSON", "it is there twice"),
    ],
)
def test_a_trick_with_a_name_is_refused(name: str, why: str) -> None:
    assert broken(zip_of(*SOUND, Member(name=name, data=b""))) == [(name, why)]


def test_two_icons_that_differ_in_case_are_refused() -> None:
    icons = (Member(name="icon.png", data=PNG), Member(name="Icon.png", data=PNG))
    assert broken(zip_of(*SOUND, *icons)) == [("Icon.png", "it is there twice")]


def test_two_folders_with_a_definition_are_refused() -> None:
    members = (Member(name="a/botDefinition.json", data=b"{}"), Member(name="b/botDefinition.json", data=b"{}"))
    assert broken(zip_of(*members)) == [("botDefinition.json", "several folders of the zip hold one")]


@pytest.mark.parametrize("mode", [0o120777, 0o010644, 0o020644, 0o140644])
def test_links_pipes_and_devices_are_refused(mode: int) -> None:
    member = Member(name="link.js", data=b"/etc/passwd", mode=mode)
    assert broken(zip_of(*SOUND, member)) == [("link.js", "it is a link or a device, not a file")]


@pytest.mark.parametrize("flag", [0x0001, 0x0040, 0x2000])
def test_encrypted_members_are_refused(flag: int) -> None:
    assert broken(zip_of(*SOUND, Member(name="a.js", flags=flag))) == [("a.js", "it is encrypted")]


def test_other_packing_methods_are_refused() -> None:
    member = Member(name="a.js", method=12, packed=b"BZh9")
    assert broken(zip_of(*SOUND, member)) == [("a.js", "it is packed by method 12, not stored or deflated")]


def test_more_bytes_than_announced_are_noticed_while_decompressing() -> None:
    bomb = Member(name="config.json", data=b" " * 50_000_000, size_bytes=10)
    assert broken(zip_of(SOUND[0], bomb)) == [("config.json", "it holds more bytes than the zip announces")]


def test_a_bomb_that_tells_its_size_stops_at_the_ratio_without_filling_memory() -> None:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(deflate.compress(b"[" * 1_000_000) for _ in range(150)) + deflate.flush()
    bomb = Member(name="botDefinition.json", packed=packed, size_bytes=150_000_000)
    data = zip_of(bomb, SOUND[1])
    tracemalloc.start()
    found = broken(data)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [("botDefinition.json", "it grows to more than 200 times its packed size")]
    assert peak_bytes < 100_000_000


def test_limits_hold_for_one_member_and_for_all_together() -> None:
    data = zip_of(*SOUND)
    size_bytes = len(DEFINITION)
    assert broken(data, Limits(member_bytes=size_bytes - 1))[0][0] == "botDefinition.json"
    assert broken(data, Limits(total_bytes=size_bytes + 1)) == [
        ("config.json", "it is larger than the 1 bytes that are left for it")
    ]
    assert broken(data, Limits(members=1)) == [("", "it has more than 1 members")]
    assert broken(data, Limits(zip_bytes=10)) == [("", "the zip is larger than 10 bytes")]
    assert broken(data, Limits(values=3)) == [("botDefinition.json", "it holds more than 3 values")]


def test_overlapping_members_are_refused() -> None:
    quoted = Member(name="b.js", data=b"x", header_at=0, local_name="botDefinition.json")
    assert broken(zip_of(*SOUND, quoted)) == [("b.js", "the zip's directory and the member's own header disagree")]
    again = Member(name="botDefinition.json", data=b"", header_at=0)
    assert broken(zip_of(*SOUND, again)) == [("botDefinition.json", "it overlaps another member")]


@pytest.mark.parametrize(
    ("member", "why"),
    [
        (Member(name="a.js", local_name="b.js"), "the zip's directory and the member's own header disagree"),
        (Member(name="a.js", local_flags=1), "the zip's directory and the member's own header disagree"),
        (Member(name="a.js", data=b"x", header_at=1), "its place in the zip holds no member"),
        (Member(name="a.js", data=b"x", header_at=2**32 - 2), "its place in the zip holds no member"),
        (Member(name="a.js", data=b"x", packed_bytes=2**31), "it is cut off"),
        (Member(name="a.js", data=b"x", packed_bytes=2**32 - 1), "it lies outside this zip or is of the zip64 kind"),
        (Member(name="a.js", data=b"x", crc=1), "it is damaged: its bytes are not those that the zip announces"),
        (
            Member(name="a.js", packed=b"\xff\xff", size_bytes=1),
            "it is damaged: its bytes are not those that the zip announces",
        ),
        (
            Member(name="a.js", data=b"x", packed=b"K\4\0trailing"),
            "it is damaged: its bytes are not those that the zip announces",
        ),
        (
            Member(name="a.js", data=b"x", size_bytes=2),
            "it is damaged: its bytes are not those that the zip announces",
        ),
        (
            Member(name="a.js", data=b"x" * 9, packed=b"K", size_bytes=9),
            "it is damaged: its bytes are not those that the zip announces",
        ),
    ],
)
def test_a_member_that_is_not_what_it_says_is_refused(member: Member, why: str) -> None:
    assert broken(zip_of(*SOUND, member)) == [("a.js", why)]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is not a zip file, or is cut off"),
        (b"{}", "it is not a zip file, or is cut off"),
        (zip_of(*SOUND)[:-1], "it is not a zip file, or is cut off"),
        (zip_of(*SOUND) + b"\n", "it is not a zip file, or is cut off"),
        (b"x" + zip_of(*SOUND), "the zip's directory is not where its end says"),
        (zip_of(*SOUND, count=1), "the zip's directory holds more than its members"),
        (zip_of(*SOUND, count=3), "the zip's directory is damaged"),
        (zip_of(*SOUND, count=0xFFFF), "it has more than 100 members"),
        (struct.pack("<4s4H2LH", b"PK\5\6", 1, 0, 0, 0, 0, 0, 0), "the zip is one part of several"),
        (struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, 2**32 - 1, 0, 0), "the zip is of the zip64 kind"),
    ],
)
def test_what_is_no_plain_zip_is_refused(data: bytes, why: str) -> None:
    assert broken(data) == [("", why)]


def test_an_empty_zip_lacks_its_members() -> None:
    assert broken(zip_of()) == [("botDefinition.json", "it is missing"), ("config.json", "it is missing")]


@pytest.mark.parametrize("name", ["absent.zip", ".", "a\0b"])
def test_a_path_that_cannot_be_read_is_a_broken_archive(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveBroken, match="the zip cannot be read"):
        read_zip(f"{tmp_path}/{name}")


def test_a_byte_order_mark_is_dropped() -> None:
    mark = b"\xef\xbb\xbf"
    members = (
        Member(name="botDefinition.json", data=mark + DEFINITION),
        Member(name="config.json", data=mark + CONFIG),
    )
    found = read_zip(io.BytesIO(zip_of(*members)))
    assert (found.definition, found.config) == (DEFINITION, CONFIG)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_a_damaged_zip_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    sound = bytearray(zip_of(*SOUND, Member(name="icon.png", data=PNG)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(sound) - 1))
        sound[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(sound)))
    for given_bytes in (bytes(sound), bytes(sound[:cut]), bytes(sound[cut:])):
        with contextlib.suppress(ArchiveBroken):
            read_zip(io.BytesIO(given_bytes))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_an_orderly_way(data: bytes) -> None:
    for given_bytes in (data, b"PK\3\4" + data, data + zip_of(), b"PK\1\2" + data + zip_of()[:12] + data):
        with pytest.raises(ArchiveBroken):
            read_zip(io.BytesIO(given_bytes))
