"""The terms in a segment's columns, as Whoosh's readers, cursors and matchers see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
from whoosh.codec import base
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from index.storage.postings import InvertedIndex, Inverter
from index.storage.postings.dictionary import walk_terms

_NOTHING = InvertedIndex(b"".join(Inverter(has_positions=False).finish(0)))


Item = tuple[tuple[str, bytes], "PostingListInfo"]  # ((field, term), what is known of the term)


class ColumnSource(Protocol):
    """Where the terms are: a segment's columns."""

    def names(self) -> Iterator[str]:
        """The names of all columns."""

    def inverted(self, name: str) -> InvertedIndex | None:
        """The inverted index in a column, if it holds one."""

    def close(self) -> None:
        """Let go of the columns."""


class Lexicon(base.TermsReader):  # type: ignore[misc]
    """The terms of a segment's fields, in the order of Whoosh: by field, then by bytes."""

    def __init__(self, columns: ColumnSource) -> None:
        self._columns = columns

    def _index(self, field: str) -> InvertedIndex:
        index = self._columns.inverted(field)
        return _NOTHING if index is None else index

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        return text in self._index(field)

    def indexed_field_names(self) -> list[str]:
        return [name for name in sorted(self._columns.names()) if self._columns.inverted(name)]

    def cursor(self, field: str, spec: Any) -> LexiconCursor:
        return LexiconCursor(self._index(field), spec)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return (term for term, _ in self.items())

    def terms_from(self, field: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return (term for term, _ in self.items_from(field, prefix))

    def items(self) -> Iterator[Item]:
        for field in self.indexed_field_names():
            yield from self._items(field, b"")

    def items_from(self, field: str, prefix: bytes) -> Iterator[Item]:
        yield from self._items(field, prefix)
        for other in self.indexed_field_names():
            if other > field:
                yield from self._items(other, b"")

    def _items(self, field: str, first: bytes) -> Iterator[Item]:
        for text, df, cf in walk_terms(self._index(field), first):
            yield (field, text), PostingListInfo(self._index(field), text, df, cf)

    def term_info(self, field: str, text: bytes) -> PostingListInfo:
        index = self._index(field)
        df, cf = index.frequencies(text)
        if not df:
            raise TermNotFound(f"No term {field}:{text!r}")
        return PostingListInfo(index, text, df, cf)

    def frequency(self, field: str, text: bytes) -> int:
        return int(self._index(field).frequencies(text)[1])

    def doc_frequency(self, field: str, text: bytes) -> int:
        return int(self._index(field).frequencies(text)[0])

    def matcher(
        self, field: str, text: bytes, format_: Any, scorer: Any = None
    ) -> PostingListMatcher:
        info = self.term_info(field, text)
        return PostingListMatcher(field, text, info, format_, scorer)

    def close(self) -> None:
        self._columns.close()


class PostingListInfo(TermInfo):  # type: ignore[misc]
    """What Whoosh wants to know of a term; the costly part is read when it is asked for."""

    def __init__(self, index: InvertedIndex, text: bytes, df: int, cf: int) -> None:
        self._index = index
        self._text = text
        self._df = df
        self._weight = cf

    def postings(self, positions: bool = True) -> Any:
        """The term's list, as arrays."""
        return self._index.postings(self._text, positions)

    def __getattr__(self, name: str) -> Any:
        """The parts of Whoosh's TermInfo that ask for the whole list."""
        if name not in ("_minid", "_maxid", "_minlength", "_maxlength", "_maxweight"):
            raise AttributeError(name)
        articles, frequencies, _ = self.postings(positions=False)
        lengths = self._index.lengths[articles]
        self._minid, self._maxid = int(articles[0]), int(articles[-1])
        self._minlength, self._maxlength = int(lengths.min()), int(lengths.max())
        self._maxweight = float(frequencies.max())
        return self.__dict__[name]


class LexiconCursor(base.FieldCursor):  # type: ignore[misc]
    """Goes over the terms of a field in order, for fuzzy matching."""

    def __init__(self, index: InvertedIndex, spec: Any) -> None:
        self._index = index
        self._spec = spec
        self.first()

    def first(self) -> str | None:
        """Go to the first term."""
        return self._go_to(b"")

    def find(self, term: str | bytes) -> str | None:
        """Go to the first term that is not before `term`."""
        return self._go_to(term if isinstance(term, bytes) else self._spec.to_bytes(term))

    def next(self) -> str | None:
        """Go to the next term."""
        self._current = next(self._walk, None)
        return self.text()

    def _go_to(self, first: bytes) -> str | None:
        self._walk = walk_terms(self._index, first)
        return self.next()

    def text(self) -> str | None:
        """The term that it stands on; None after the last."""
        return None if self._current is None else self._spec.from_bytes(self._current[0])

    def term_info(self) -> PostingListInfo | None:
        """What there is to know of the term."""
        return None if self._current is None else PostingListInfo(self._index, *self._current)

    def is_valid(self) -> bool:
        """Whether it stands on a term."""
        return self._current is not None


class PostingListMatcher(LeafMatcher):  # type: ignore[misc]
    """A posting list, article by article: for Whoosh's own, slow ways."""

    def __init__(
        self, field: str, text: bytes, info: PostingListInfo, format_: Any, scorer: Any
    ) -> None:
        super().__init__()
        self._term = (field, text)
        self._terminfo = info
        self.format = format_
        self.scorer = scorer
        self._articles, self._frequencies, self._packed = info.postings()
        self._ends = np.cumsum(self._frequencies, dtype=np.int64)
        self._at = 0

    def is_active(self) -> bool:
        return self._at < len(self._articles)

    def id(self) -> int:
        """The article; still the last one behind it, where some of Whoosh's matchers look."""
        return int(self._articles[min(self._at, len(self._articles) - 1)])

    def next(self) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at += 1

    def skip_to(self, number: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at += int(np.searchsorted(self._articles[self._at :], number))

    def all_ids(self) -> Iterator[int]:
        return iter(self._articles[self._at :].tolist())

    def copy(self) -> PostingListMatcher:
        other = PostingListMatcher.__new__(PostingListMatcher)
        other.__dict__.update(self.__dict__)
        return other

    def weight(self) -> float:
        return float(self._frequencies[self._at])

    def value(self) -> bytes:
        """The packed positions of the article (see `term_field.PackedPositions`)."""
        end = int(self._ends[self._at])
        packed = self._packed[end - int(self._frequencies[self._at]) : end]
        return bytes(packed.astype("<u4").tobytes())

    def supports_block_quality(self) -> bool:
        return False

    def score(self) -> float:
        return float(self.scorer.score(self))
