"""Khobao's posting lists behind the interface of the peers: one field with marked syllables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from pathlib import Path
from threading import RLock

import numpy as np
from numpy.typing import NDArray
from peers import TOP, Answer
from whoosh import columns, fields
from whoosh.filedb.filestore import FileStorage

from index.postings import Ids, Postings
from index.schema import PackedPositions, TermField
from index.scoring import idf, saturation, term_scores

_MEMORY_MB = 256


def split(tokens: str) -> Iterator[tuple[str, int]]:
    """The terms of an article with their packed positions."""
    for position, token in enumerate(tokens.split()):
        yield token, position << 1


class Khobao:
    """Builds with what `index` stores postings with, asks what `search` asks them with."""

    def build(self, folder: Path, articles: Iterable[str]) -> None:
        """Index the articles."""
        schema = fields.Schema(
            text=TermField(PackedPositions(), split),
            text_length=fields.COLUMN(columns.NumericColumn("I")),
        )
        writer = FileStorage(str(folder)).create_index(schema).writer(limitmb=_MEMORY_MB)
        for tokens in articles:
            length = tokens.count(" ") + 1 if tokens else 0
            writer.add_document(text=tokens, text_length=length)
        writer.commit(merge=False)

    def open(self, folder: Path) -> None:
        """Open the index."""
        reader = FileStorage(str(folder), readonly=True).open_index().reader()
        self._articles = reader.doc_count_all()
        self._postings = Postings(reader.leaf_readers(), RLock())
        self._saturations = saturation(np.array(list(reader.column_reader("text_length"))))

    def search(self, kind: str, terms: Sequence[str]) -> Answer:
        """Scores every match, and counts them."""
        found = [self._postings.get("text", term) for term in terms]
        if kind == "phrase":
            ids, scores = self._phrase(terms)
            return _best(ids, scores), len(ids)
        scores = np.zeros(self._articles)
        for one in found:
            scores[one.ids] += self._scored(one.ids, one.frequencies, one.df)
        if kind == "and":
            ids = reduce(_common, (one.ids for one in found))
        else:
            ids = np.flatnonzero(scores).astype(np.int32)
        return _best(ids, scores[ids]), len(ids)

    def _phrase(self, terms: Sequence[str]) -> tuple[Ids, NDArray[np.float64]]:
        """The articles that hold the terms side by side, and their scores."""
        found = [self._postings.get("text", term) for term in terms]
        ids = reduce(_common, (one.ids for one in found))
        starts: list[NDArray[np.int64]] = []
        for place, one in enumerate(found):
            owners, packed = one.positions(ids)
            starts.append((owners << 32 | packed >> 1) - place)
        counts = np.bincount(reduce(_common, starts) >> 32, minlength=len(ids))
        held = np.flatnonzero(counts)
        ids = ids[held]
        return ids, self._scored(ids, counts[held], len(ids))

    def _scored(self, ids: Ids, frequencies: NDArray[np.float32], df: int) -> NDArray[np.float64]:
        return term_scores(frequencies, self._saturations[ids], idf(self._articles, df))


def _common(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.intersect1d(one, other, assume_unique=True)


def _best(ids: Ids, scores: NDArray[np.float64]) -> list[int]:
    if len(ids) > TOP:
        chosen = np.argpartition(-scores, TOP)[:TOP]
        ids, scores = ids[chosen], scores[chosen]
    return ids[np.lexsort((ids, -scores))].tolist()
