"""The articles in a JSON value that is too large to be held, which was cut into its own values."""

from __future__ import annotations

from collections.abc import Iterator

from index.articles.article import Rejected
from index.inputs.found import Skipped
from index.inputs.json_records import Piece, Records
from index.inputs.json_values import OPENED, Value
from index.inputs.json_wrappers import is_secondary, is_wrapping
from index.inputs.keys import field_of
from index.inputs.lines import LONGEST, excerpt


class Streamed:
    """Reads what is in such values, and tells of those in which there was nothing."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._last = -1  # where the last thing was found
        self._texts: set[int] = set()  # the levels of objects that have a text of their own

    def read(self, value: Value, where: str) -> Iterator[Piece]:
        """What is in a value; when it is closed, whether there was nothing in it."""
        self._records.streaming = not value.closed or len(value.path) > 1
        if value.closed:
            self._texts = {level for level in self._texts if level < len(value.path)}
            if is_secondary(value.path[-1]):
                yield Skipped(where, f"it is a list of {value.path[-1]}")
                self._last = value.offset
            elif self._last < value.offset:
                reason = f"the value has more than {min(OPENED, LONGEST):,} bytes"
                yield Rejected(where, reason + " and no articles in it", excerpt(value.data))
                self._last = value.offset
        elif not value.whole:
            if not value.member:
                self._last = value.offset
                reason = f"the value has more than {LONGEST:,} bytes"
                yield Rejected(where, reason, excerpt(value.data))
        elif not self._texts and not any(map(is_secondary, value.path)):
            found = self._member(value, where) if value.member else self._element(value, where)
            for piece in found:
                self._last = value.offset
                yield piece

    def _member(self, value: Value, where: str) -> Iterator[Piece]:
        """The articles in a member of an object; else what it says of those beside it."""
        member = self._records.parsed(b"{" + value.data + b"}")
        if member is None:
            reason = "it cannot be read as a key and its value"
            yield Rejected(where, reason, excerpt(value.data))
            return
        if any(field_of(key) == "body" and isinstance(each, str) for key, each in member.items()):
            self._texts.add(len(value.path))
        found = self._records.wrapper.inner(member)
        if found:
            yield from self._records.of_inner(found, where, value.data)
        else:
            self._records.wrapper.take(member, list(member))

    def _element(self, value: Value, where: str) -> Iterator[Piece]:
        """The articles in an element of a list, if it is a list of articles."""
        if not is_wrapping(value.path[-1]) and value.path[-1]:
            element = self._records.parsed(value.data)
            if element is not None and not self._records.wrapper.is_strong(element):
                return
        yield from self._records.read(value.data, where, value.offset)
