"""An article becomes the values of the schema's fields: the step that worker processes do."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any

from index.article import Article
from index.dates import timestamp
from index.record import to_json
from index.schema import (
    facet_column,
    facet_value,
)
from index.vectors import pack, pack_counts
from index.vietnamese.analysis import Analysis, Syllable

# Texts are analysed in pieces of about this many characters, to bound the memory of one long text.
_PIECE = 100_000
# Between two texts of one article the positions jump, so that no phrase reaches across.
_GAP = 100


class _Terms:
    """The terms of one field, with and without marks, as they are met."""

    def __init__(self) -> None:
        self.position = 0
        self.length = 0
        self._marked: dict[str, array[int]] = {}
        self._folded: dict[str, array[int]] = {}

    def add(self, syllables: list[Syllable], *, starts_text: bool) -> None:
        if starts_text and self.length:
            self.position += _GAP
        for syllable in syllables:
            packed = self.position << 1 | (syllable.after_break or starts_text)
            starts_text = False
            self.position += 1
            for occurrences, term in (
                (self._marked, syllable.text),
                (self._folded, syllable.folded),
            ):
                positions = occurrences.get(term)
                if positions is None:
                    occurrences[term] = array("I", (packed,))
                else:
                    positions.append(packed)
        self.length += len(syllables)

    def marked(self) -> bytes:
        return pack(self._marked)

    def folded(self) -> bytes:
        return pack(self._folded)

    def either(self) -> bytes:
        return pack({**self._folded, **self._marked, **self._both()})

    def _both(self) -> dict[str, array[int]]:
        """Terms that some syllables carry as they are and others only when folded."""
        return {term: self._folded[term] for term in self._marked if term in self._folded}


class _Counts:
    """How often each term of a field without positions was met."""

    def __init__(self) -> None:
        self.length = 0
        self._counts: dict[str, int] = {}

    def add(self, term: str) -> None:
        self.length += 1
        self._counts[term] = self._counts.get(term, 0) + 1

    def postings(self) -> bytes:
        return pack_counts(self._counts)


def pieces(text: str) -> Iterator[str]:
    """`text` cut at white space into parts of bounded length; most texts are one part."""
    start = 0
    while len(text) - start > _PIECE:
        end = max(text.rfind(mark, start, start + _PIECE) for mark in "\n ") + 1
        if end <= start:
            end = start + _PIECE
        yield text[start:end]
        start = end
    yield text[start:]


def analyse(article: Article) -> dict[str, Any]:
    """What Whoosh's `add_document` takes for `article`: a value for every field that has one."""
    text, title, caption = _Terms(), _Terms(), _Terms()
    compounds, compounds_folded = _Counts(), _Counts()
    targets = [
        (article.title, (text, title)),
        (article.summary, (text,)),
        *((one, (text, caption)) for one in article.captions),
        (article.body, (text,)),
    ]
    for value, terms in targets:
        for number, piece in enumerate(pieces(value)):
            analysis = Analysis(piece)
            for field in terms:
                field.add(analysis.syllables, starts_text=number == 0)
            for word in analysis.words:
                if word.is_compound:
                    compounds.add(word.text)
                    compounds_folded.add(word.folded)
    values = {
        "id": pack_counts({article.id: 1}),
        "text": text.marked(),
        "text_folded": text.folded(),
        "compounds": compounds.postings(),
        "compounds_folded": compounds_folded.postings(),
        "title": title.marked(),
        "title_folded": title.folded(),
        "caption": caption.either(),
        "article": to_json(article),
    }
    for facet, printed in (
        ("category", (article.category,)),
        ("source", (article.source,)),
        ("author", article.authors),
    ):
        values[facet] = _either(printed)
        shown = filter(None, map(facet_value, printed))
        values[facet_column(facet)] = list(shown)
    values["tag"] = _either(article.tags)
    values["url"] = _either((article.url,))
    if article.published is not None:
        values["published"] = timestamp(article.published)
    return values


def _either(texts: tuple[str, ...]) -> bytes:
    terms = _Terms()
    for text in texts:
        terms.add(Analysis(text).syllables, starts_text=True)
    return terms.either()
