"""The mentions of names in a text, natively or in Python (see `index.native`), with one result."""

from __future__ import annotations

from array import array
from functools import cached_property
from threading import local

from index import native
from index.vietnamese.names import reading
from index.vietnamese.names.mention import Mention


class ReaderInPython:
    """What stands in for the native `Reader`."""

    def read(self, text: str, words: bytes) -> list[Mention]:
        """The mentions in a text in one spelling; `words` are its `packed_words`."""
        return reading.Reader(text, frozenset(array("I", words)[::2])).read()


if native.is_used():
    with native.loading():
        from index.vietnamese.names._names import Reader
else:
    Reader = ReaderInPython  # type: ignore[assignment,misc]


def mentions(text: str, words: bytes) -> list[Mention]:
    """The mentions in `text`, which is in one spelling (see `syllables.respelled`), in order.

    `words` are its `packed_words`; offsets count its characters.
    """
    return _own.reader.read(text, words)


class _Own(local):
    """A reader for each thread: it holds the text that it reads."""

    @cached_property
    def reader(self) -> Reader:
        """Made when the first text is read: it takes some time to read the lexicon."""
        return Reader()


_own = _Own()
