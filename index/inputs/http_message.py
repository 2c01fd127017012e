"""An answer of a web server as crawlers store it: status, headers, and the decoded body."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from index.inputs.chunk_reader import ChunkReader
from index.inputs.content import DamagedError
from index.inputs.decoders import FlawError, inflated, read_gzip, read_zstd

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_FOLDED = re.compile(rb"\r?\n[ \t]+")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.I)
_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\n]*)?\r?\n")
_PAGE = re.compile(rb"\s*<(?:!doctype|html|head|\?xml|!--)", re.I)
_LOOKED_AT = 100
_LONGEST_LINE = 1024
_STEP = 16 * 1024
_BROTLI_OUT = 1 << 20


@dataclass
class Answer:
    """An answer: its status, its headers (names in lower case), and what follows them."""

    status: int
    headers: dict[str, str]
    rest: bytes

    @property
    def content_type(self) -> str:
        """The type, without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The encoding that the server says; empty if it says none."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1] if found else ""

    def body(self) -> Iterator[bytes]:
        """The body, without the encodings it was sent in. Raises DamagedError, at an offset in
        what came out, after all that can be decoded; an encoding that it is evidently not in (some
        crawlers undo it and keep the header) is left aside."""
        chunks: Iterator[bytes] = iter([self.rest])
        is_chunked = "chunked" in self.headers.get("transfer-encoding", "").lower()
        if is_chunked and _SIZE.match(self.rest):
            chunks = _unchunked(ChunkReader(chunks))
        for name in reversed(self.headers.get("content-encoding", "").lower().split(",")):
            decode = _ENCODINGS.get(name.strip())
            if decode is not None:
                chunks = decode(chunks)
        return chunks


def parse_headers(data: bytes) -> dict[str, str]:
    """The fields of a header by their names in lower case; of several of one name the first."""
    headers: dict[str, str] = {}
    for line in _FOLDED.sub(b" ", data).splitlines():
        name, colon, value = line.partition(b":")
        if colon:
            key = name.strip().lower().decode("latin-1")
            headers.setdefault(key, value.strip().decode("utf-8", "replace"))
    return headers


def parse_answer(data: bytes) -> Answer | None:
    """The answer that `data` is; None if it is none."""
    status = _STATUS.match(data)
    if status is None:
        return None
    end = data.find(b"\r\n\r\n")
    size = 4
    other = data.find(b"\n\n", 0, end if end >= 0 else len(data))
    if other >= 0:
        end, size = other, 2
    if end < 0:
        end = len(data)
    head = data[:end].partition(b"\n")[2]
    return Answer(int(status[1]), parse_headers(head), data[end + size :])


def _unchunked(reader: ChunkReader) -> Iterator[bytes]:
    done = 0
    while True:
        line = reader.read_until(b"\n", _LONGEST_LINE)
        size = _SIZE.fullmatch(line)
        if size is None:
            if line.strip() or not done:
                raise DamagedError(done, "the page is cut off, or its chunks are damaged")
            return
        left = int(size[1], 16)
        if not left:
            return
        while left:
            data = reader.some(left)
            if not data:
                raise DamagedError(done, "the page is cut off within one of its chunks")
            left -= len(data)
            done += len(data)
            yield data
        if reader.peek(2) == b"\r\n":
            reader.skip(2)
        elif reader.peek(1) == b"\n":
            reader.skip(1)


def _decoding(
    name: str, magic: bytes, read: Callable[[ChunkReader], Iterator[bytes]]
) -> Callable[[Iterator[bytes]], Iterator[bytes]]:
    """What undoes an encoding whose data begins with `magic`."""

    def decode(chunks: Iterator[bytes]) -> Iterator[bytes]:
        reader = ChunkReader(chunks)
        done = 0
        try:
            if not reader.peek(len(magic)).startswith(magic) or _PAGE.match(
                reader.peek(_LOOKED_AT)
            ):
                while data := reader.some(_STEP):
                    yield data
            elif reader.peek(1):
                for piece in read(reader):
                    done += len(piece)
                    yield piece
        except FlawError as flaw:
            raise DamagedError(done, f"the page's {name} data is damaged: {flaw}") from None
        if reader.damage is not None:
            raise reader.damage

    return decode


def _read_deflate(reader: ChunkReader) -> Iterator[bytes]:
    """Deflate in its envelope as HTTP asks for it, or bare, as many servers send it."""
    head = reader.peek(2)
    if len(head) == 2 and head[0] & 15 == 8 and int.from_bytes(head, "big") % 31 == 0:
        reader.skip(2)
    return inflated(reader)


def _read_brotli(reader: ChunkReader) -> Iterator[bytes]:
    import brotli  # type: ignore[import-untyped]  # noqa: PLC0415  (few pages need it)

    decompressor: Any = brotli.Decompressor()
    try:
        while not decompressor.is_finished():
            data = reader.some(_STEP) if decompressor.can_accept_more_data() else b""
            if not data and decompressor.can_accept_more_data():
                raise FlawError("it ends too early", early=True)
            yield decompressor.process(data, output_buffer_limit=_BROTLI_OUT)
    except brotli.error as error:
        raise FlawError(str(error)) from None


_GZIP = _decoding("gzip", b"\x1f\x8b\x08", read_gzip)
_ENCODINGS = {
    "gzip": _GZIP,
    "x-gzip": _GZIP,
    "deflate": _decoding("deflate", b"", _read_deflate),
    "br": _decoding("Brotli", b"", _read_brotli),
    "zstd": _decoding("Zstandard", b"\x28\xb5\x2f\xfd", read_zstd),
}
