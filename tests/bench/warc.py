"""Speed of reading WARC files: records per second, beside fastwarc alone, and memory.

    python tests/bench/warc.py [FILE.warc.gz] [--records N] [--large GB]

Throughput is by CPU time on one core, the readers taking turns so that they meet the same machine.
`bare` is fastwarc, which reads every record and its page; `records` is our reading up to the pages,
checksums and damage included; `pages` extracts the articles, too (of the first pages only). Without
a file one is made of invented pages. `--large` reads a made WARC of so many gigabytes as a stream
that is never on the disk, and tells the most memory that it took.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from measuring import Stopwatch, in_child, memory

from index.inputs.compression import decompressed
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.reading import detected, pieces
from index.inputs.warc import read

ROUNDS = 3
EXTRACTED = 200
SENTENCE = (
    "cầu treo bản Nậm xã Mường Khao sáng nay thông xe bà con đi lại dễ hơn trong mùa mưa lũ suối "
    "chảy xiết học sinh không phải nghỉ học nữa sau ba năm chờ đợi cán bộ huyện về dự đông vui"
)
SYLLABLES = SENTENCE.split()


def record(number: int, source: random.Random) -> bytes:
    """A record with a page of some twenty kilobytes, compressed by itself, as crawlers write it."""
    paragraphs = "".join(
        f"<p>{' '.join(source.choices(SYLLABLES, k=60))}.</p>\n" for _ in range(20)
    )
    menu = "".join(f'<li><a href="/muc-{item}.html">Mục {item}</a></li>' for item in range(120))
    title = f"Tin số {number}"
    page = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><ul>{menu}</ul><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    ).encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2021-07-08T01:02:03Z\r\n"
        f"WARC-Target-URI: https://bao.example/tin/{number}.html\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    ).encode()
    return gzip.compress(head + answer + b"\r\n\r\n", 6)


def chunks(path: str) -> Iterator[bytes]:
    """The bytes of a file."""
    with Path(path).open("rb") as file:
        while chunk := file.read(1 << 18):
            yield chunk


def bare(path: str) -> int:
    """fastwarc alone: how many records there are, whose pages are read."""
    from fastwarc.warc import ArchiveIterator  # noqa: PLC0415  (of the extra `bench`)

    with Path(path).open("rb") as file:
        return sum(bool(each.reader.read()) or True for each in ArchiveIterator(file))


def records(path: str) -> int:
    """Our reading up to the pages."""
    options = Options()
    content = decompressed(Content(path, chunks(path)), options.limits)
    number = 0
    for piece in read(content, options):
        number += 1
        if isinstance(piece, Content):
            for _ in piece.chunks:
                pass
    return number


def pages(path: str) -> int:
    """Our reading with the articles of the first pages."""
    return sum(1 for _ in islice(pieces(Content(path, chunks(path)), Options()), EXTRACTED))


READERS: dict[str, Callable[[str], int]] = {"bare": bare, "records": records, "pages": pages}


def endless(size: float) -> Iterator[bytes]:
    """The bytes of a WARC that is so many bytes long when it is unpacked, about."""
    source = random.Random(7)
    some = [record(number, source) for number in range(300)]
    unpacked = sum(len(gzip.decompress(each)) for each in some)
    for _ in range(max(1, round(size / unpacked))):
        yield from some


def read_large(size: float) -> tuple[int, float, float]:
    """How many records of a large WARC were read, in how many CPU seconds, and the most memory."""
    options = Options()
    _, content = detected(Content("-", endless(size)), options)
    number = 0
    with Stopwatch() as watch:
        for piece in read(content, options):
            number += 1
            if isinstance(piece, Content):
                for _ in piece.chunks:
                    pass
    return number, watch.span.cpu, memory()[0]


def measure(path: str) -> None:
    """Print the rate of every reader, the best of some rounds."""
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, reader in READERS.items():
            with Stopwatch() as watch:
                number = reader(path)
            best[name] = max(best.get(name, 0.0), number / watch.span.cpu)
    for name, rate in best.items():
        print(f"{name:10}{rate:10,.0f} records/s")


def main(arguments: list[str]) -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", nargs="?")
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--large", type=float, metavar="GB")
    asked = parser.parse_args(arguments)
    if asked.large:
        number, cpu, most = in_child(read_large, asked.large * 1e9)
        print(f"{number:,} records, {number / cpu:,.0f} records/s, {most:,.0f} MB at most")
        return
    if asked.file:
        measure(asked.file)
        return
    with TemporaryDirectory() as folder:
        path = Path(folder, "tin.warc.gz")
        source = random.Random(7)
        path.write_bytes(b"".join(record(number, source) for number in range(asked.records)))
        measure(str(path))


if __name__ == "__main__":
    main(sys.argv[1:])
