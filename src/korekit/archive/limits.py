"""How large an archive may be."""

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds that hold while an archive is read, whatever its headers claim.

    Attributes:
        zip_bytes: size of the zip file itself.
        members: entries of the zip or folder, ignored ones included.
        member_bytes: one member, decompressed; counted while decompressing.
        total_bytes: all members that are read, decompressed.
        ratio: how many times its packed size a member may grow to once it has passed a megabyte; real
            definitions grow 8 to 13 times.
        values: commas in one JSON member, which bounds how many values a parser can make of it; a real
            definition has one for every 50 to 100 bytes.
    """

    zip_bytes: int = 200_000_000
    members: int = 100
    member_bytes: int = 200_000_000
    total_bytes: int = 200_000_000
    ratio: int = 200
    values: int = 2_500_000
