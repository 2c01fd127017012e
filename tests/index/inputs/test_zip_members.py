"""Zips: whole, damaged, hostile and nested."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from helpers.packing import PICTURE, lines, told, told_of, zipped
from hypothesis import given, settings
from hypothesis import strategies as st

from index.inputs.limits import Limits
from index.inputs.zip_headers import printable_name

METHODS = {
    "stored": zipfile.ZIP_STORED,
    "deflate": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}
TWO = {"a.jsonl": lines("Một", "Hai"), "b/c.jsonl": lines("Ba")}


@pytest.mark.parametrize("method", METHODS)
def test_members_of_every_method_are_read_from_a_file_and_a_stream(
    method: str, tmp_path: Path
) -> None:
    data = zipped(TWO, METHODS[method])
    (tmp_path / "tin.bin").write_bytes(data)
    assert told(data) == told_of(tmp_path / "tin.bin") == ["Một", "Hai", "Ba"]


@pytest.mark.parametrize("method", METHODS)
def test_a_zip_without_its_directory_is_read_as_far_as_it_goes(method: str) -> None:
    whole = zipped(TWO, METHODS[method])
    start = whole.index(b"PK\x01\x02")
    *found, last = told(whole[:start])
    assert found == ["Một", "Hai", "Ba"]
    assert last == (
        f"a, byte {start}: the directory of the zip is damaged or cut off; "
        "what lies before it was read"
    )


def test_a_zip_that_was_written_to_a_pipe_and_cut_off_is_read() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += data
            return len(data)

    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        pipe = Pipe()
        with zipfile.ZipFile(pipe, "w", method) as archive:  # type: ignore[arg-type]
            for name, data in TWO.items():
                archive.writestr(name, data)
        whole = bytes(pipe.data)
        assert told(whole) == ["Một", "Hai", "Ba"]
        assert told(whole[: whole.index(b"PK\x01\x02")])[:-1] == ["Một", "Hai", "Ba"]


def test_a_zip_that_ends_within_a_member_keeps_what_was_before() -> None:
    whole = zipped({"a.jsonl": lines("Một"), "b.jsonl": lines(*map(str, range(300)))}, 0)
    first, *found, inside, last = told(whole[: len(whole) // 2])
    assert first == "Một"
    assert found[:100] == [str(number) for number in range(100)]
    assert inside.startswith("a/b.jsonl, byte ")
    assert "ends too early" in inside
    assert "cut off" in last


def test_a_member_with_a_wrong_checksum_is_kept_and_told() -> None:
    data = bytearray(zipped(TWO, zipfile.ZIP_STORED))
    data[data.index(b"Tin.")] ^= 1
    first, second, flaw, last = told(bytes(data))
    assert (first, second, last) == ("Một", "Hai", "Ba")
    assert flaw == (
        f"a/a.jsonl, byte {len(TWO['a.jsonl'])}: "
        "the checksum of the member is wrong: what was read may be altered"
    )


def test_a_large_zip_in_the_64_bit_form_is_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in TWO.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(data)
    assert told(file.getvalue()) == ["Một", "Hai", "Ba"]
    assert told(file.getvalue()[:-80])[:-1] == ["Một", "Hai", "Ba"]


def test_zips_in_zips_are_read_up_to_the_limit_of_levels() -> None:
    data = zipped(TWO)
    for _ in range(3):
        data = zipped({"trong.zip": data})
    assert told(data) == ["Một", "Hai", "Ba"]
    [refused] = told(data, Limits(levels=2))
    assert refused == (
        "a/trong.zip/trong.zip/trong.zip: it is packed more than 2 levels deep; "
        "the limit is levels=2"
    )


def test_what_is_no_article_is_skipped_by_its_content_or_its_name() -> None:
    members = {
        "anh.html": PICTURE,
        "style.css": b"p { color: red }",
        "__MACOSX/._a.jsonl": b"\0\5\x16\7",
        "x/.DS_Store": b"\0\0\0\1Bud1",
        "Thumbs.db": b"\xd0\xcf\x11\xe0",
        "a.jsonl": lines("Một"),
    }
    assert told(zipped(members)) == [
        "a/anh.html: it is a picture",
        "a/style.css: it is a style sheet",
        "a/__MACOSX/._a.jsonl: it is a file that the operating system left",
        "a/x/.DS_Store: it is a file that the operating system left",
        "a/Thumbs.db: it is a file that the operating system left",
        "Một",
    ]


def encrypted(data: bytes) -> bytes:
    """A zip whose members say that they are encrypted."""
    changed = bytearray(data)
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(magic)
        while at >= 0:
            changed[at + place] |= 1
            at = changed.find(magic, at + 4)
    return bytes(changed)


def test_an_encrypted_member_is_named() -> None:
    data = encrypted(zipped(TWO))
    reason = "it is encrypted, and can be read only with a password; unpack it first"
    assert told(data) == [f"a/{name}: {reason}" for name in TWO]
    assert told(data[: data.index(b"PK\x01\x02")])[:-1] == [f"a/{name}: {reason}" for name in TWO]


def test_names_that_lead_out_of_the_zip_are_shown_and_harmless() -> None:
    [found] = told(zipped({"../../etc/tin.jsonl": b'{"x": 1}\n'}))
    assert found.startswith("a/../../etc/tin.jsonl:1: ")


def test_two_members_of_one_name_are_both_read() -> None:
    data = zipped({"a.jsonl": lines("Một"), "b.jsonl": lines("Hai")})
    assert told(data.replace(b"b.jsonl", b"a.jsonl")) == ["Một", "Hai"]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("tin thời sự.txt".encode(), "tin thời sự.txt"),
        (b"tin th\xf5\xcci s\xfd\xf2.txt", "tin thời sự.txt"),
        (b"caf\x82.txt", "café.txt"),
        (b"a\x07\n.txt", "a\ufffd\ufffd.txt"),
    ],
)
def test_a_name_is_printed_whatever_encoding_it_is_in(raw: bytes, name: str) -> None:
    assert printable_name(raw) == name


def overlapping() -> bytes:
    """A zip with a second member in the directory that is the data of the first, and a third."""
    data = zipped({"a.jsonl": lines("Một"), "b.jsonl": lines("Hai"), "c.jsonl": lines("Ba")})
    end = data.index(b"PK\x05\x06")
    entry = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    return data[: entry + 42] + struct.pack("<I", 0) + data[entry + 46 : end] + data[end:]


def test_members_that_overlap_are_refused_and_the_others_read() -> None:
    found = told(overlapping())
    refused = [each for each in found if "overlaps" in each]
    assert refused == ["a/b.jsonl: its data overlaps that of another member, as in a zip bomb"]
    assert [each for each in found if each not in refused] == ["Một", "Ba"]


def test_a_member_that_expands_too_far_is_refused_and_the_others_read() -> None:
    limits = Limits(ratio=100, expanded=100_000)
    members = {"bom.txt": bytes(5_000_000), "a.jsonl": lines("Một")}
    refusal, title = told(zipped(members), limits)
    assert title == "Một"
    assert refusal == (
        "a/bom.txt: it expands to more than 100 times its size, as a zip bomb does; "
        "the limit is ratio=100"
    )


def test_members_beyond_the_limit_are_refused() -> None:
    members = {f"{number}.jsonl": lines(str(number)) for number in range(5)}
    assert told(zipped(members), Limits(members=3)) == [
        *("0", "1", "2"),
        "a: it has more than 3 members; the limit is members=3",
    ]


def test_of_a_wacz_the_saved_pages_are_read() -> None:
    members = {
        "archive/a.jsonl": lines("Một"),
        "pages/pages.jsonl": b'{"url": "https://a.example"}',
        "datapackage.json": b"{}",
    }
    reason = "it belongs to the WACZ file and is no saved page"
    assert told(zipped(members)) == [
        "Một",
        f"a/pages/pages.jsonl: {reason}",
        f"a/datapackage.json: {reason}",
    ]


def test_an_empty_zip_is_told() -> None:
    assert told(zipped({})) == ["a: the file is empty"]


MEMBERS = {"a.jsonl": lines("Một", "Hai"), "b.jsonl": lines("Ba"), "c.jsonl": lines("Bốn")}


@given(st.sampled_from(sorted(METHODS.values())), st.data())
@settings(deadline=None)
def test_cut_and_flipped_bytes_never_raise(method: int, data: st.DataObject) -> None:
    whole = bytearray(zipped(MEMBERS, method))
    place = data.draw(st.integers(4, len(whole) - 1))
    if data.draw(st.booleans()):
        second = whole.index(b"PK\x03\x04", 4)
        del whole[place:]
        found = told(bytes(whole))
        if place >= second:
            assert found[:2] == ["Một", "Hai"]
        assert "cut off" in found[-1]
    else:
        whole[place] ^= data.draw(st.integers(1, 255))
        found = told(bytes(whole))
        assert not [each for each in found if "mistake of Khobao" in each]
        assert {"Ba", "Bốn", "Một"} & set(found)
