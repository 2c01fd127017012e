"""The lines of a table as text: each decoded by itself, where it is no UTF-8."""

from __future__ import annotations

from collections.abc import Iterator

from index.inputs.content import DamagedError
from index.inputs.encodings import LineDecoder, explain
from index.inputs.lines import LONGEST
from index.vietnamese.legacy import UnreadableError

_BLOCK = 1 << 16  # bytes; what is decoded at once stays in the processor's nearest memory
_NUL = "bytes that are 0 were left out"


def _pieces(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks in pieces of at most a block."""
    for chunk in chunks:
        if len(chunk) <= _BLOCK:
            yield chunk
        else:
            yield from (chunk[at : at + _BLOCK] for at in range(0, len(chunk), _BLOCK))


def _plain(data: bytes) -> str | None:
    """The text of a block if it is UTF-8 throughout, without bytes that are 0."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


class Marked(str):
    """A line of which more is known: notes on how it was converted, or why it is unreadable."""

    notes: tuple[str, ...] = ()
    fault: str = ""

    @classmethod
    def of(cls, text: str, notes: tuple[str, ...] = (), fault: str = "") -> Marked:
        """A line with notes, or a fault."""
        line = cls(text)
        line.notes, line.fault = notes, fault
        return line


class Lines:
    """The lines of a content, with their ends, cut at line feeds or at carriage returns.

    `fed` is how many bytes were read; `damage` why the content ended too early, if it did.
    """

    def __init__(self, chunks: Iterator[bytes], head: bytes, end: str) -> None:
        self.fed = 0
        self.marked = False
        self.damage: DamagedError | None = None
        self._chunks = chunks
        self._end = end.encode()
        self._decoder = LineDecoder(head)

    def blocks(self) -> Iterator[str | list[str]]:
        """Whole lines: as one text, or as a list where something is to be said of them."""
        offset = 0
        for data, lost in self._blocks():
            self.fed += len(data)
            if lost:
                self.marked = True
                fault = f"the line has more than {LONGEST:,} bytes"
                yield [Marked.of(data.decode("utf-8", "replace"), fault=fault)]
            else:
                text = _plain(data)
                if text is None:
                    self.marked = True
                    yield [self._line(line, start) for line, start in self._cut(data, offset)]
                else:
                    yield text if offset else text.removeprefix("\ufeff")
            offset += len(data) + lost

    def _cut(self, data: bytes, offset: int) -> Iterator[tuple[bytes, int]]:
        """The lines of a block, and where they begin."""
        begin = 0
        while begin < len(data):
            end = data.find(self._end, begin) + 1 or len(data)
            yield data[begin:end], offset + begin
            begin = end

    def _line(self, data: bytes, offset: int) -> str:
        notes: list[str] = []
        if b"\0" in data:
            data = data.replace(b"\0", b"")
            notes = [_NUL]
        try:
            text, more = self._decoder.decode(data)
        except UnreadableError as error:
            fault = f"it is not UTF-8 at byte {offset + error.start} of the file{explain(error)}"
            return Marked.of(data.decode("utf-8", "replace"), fault=fault)
        notes += more
        return Marked.of(text, tuple(notes)) if notes else text

    def _blocks(self) -> Iterator[tuple[bytes, int]]:
        """(whole lines, 0), or (the beginning of a line that is too long, bytes left out)."""
        held: list[bytes] = []
        size = 0
        try:
            for chunk in _pieces(self._chunks):
                end = chunk.rfind(self._end) + 1
                if size > LONGEST:
                    first = chunk.find(self._end) + 1
                    size += first or len(chunk)
                    if first:
                        yield held[0], size - len(held[0])
                        rest = chunk[first:]
                        held, size = [rest], len(rest)
                elif end and size + len(chunk) >= _BLOCK:
                    yield b"".join([*held, chunk[:end]]), 0
                    held, size = [chunk[end:]], len(chunk) - end
                else:
                    held.append(chunk)
                    size += len(chunk)
                    if size > LONGEST:
                        held, whole = self._beginning(held)
                        yield from [(whole, 0)] if whole else []
                        size -= len(whole)
        except DamagedError as damage:
            self.damage = damage
        if size > LONGEST:
            yield held[0], size - len(held[0])
        elif size:
            yield b"".join(held), 0

    def _beginning(self, held: list[bytes]) -> tuple[list[bytes], bytes]:
        """The beginning of the line that is too long, and whole lines before it."""
        data = b"".join(held)
        end = data.rfind(self._end) + 1
        return [data[end : end + 1000]], data[:end]
