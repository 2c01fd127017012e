"""Formats that are not read are rejected by name, never read as something else."""

from __future__ import annotations

import pytest
from helpers.packing import lines, told, zipped

MAGIC = {
    b"7z\xbc\xaf\x27\x1c\0\4": "7z",
    b"Rar!\x1a\x07\x01\0": "RAR",
    b"MSCF\0\0\0\0": "CAB",
    b"070701000A1B2C": "cpio",
    b"!<arch>\ndebian-binary": "ar",
    b"\x1f\x9d\x90tin": "compress (.Z)",
    b"\x04\x22\x4d\x18\x64": "lz4",
    b"LZIP\x01\x0c": "lzip",
    b"ITSF\x03\0\0\0": "CHM",
    b"AT&TFORM\0\0": "DjVu",
    b"!BDN\0\0": "PST",
    b"\0\x01\0\0Standard Jet DB\0": "Access",
    b"%!PS-Adobe-3.0\n": "PostScript",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "Word 97 to 2003",
}


@pytest.mark.parametrize("magic", MAGIC)
def test_a_format_that_is_not_read_is_rejected_by_name(magic: bytes) -> None:
    [found] = told(magic + bytes(600))
    assert f"{MAGIC[magic]}" in found
    assert "which is not read; " in found


def test_what_is_packed_beside_it_is_read() -> None:
    rejected, title = told(zipped({"a.rar": b"Rar!\x1a\x07\0" + bytes(9), "b.jsonl": lines("Một")}))
    assert rejected.startswith("a/a.rar: it is an archive in the form RAR")
    assert title == "Một"


@pytest.mark.parametrize("text", ["BM của bản Nậm\nTin.", "MZ là gì?\nTin.", "ID của bài\nTin."])
def test_a_text_is_never_taken_for_a_program_or_a_picture(text: str) -> None:
    assert told(text.encode()) == [text.partition("\n")[0]]
