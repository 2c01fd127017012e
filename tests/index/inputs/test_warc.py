"""Saved pages in WARC, WACZ and ARC files, whole and damaged."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard
from helpers.packing import PICTURE, lines, told, zipped
from helpers.saved_pages import ARC_HEAD, answer, arc_record, page, record, saved
from hypothesis import given, settings
from hypothesis import strategies as st

from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.found import Record
from index.inputs.reading import pieces
from index.inputs.warc import read as read_warc

INFO = record(b"software: a crawler\r\n", kind="warcinfo", content_type="application/warc-fields")


def chunked(data: bytes) -> bytes:
    """Data in chunks, as servers send it."""
    parts = [data[at : at + 100] for at in range(0, len(data), 100)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def test_the_pages_of_a_crawl_are_read_and_all_else_is_skipped() -> None:
    data = (
        INFO
        + record(b"GET / HTTP/1.1\r\n\r\n", kind="request")
        + saved("Một")
        + record(b"", kind="revisit")
        + record(b"via: x", kind="metadata")
        + record(answer(b"", status="404 Not Found"), "https://bao.example/mat")
        + record(answer(b"", status="301 Moved"), "https://bao.example/doi")
        + record(answer(PICTURE, "Content-Type: image/jpeg\r\n"), "https://bao.example/a.jpg")
        + record(
            answer(b"User-agent: *\n", "Content-Type: text/html\r\n"), "http://a.vn/robots.txt"
        )
        + record(page("Hai"), "https://bao.example/hai.html", "resource", "text/html")
        + record(answer(b"%d" % 7, "Content-Type: text/plain\r\n"), "https://bao.example/so")
        + record(answer(b"p {}", "Content-Type: text/css\r\n"), "https://bao.example/a.css")
        + record(b"1 OK", "metadata://x/log", "resource", "text/html")
    )
    found = told(data)
    titles = [each for each in found if ":" not in each]
    assert titles == ["Một", "Hai"]
    assert [each.rpartition(": ")[2] for each in found if ":" in each] == [
        "it tells of the crawl",
        "it is a request to a server",
        "the page was saved before and had not changed",
        "it is metadata of the crawl",
        "status 404",
        "status 301",
        "its type is image/jpeg",
        "it is for robots",
        "its type is text/plain",
        "its type is text/css",
        "it is no page of the web but a note of the crawler",
    ]
    place = data.index(b"WARC/1.0", data.index(b"via: x"))
    assert f"a/https://bao.example/mat, byte {place}: status 404" in found


def test_what_is_known_of_a_page_goes_with_it() -> None:
    data = record(answer(page("Một"), "Content-Type: text/html; charset=UTF-8\r\n"))
    [member] = read_warc(Content("a", iter([data])), Options())
    assert isinstance(member, Content)
    assert member.name == "a/https://bao.example/tin.html, byte 0"
    assert member.facts["url"] == "https://bao.example/tin.html"
    assert member.facts["crawled"].isoformat() == "2021-07-08T01:02:03+00:00"
    assert member.facts["content_type"] == "text/html"
    assert member.facts["charset"] == "UTF-8"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        pytest.param("Transfer-Encoding: chunked\r\n", chunked(page("Một")), id="chunked"),
        pytest.param("Content-Encoding: gzip\r\n", gzip.compress(page("Một")), id="gzip"),
        pytest.param("Content-Encoding: br\r\n", brotli.compress(page("Một")), id="brotli"),
        pytest.param("Content-Encoding: zstd\r\n", zstandard.compress(page("Một")), id="zstd"),
        pytest.param("Content-Encoding: deflate\r\n", zlib.compress(page("Một")), id="deflate"),
        pytest.param("Content-Encoding: deflate\r\n", zlib.compress(page("Một"))[2:-4], id="bare"),
        pytest.param(
            "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
            chunked(gzip.compress(page("Một"))),
            id="gzip in chunks",
        ),
        pytest.param("Content-Encoding: gzip\r\n", page("Một"), id="gzip undone"),
        pytest.param("Content-Encoding: br\r\n", page("Một"), id="brotli undone"),
        pytest.param("Transfer-Encoding: chunked\r\n", page("Một"), id="chunks undone"),
    ],
)
def test_a_page_is_decoded_from_what_it_was_sent_in(headers: str, body: bytes) -> None:
    assert told(record(answer(body, "Content-Type: text/html\r\n" + headers))) == ["Một"]


def test_every_record_may_be_compressed_by_itself_or_all_together() -> None:
    records = [INFO, saved("Một"), saved("Hai")]
    for data in (b"".join(map(gzip.compress, records)), gzip.compress(b"".join(records))):
        assert [each for each in told(data) if ":" not in each] == ["Một", "Hai"]


def test_of_a_wacz_the_pages_of_its_warc_are_read() -> None:
    members = {
        "archive/a.warc.gz": gzip.compress(INFO) + gzip.compress(saved("Một")),
        "indexes/index.cdx": b"vn,a)/ 2021",
        "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n',
        "datapackage.json": b"{}",
    }
    found = told(zipped(members))
    assert [each for each in found if ":" not in each] == ["Một"]
    assert sum("belongs to the WACZ" in each for each in found) == 3


def test_the_place_of_a_record_is_that_in_the_file_where_it_was_compressed_by_itself() -> None:
    parts = [gzip.compress(INFO), gzip.compress(saved("Một")), gzip.compress(INFO)]
    reason = "it tells of the crawl"
    at = len(parts[0] + parts[1])
    assert told(b"".join(parts)) == [f"a, byte 0: {reason}", "Một", f"a, byte {at}: {reason}"]
    at = len(INFO + saved("Một"))
    found = told(gzip.compress(INFO + saved("Một") + INFO))
    assert found[2] == f"a, byte {at} of the unpacked data: {reason}"


def test_places_are_told_behind_damaged_pieces_too() -> None:
    parts = [gzip.compress(each) for each in (INFO, saved("Một"), INFO, saved("Hai"), INFO)]
    broken = bytearray(parts[1])
    broken[150:200] = b"\xff" * 50
    parts[1] = bytes(broken)
    last = len(b"".join(parts[:-1]))
    found = told(b"".join(parts))
    assert "Hai" in found
    assert found[-1] == f"a, byte {last}: it tells of the crawl"


def titles(data: bytes) -> list[str]:
    """The titles of the articles in data."""
    return [each for each in told(data) if ":" not in each]


@pytest.mark.parametrize("place", [3, 14, 20, 70], ids=["version", "field", "type", "id"])
def test_behind_a_broken_record_the_next_is_read(place: int) -> None:
    parts = [saved("Một"), saved("Hai"), saved("Ba")]
    broken = bytearray(parts[1])
    broken[place] ^= 0x80
    assert {"Một", "Ba"} <= set(titles(parts[0] + bytes(broken) + parts[2]))
    broken[:40] = bytes(40)
    found = told(parts[0] + bytes(broken) + parts[2])
    assert [each for each in found if ":" not in each] == ["Một", "Ba"]
    lost = f"a, byte {len(parts[0])}: {len(parts[1]):,} bytes are no record: "
    assert any(each.startswith(lost) for each in found)


@pytest.mark.parametrize("length", [300, 100_000, 3_000])
def test_a_record_whose_length_is_wrong_takes_nothing_from_the_next(length: int) -> None:
    wrong = record(answer(page("Hai")), length=length)
    data = saved("Một") + wrong + saved("Ba") + saved("Bốn")
    options = Options()
    leaves = [each.leaf for each in pieces(Content("a", iter([data])), options)]
    found = [each for each in leaves if isinstance(each, Record)]
    assert [each.values["title"] for each in found] == ["Một", "Hai", "Ba", "Bốn"]
    assert "its length is not" in found[1].notes[0]
    assert "Content-Length" not in str(found[1].values)


def test_a_file_that_ends_early_keeps_all_before_and_tells_its_place() -> None:
    data = saved("Một") + saved("Hai")
    found = told(data[:-700])
    assert found[0] == "Một"
    assert "bytes are missing" in found[-1]
    assert found[-1].startswith(f"a/https://bao.example/Hai.html, byte {len(saved('Một'))}")


def test_behind_a_damaged_piece_of_gzip_the_next_record_is_read() -> None:
    parts = [gzip.compress(saved(title)) for title in ("Một", "Hai", "Ba")]
    broken = bytearray(parts[1])
    broken[200:260] = b"\xff" * 60
    found = told(parts[0] + bytes(broken) + parts[2])
    assert found[0] == "Một"
    assert found[-1] == "Ba"
    at = len(parts[0])
    told_at = [each for each in found if each.startswith("a, byte")]
    assert any(at < int(each.split()[2].rstrip(":")) <= at + len(broken) for each in told_at)


def test_a_wrong_checksum_loses_no_page() -> None:
    parts = [gzip.compress(saved(title)) for title in ("Một", "Hai", "Ba")]
    broken = bytearray(parts[1])
    broken[-5] ^= 1
    found = told(parts[0] + bytes(broken) + parts[2])
    assert [each for each in found if ":" not in each] == ["Một", "Hai", "Ba"]
    assert sum("checksum" in each for each in found) == 1


def test_the_text_of_a_page_as_a_converter_wrote_it_is_read() -> None:
    text = "Cầu treo Mường Khao thông xe\nSáng nay xã Mường Khao thông xe cây cầu treo.\n".encode()
    data = record(text, "https://bao.example/cau", "conversion", "text/plain")
    assert titles(data) == ["Cầu treo Mường Khao thông xe"]


def test_an_address_with_codes_for_the_terminal_is_shown_without_them() -> None:
    [found] = told(record(answer(b"", status="404 No"), "https://bao.example/\x1b[2Jx"))
    assert found == "a/https://bao.example/\ufffd[2Jx, byte 0: status 404"


def test_a_feed_and_json_in_a_crawl_are_given_to_their_readers() -> None:
    data = record(answer(lines("Một"), "Content-Type: application/json\r\n"))
    assert titles(data) == ["Một"]


def test_the_pages_of_an_arc_file_are_read() -> None:
    data = (
        ARC_HEAD
        + arc_record(answer(page("Một")), "http://bao.example/tin/1.html")
        + arc_record(page("Hai"), "http://bao.example/tin/2 b.html")
        + arc_record(PICTURE, "http://bao.example/3.jpg", "image/jpeg")
    )
    assert titles(data) == titles(gzip.compress(data)) == ["Một", "Hai"]
    assert any("its type is image/jpeg" in each for each in told(data))


def test_behind_a_broken_record_of_an_arc_file_the_next_is_read() -> None:
    parts = [
        arc_record(answer(page(title)), f"http://bao.example/tin/{title}.html") for title in "abc"
    ]
    parts[1] = parts[1].replace(b"20050708010203", b"2005x708010203")
    assert titles(ARC_HEAD + b"".join(parts)) == ["a", "c"]


NAMES = ("Một", "Hai", "Ba")


@given(st.booleans(), st.booleans(), st.data())
@settings(deadline=None, max_examples=40)
def test_cut_and_flipped_bytes_never_raise(packed: bool, old: bool, data: st.DataObject) -> None:
    if old:
        url = "http://bao.example/tin/1.html"
        parts = [ARC_HEAD, *(arc_record(page(one), url) for one in NAMES)]
    else:
        parts = [INFO, *map(saved, NAMES)]
    if packed:
        parts = [gzip.compress(each, mtime=0) for each in parts]
    whole = bytearray(b"".join(parts))
    place = data.draw(st.integers(len(parts[0]), len(whole) - 1))
    if data.draw(st.booleans()):
        del whole[place:]
    else:
        whole[place] ^= data.draw(st.integers(1, 255))
    found = told(bytes(whole))
    assert not [each for each in found if "mistake of Khobao" in each]
    if place >= len(parts[0] + parts[1]):
        assert "Một" in found
