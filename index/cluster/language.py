"""What the texts of an archive know of their language, kept beside its index and read whole.

A part holds what the articles of one run know: the bigrams of their syllables, as columns of
segments have them (`index.storage.columns.bigram_column`), and by field its terms, in how many of
the articles each stands, and how long the field is in all of them. Parts are added up when they are
read. One is a text of MessagePack, packed by zstd, in chunks of a size that a cluster takes.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

import msgspec
import numpy as np
import zstandard
from numpy.typing import NDArray
from xxhash import xxh3_64_hexdigest

from index.cluster.client import PATIENCE, Cluster
from index.cluster.documents import SegmentDocuments
from index.cluster.mapping import EITHER, POSITIONS, WORDS
from index.cluster.printed import counts_of, owned
from index.errors import damaged
from index.storage.columns import name_column
from index.storage.columns.bigram_column import BigramColumn, BigramRows, rows_of
from index.storage.columns.name_column import Names
from index.storage.terms import Terms, merged

FIELDS = (*POSITIONS, *WORDS, *EITHER)
NAMES = "named"
"""What articles print of names (see `index.analysis.names`), beside the terms of fields."""
_LEVEL = 5  # of zstd: 5 % larger than with 9, in half of the time
_CHUNK = 1 << 20  # bytes, before they are written as letters
_AT_ONCE = 8  # chunks that are asked for together
_MOST = 4 << 30  # bytes of an unpacked part
_BIGRAMS = BigramColumn("text")


class TermsAndDfs(NamedTuple):
    """The terms of a field, in the order of their bytes, and in how many articles each stands."""

    terms: Terms
    dfs: NDArray[np.uint32]

    @classmethod
    def joined(cls, parts: Sequence[TermsAndDfs]) -> TermsAndDfs:
        """Several, added up."""
        terms, numbers = merged([one.terms for one in parts])
        dfs = np.zeros(len(terms), np.uint32)
        for one, own in zip(parts, numbers, strict=True):
            dfs[own] += one.dfs
        return cls(terms, dfs)

    def df(self, term: str) -> int:
        """In how many articles a term stands."""
        number = self.terms.number(term)
        return 0 if number is None else int(self.dfs[number])


class Bigrams(msgspec.Struct):
    """The bigrams of so many articles, as a column."""

    articles: int
    column: bytes


class FieldTerms(msgspec.Struct):
    """The terms of a field, a line each, their dfs (32 bits, little-endian) and its length."""

    lines: bytes
    dfs: bytes
    length: int

    def counted(self) -> TermsAndDfs:
        """The terms and the dfs."""
        return TermsAndDfs(Terms.of_lines(self.lines), np.frombuffer(self.dfs, "<u4"))


class LanguagePart(msgspec.Struct):
    """What the articles of one run know of their language."""

    articles: int
    bigrams: list[Bigrams]
    fields: dict[str, FieldTerms]
    owned: list[tuple[str, str]] = []
    """By their identities: short names of people, and the long ones that they belong to."""

    @classmethod
    def of(cls, segments: Sequence[SegmentDocuments]) -> LanguagePart:
        """That of the articles in some segments that are live; deleted ones count in bigrams.

        Raises ValueError when anything is damaged.
        """
        bigrams = []
        fields: dict[str, list[TermsAndDfs]] = {}
        lengths = dict.fromkeys(FIELDS, 0)
        for one in segments:
            data = one.data("pairs")
            if data is not None:
                bigrams.append(Bigrams(one.articles, bytes(data)))
            for field in FIELDS:
                index = one.index(field)
                if index is not None:
                    lines, dfs = index.term_lines(0, index.terms)
                    lengths[field] += int(index.lengths[one.live].sum())
                    if not one.live.all():
                        dfs = index.count_within(one.live)
                    fields.setdefault(field, []).append(TermsAndDfs(Terms.of_lines(lines), dfs))
        counted = {field: TermsAndDfs.joined(parts) for field, parts in fields.items()}
        names = [one.column(name_column.NAMES) for one in segments]
        live = np.concatenate([np.empty(0, np.bool_), *(one.live for one in segments)])
        counted[NAMES], lengths[NAMES] = _printed(names, live), 0
        return cls(
            sum(map(len, segments)),
            bigrams,
            {
                field: FieldTerms(
                    one.terms.lines().encode(), one.dfs.astype("<u4").tobytes(), lengths[field]
                )
                for field, one in counted.items()
            },
            owned(names, live),
        )

    def rows(self) -> Iterator[BigramRows]:
        """The bigrams, to be read where they lie."""
        for one in self.bigrams:
            yield _BIGRAMS.rows(one.column, one.articles)


def _printed(names: Sequence[Names], live: NDArray[np.bool_]) -> TermsAndDfs:
    """What is printed of names, in order, and in how many articles."""
    rows = sorted((value.encode(), count) for value, count in counts_of(names, live).items())
    terms = Terms.of_lines(b"\n".join(value for value, _ in rows))
    return TermsAndDfs(terms, np.array([count for _, count in rows], np.uint32))


def joined(parts: Sequence[LanguagePart]) -> LanguagePart:
    """Several parts as one."""
    columns = [one for part in parts for one in part.bigrams]
    file = BytesIO()
    opened = [
        (_BIGRAMS.open(one.column, one.articles), np.ones(one.articles, np.bool_))
        for one in columns
    ]
    if opened:
        _BIGRAMS.join(file, opened)
    every = sum(one.articles for one in columns)
    fields = {}
    for field in (*FIELDS, NAMES):
        own = [part.fields[field] for part in parts if field in part.fields]
        if own:
            terms, dfs = TermsAndDfs.joined([one.counted() for one in own])
            length = sum(one.length for one in own)
            fields[field] = FieldTerms(terms.lines().encode(), dfs.astype("<u4").tobytes(), length)
    bigrams = [Bigrams(every, file.getvalue())] if opened else []
    owned = sorted({one for part in parts for one in part.owned})
    return LanguagePart(sum(part.articles for part in parts), bigrams, fields, owned)


def no_rows() -> BigramRows:
    """The bigrams of no texts."""
    return rows_of(_BIGRAMS.empty(0))


class Told(msgspec.Struct):
    """What an index says of a part: its name, of how many chunks it is, their checksum."""

    name: str
    chunks: int
    checksum: str


def keep(cluster: Cluster, index: str, name: str, part: LanguagePart) -> Told:
    """Write a part beside an index, under a name."""
    data = zstandard.ZstdCompressor(level=_LEVEL).compress(msgspec.msgpack.encode(part))
    chunks = [data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK)]
    for number, chunk in enumerate(chunks):
        body = {"data": b64encode(chunk).decode()}
        cluster.ask("PUT", f"/{place_of(index)}/_doc/{name}-{number}", body, patience=PATIENCE)
    return Told(name, len(chunks), xxh3_64_hexdigest(data))


def read(cluster: Cluster, index: str, told: Told) -> LanguagePart:
    """A part that was kept. Raises ArchiveError: it is not as it was written."""
    chunks: list[bytes] = []
    for first in range(0, told.chunks, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, told.chunks))
        ids = [f"{told.name}-{number}" for number in numbers]
        found = cluster.ask("POST", f"/{place_of(index)}/_mget", {"ids": ids})["docs"]
        chunks += [b64decode(one["_source"]["data"]) for one in found if one.get("found")]
    data = b"".join(chunks)
    if xxh3_64_hexdigest(data) != told.checksum:
        raise damaged(cluster.address, f"the part {told.name} of its language is not as written")
    packed = zstandard.ZstdDecompressor().decompress(data, max_output_size=_MOST)
    return msgspec.msgpack.decode(packed, type=LanguagePart)


def place_of(index: str) -> str:
    """The index beside an index of articles in which its language is kept."""
    return f"{index}.language"


SETTINGS = {
    "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
    "mappings": {"dynamic": False, "properties": {}},
}
"""How that index is made: nothing in it is searched."""


def average_lengths(parts: Sequence[LanguagePart]) -> dict[str, float]:
    """Our average length of each scored field, in all parts together."""
    articles = sum(part.articles for part in parts)
    found = {}
    for field in (*POSITIONS, *WORDS):
        total = sum(part.fields[field].length for part in parts if field in part.fields)
        found[field] = total / articles if total else 1.0
    return found
