"""Files, folders and standard input, compressed or not, whole or damaged."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
from functools import partial
from pathlib import Path
from unittest import mock

import pytest
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st

from index.articles.article import Article, Rejected
from index.errors import InputError, KhobaoError
from index.inputs import json_lines, read, total_bytes
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.detection import FORMATS, Format

LINES = "".join(
    json.dumps({"id": str(number), "title": f"Tin số {number}"}) + "\n" for number in range(1, 6)
).encode()
PAGE = "Mưa đầu mùa\nThời tiết - Ngày đăng : 06:00, 01/05/2019\nMưa to ở bản Nậm.\n".encode()


def titles(*inputs: str | Path, standard_input: bytes | None = None) -> list[str]:
    """The titles of the articles; for what was rejected, where and why."""
    stdin = None if standard_input is None else io.BytesIO(standard_input)
    return [
        each.title if isinstance(each, Article) else f"{each.where}: {each.reason}"
        for each in read(inputs, standard_input=stdin)
    ]


ALL = [f"Tin số {number}" for number in range(1, 6)]


def test_inputs_are_read_in_the_order_in_which_they_are_given(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_bytes(LINES)
    (tmp_path / "a.txt").write_bytes(PAGE)
    assert titles(tmp_path / "b.jsonl", tmp_path / "a.txt") == [*ALL, "Mưa đầu mùa"]


def test_one_path_need_not_be_in_a_list(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES)
    assert len(list(read(str(tmp_path)))) == len(list(read(tmp_path))) == 5  # type: ignore[arg-type]


def test_a_folder_is_read_by_name_and_to_the_bottom(tmp_path: Path) -> None:
    for name in ("b/z.txt", "b/c/y.txt", "a.txt", "c.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Tin {name}", encoding="utf-8")
    assert titles(tmp_path) == ["Tin a.txt", "Tin b/c/y.txt", "Tin b/z.txt", "Tin c.txt"]


def test_files_of_a_folder_that_are_no_articles_are_told_of(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(PAGE)
    (tmp_path / "anh.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "khong-duoi").write_bytes(LINES)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config.txt").write_bytes(PAGE)
    (tmp_path / ".DS_Store").write_bytes(b"\0")
    assert titles(tmp_path) == [
        f"{tmp_path}/.DS_Store: hidden files and folders are read only if they are named",
        f"{tmp_path}/.git: hidden files and folders are read only if they are named",
        "Mưa đầu mùa",
        f"{tmp_path}/anh.jpg: it is a picture",
        *ALL,
    ]
    assert titles(tmp_path / ".git") == ["Mưa đầu mùa"]


def test_an_empty_folder_and_an_empty_file_are_rejected(tmp_path: Path) -> None:
    assert titles(tmp_path) == [f"{tmp_path}: the folder is empty"]
    for name in ("a.json", "b.jsonl", "c.txt", "d.jsonl.gz"):
        (tmp_path / name).touch()
    (tmp_path / "e.txt.gz").write_bytes(gzip.compress(b""))
    assert [each.partition(": ")[2] for each in titles(tmp_path)] == ["the file is empty"] * 5
    assert titles("-", standard_input=b"") == ["-: the file is empty"]


def test_links_that_form_a_loop_are_followed_once(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/tin.txt").write_bytes(PAGE)
    (tmp_path / "a/len").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "b").symlink_to(tmp_path / "a", target_is_directory=True)
    assert titles(tmp_path) == ["Mưa đầu mùa"]


def test_a_link_to_nothing_is_rejected_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "khong-co")
    (tmp_path / "b.txt").symlink_to(tmp_path / "b.txt")
    assert [each.partition(": ")[2] for each in titles(tmp_path)] == [
        "it cannot be read: it is a link to nothing"
    ] * 2


def test_a_pipe_in_a_folder_is_rejected_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ong.txt")
    assert titles(tmp_path) == [f"{tmp_path}/ong.txt: it is neither a file nor a folder"]


def test_a_file_that_cannot_be_opened_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(PAGE)
    with mock.patch(
        "index.inputs.opening.open",
        create=True,
        side_effect=PermissionError(13, "Permission denied"),
    ):
        [found] = titles(tmp_path)
    assert found == f"{tmp_path}/a.txt: it cannot be read: Permission denied"


def test_an_error_of_the_disk_is_reported_after_what_was_read() -> None:
    stream = mock.Mock()
    stream.read.side_effect = [LINES, OSError(5, "Input/output error")]
    *found, last = read(["-"], standard_input=stream)
    assert len(found) == 5
    assert isinstance(last, Rejected)
    assert last.where == f"-, byte {len(LINES)}"
    assert "Input/output error" in last.reason


@pytest.mark.parametrize("path", ["khong-co.jsonl", "", "a\0b", "tin.txt/trong"])
def test_a_missing_input_is_an_error_before_anything_is_read(tmp_path: Path, path: str) -> None:
    (tmp_path / "tin.txt").write_bytes(PAGE)
    missing = os.path.join(tmp_path, path) if path else path  # noqa: PTH118
    for use in (read, total_bytes):
        with pytest.raises(InputError, match="cannot be read"):
            use([tmp_path / "tin.txt", missing])
    assert issubclass(InputError, KhobaoError)


def test_standard_input_is_recognised_by_what_is_in_it() -> None:
    assert titles("-", standard_input=LINES) == ALL
    assert titles("-", standard_input=PAGE) == ["Mưa đầu mùa"]
    assert titles("-", standard_input=b"[" + LINES.strip().replace(b"\n", b",") + b"]") == ALL
    assert titles("-", standard_input=gzip.compress(LINES)) == ALL
    assert titles("-", standard_input="[Ảnh] Mùa vải\nChín đỏ.".encode()) == ["[Ảnh] Mùa vải"]
    assert titles("-", standard_input=b"\x00\x01\x02") == ["-: it is not text"]
    page = f"<!DOCTYPE html><h1>Mưa đầu mùa</h1><p>{'Mưa to ở bản Nậm. ' * 40}"
    assert titles("-", standard_input=page.encode()) == ["Mưa đầu mùa"]
    assert "page" in titles("-", standard_input=b"<!DOCTYPE html><p>Tin")[0]


def test_standard_input_can_be_named_only_once() -> None:
    with pytest.raises(InputError, match="only once"):
        read(["-", "-"], standard_input=io.BytesIO(LINES))


def test_standard_input_is_left_open() -> None:
    stdin = io.BytesIO(LINES)
    assert len(list(read(["-"], standard_input=stdin))) == 5
    assert not stdin.closed


def test_a_named_file_with_an_odd_name_is_recognised_by_what_is_in_it(tmp_path: Path) -> None:
    for name in ("tin.data", "tin", "tin.2021", "tin.data.gz"):
        (tmp_path / name).write_bytes(LINES)
        assert titles(tmp_path / name) == ALL


ZSTD = zstandard.ZstdCompressor(write_checksum=True).compress
GZIP = partial(gzip.compress, mtime=0)  # the moment would make each process's tests others
SKIPPABLE = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.jsonl.gz", GZIP(LINES), id="gzip"),
        pytest.param("a.jsonl.gz", GZIP(LINES[:50]) + GZIP(LINES[50:]), id="two gzip members"),
        pytest.param("a.jsonl.gz", GZIP(LINES) + b"\0" * 3000, id="gzip and zeros behind it"),
        pytest.param("a.jsonl.zst", ZSTD(LINES), id="zstd"),
        pytest.param(
            "a.jsonl.zst", ZSTD(LINES[:50]) + SKIPPABLE + ZSTD(LINES[50:]), id="zstd frames"
        ),
        pytest.param("a.jsonl.zst", SKIPPABLE + ZSTD(LINES), id="zstd behind a skippable frame"),
        pytest.param("a.jsonl.zst", GZIP(LINES), id="gzip called zstd"),
        pytest.param("a.jsonl.gz", LINES, id="plain called gzip"),
        pytest.param("A.JSONL", ZSTD(LINES), id="zstd called plain"),
        pytest.param("a.gz", GZIP(LINES), id="gzip of no known format"),
        pytest.param("a.jsonl.gz", GZIP(GZIP(LINES)), id="gzip in gzip"),
    ],
)
def test_compressed_files_are_read_whatever_they_are_called(
    tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    assert titles(tmp_path) == titles(tmp_path / name) == ALL


SOURCE = random.Random(1)
MANY = "".join(
    json.dumps({"title": f"Tin số {number} {SOURCE.randbytes(30).hex()}"}) + "\n"
    for number in range(2000)
).encode()


@pytest.mark.parametrize("compress", [GZIP, ZSTD], ids=["gzip", "zstd"])
def test_a_compressed_file_that_was_cut_off_is_read_as_far_as_it_goes(
    tmp_path: Path, compress: object
) -> None:
    assert callable(compress)
    whole = b"".join(compress(MANY[start : start + 5000]) for start in range(0, 150_000, 5000))
    cut = whole[: len(whole) // 2]
    (tmp_path / "a.jsonl.x").write_bytes(cut)
    *found, last = read([tmp_path / "a.jsonl.x"])
    assert sum(isinstance(each, Article) for each in found) > 500
    assert sum(isinstance(each, Rejected) for each in found) <= 1
    assert isinstance(last, Rejected)
    assert last.where == f"{tmp_path}/a.jsonl.x, byte {len(cut)}"
    assert "cut off" in last.reason


@pytest.mark.parametrize("compress", [GZIP, ZSTD], ids=["gzip", "zstd"])
def test_other_data_after_compressed_data_is_reported(tmp_path: Path, compress: object) -> None:
    assert callable(compress)
    (tmp_path / "a.jsonl.gz").write_bytes(compress(LINES) + b"rac o cuoi")
    *found, last = titles(tmp_path)
    assert found == ALL
    assert "followed by other data" in last


@pytest.mark.parametrize("compress", [GZIP, ZSTD], ids=["gzip", "zstd"])
def test_damage_in_the_middle_of_compressed_data_is_reported(
    tmp_path: Path, compress: object
) -> None:
    assert callable(compress)
    data = bytearray(compress(MANY))
    data[len(data) // 2 : len(data) // 2 + 50] = b"\xff" * 50
    (tmp_path / "a.jsonl").write_bytes(data)
    assert "damaged" in titles(tmp_path)[-1] or "cut off" in titles(tmp_path)[-1]


def test_progress_ends_at_the_total_whatever_was_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(GZIP(MANY))
    (tmp_path / "b.txt").write_bytes(b"\0" * 100)
    (tmp_path / "c.jpg").write_bytes(b"\0" * 100)
    (tmp_path / "d.txt").write_bytes(PAGE)
    seen: list[int] = []
    list(read([tmp_path], progress=seen.append))
    assert seen == sorted(seen)
    assert seen[-1] == total_bytes([tmp_path])
    assert seen[-1] == sum(path.stat().st_size for path in tmp_path.iterdir())


def test_the_total_of_standard_input_is_unknown(tmp_path: Path) -> None:
    assert total_bytes([]) == 0
    assert total_bytes([tmp_path, "-"]) is None


def test_a_file_is_closed_when_reading_stops_early(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES)
    opened = []

    def spy(path: str, mode: str) -> object:
        opened.append(Path(path).open(mode))  # noqa: SIM115
        return opened[-1]

    with mock.patch("index.inputs.opening.open", spy, create=True):
        found = read([tmp_path])
        next(found)
        assert not opened[0].closed
        found.close()  # type: ignore[attr-defined]
    assert opened[0].closed


def test_a_name_that_is_no_utf8_can_be_printed(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/v\xe4i.jsonl")
    Path(path).write_bytes(b"hong\n")
    [rejected] = read([tmp_path])
    assert isinstance(rejected, Rejected)
    assert rejected.where == f"{tmp_path}/v\ufffdi.jsonl:1"


def lines_of(data: bytes) -> int:
    """The lines that are not blank; a byte order mark is nothing either."""
    return sum(bool(line.removeprefix(b"\xef\xbb\xbf").strip()) for line in data.split(b"\n"))


LINE = st.binary(max_size=60) | st.sampled_from(
    [
        b'{"title": "M\xe1\xbb\x99t"}',
        b'{"title": "M',
        b"[]",
        b"",
        b" ",
        b'{"x": 1}',
        b"\xef\xbb\xbf",
    ]
)


@given(st.lists(LINE).map(b"\n".join), st.integers(1, 50))
@example(b"\xff{}\n\x00", 3)
def test_every_line_of_any_bytes_is_an_article_or_a_rejection(data: bytes, size: int) -> None:
    if data.startswith((b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd")) or data[1:4] == b"\x2a\x4d\x18":
        return
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return  # UTF-16, which has other line feeds
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    content = Content("-", iter(chunks))
    found = list(json_lines.read_lines(content, Options()))
    assert len({each.where.partition(",")[0] for each in found}) == lines_of(data)


@given(st.binary(), st.sampled_from(FORMATS))
@example(b"\x1f\x8b\x08", FORMATS[0])
@example(b"\x1c", FORMATS[0])  # white space to str, not to bytes
@example(b"\x28\xb5\x2f\xfd", FORMATS[0])
@example(gzip.compress(b"Tin")[:-3], FORMATS[0])
def test_any_bytes_in_any_format_yield_something_and_raise_nothing(
    data: bytes, kind: Format
) -> None:
    with mock.patch("index.inputs.reading.detect", return_value=kind):
        found = list(read(["-"], standard_input=io.BytesIO(data)))
    assert found
    for each in found:
        if isinstance(each, Rejected):
            assert each.reason
            assert len(each.raw) <= 200
            f"{each.where}{each.raw}".encode()
