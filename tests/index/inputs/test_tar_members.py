"""Tars: in any form and compression, whole or damaged."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from pathlib import Path

import pytest
import zstandard
from helpers.packing import PICTURE, lines, tarred, told, told_of, zipped
from hypothesis import given, settings
from hypothesis import strategies as st

from index.inputs.limits import Limits

LONG = "thu-muc/" * 20 + "tin.jsonl"
MEMBERS = {"a.jsonl": lines("Một", "Hai"), LONG: lines("Ba"), "c.jsonl": lines("Bốn")}
ALL = ["Một", "Hai", "Ba", "Bốn"]
FORMS = {"ustar": tarfile.USTAR_FORMAT, "GNU": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}
COMPRESS = {
    "none": bytes,
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "Zstandard": zstandard.compress,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("compression", COMPRESS)
def test_members_of_every_form_are_read_in_any_compression(
    form: str, compression: str, tmp_path: Path
) -> None:
    data = COMPRESS[compression](tarred(MEMBERS, FORMS[form]))
    (tmp_path / "tin.bin").write_bytes(data)
    assert told(data) == told_of(tmp_path / "tin.bin") == ALL


def test_a_long_name_is_whole() -> None:
    [found] = told(tarred({LONG: b'{"x": 1}\n'}))
    assert found.startswith(f"a/{LONG}:1: ")


def test_links_devices_and_oddments_are_skipped() -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, kind in (
            ("lien-ket", tarfile.SYMTYPE),
            ("cung", tarfile.LNKTYPE),
            ("ong", tarfile.FIFOTYPE),
            ("thu-muc", tarfile.DIRTYPE),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "a.jsonl"
            archive.addfile(member)
        for name, data in (("anh", PICTURE), ("._a.jsonl", b"\0"), ("a.jsonl", lines("Một"))):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    assert told(file.getvalue()) == [
        "a/lien-ket: it is a link",
        "a/cung: it is a link",
        "a/ong: it is a device or a pipe",
        "a/anh: it is a picture",
        "a/._a.jsonl: it is a file that the operating system left",
        "Một",
    ]


def test_a_sparse_file_is_read_with_its_zeros() -> None:
    data = bytearray(tarred({"a.jsonl": lines("Một")}, tarfile.GNU_FORMAT)[:512])
    text = lines("Một")
    data[124:136] = b"%011o\0" % len(text)  # what is stored
    data[156:157] = tarfile.GNUTYPE_SPARSE
    data[386:410] = b"%011o\0%011o\0" % (600, len(text))  # behind a hole of 600 bytes
    data[410:434] = b"%011o\0%011o\0" % (600 + len(text), 0)
    data[483:495] = b"%011o\0" % (600 + len(text))
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data)
    whole = bytes(data) + text.ljust(512, b"\0") + tarred({"c.jsonl": lines("Bốn")})
    found = told(whole)
    assert found[-1] == "Bốn"
    assert len(found) == 2


def test_a_tar_that_was_cut_off_says_so_and_keeps_what_was_before() -> None:
    data = tarred({"a.jsonl": lines("Một"), "b.jsonl": lines(*map(str, range(200)))})
    first, *found, last = told(data[:5000])
    assert first == "Một"
    assert found[:50] == [str(number) for number in range(50)]
    assert "cut off" in last
    assert "bytes are missing" in found[-1]


def test_behind_a_damaged_header_the_next_members_are_read() -> None:
    data = bytearray(tarred({name: lines(name) for name in "abcd"}, tarfile.USTAR_FORMAT))
    data[1024 + 10] ^= 0xFF  # in the header of the second
    assert told(bytes(data)) == [
        "a",
        "a, byte 1024: the tar is damaged: what stands here is no header of a member",
        *("c", "d"),
    ]


def test_tars_one_behind_the_other_are_read() -> None:
    assert told(tarred({"a.jsonl": lines("Một")}) + tarred({"b.jsonl": lines("Hai")})) == [
        *("Một", "Hai")
    ]


def test_compressed_data_that_ends_early_is_told_at_its_place() -> None:
    data = gzip.compress(tarred(MEMBERS))
    *found, last = told(data[:-20])
    assert found[:2] == ["Một", "Hai"]
    assert last == f"a, byte {len(data) - 20}: the gzip data ends too early; the file was cut off"


def test_a_tar_in_a_zip_in_a_tar_is_read() -> None:
    inner = zipped({"trong.tgz": gzip.compress(tarred(MEMBERS))})
    assert told(tarred({"giua.zip": inner})) == ALL


def test_members_beyond_the_limit_are_refused() -> None:
    assert told(tarred(MEMBERS), Limits(members=2)) == [
        *("Một", "Hai", "Ba"),
        "a: it has more than 2 members; the limit is members=2",
    ]


@given(st.sampled_from(sorted(FORMS.values())), st.data())
@settings(deadline=None)
def test_cut_and_flipped_bytes_never_raise(form: int, data: st.DataObject) -> None:
    whole = bytearray(tarred(MEMBERS, form))
    place = data.draw(st.integers(512, 6000))
    if data.draw(st.booleans()):
        del whole[place:]
    else:
        whole[place] ^= data.draw(st.integers(1, 255))
    found = told(bytes(whole))
    assert not [each for each in found if "mistake of Khobao" in each]
    if place > 1024:
        assert found[:2] == ["Một", "Hai"]
