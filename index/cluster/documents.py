"""An article as a document: from the columns of a segment, or from what the analyser made of it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.analysis.vectors import unpack
from index.articles.dates import VIETNAM
from index.articles.facets import PRINTED_FACETS, facet_column, value_identity
from index.articles.serialization import from_json
from index.cluster.mapping import (
    BREAKS,
    EITHER,
    FOLDED,
    LENGTHS,
    NOTHING,
    POSITIONS,
    WORDS,
    value_field,
)
from index.cluster.tokens import Tokens, breaks_of
from index.storage.columns import NO_SIGNATURE, Facet, banded
from index.storage.columns.name_column import NAMES, Names
from index.storage.columns.signature_column import BANDS, Bands
from index.storage.postings import (
    InvertedIndex,
    texts_and_breaks,
    token_texts,
    twin_texts,
)
from index.storage.profiles import Profile
from index.storage.schema import NO_DATE, SCORED, build_schema
from index.storage.segment_file import SegmentFile, live_flags
from index.vietnamese.spelling import fold

_EPOCH = date(1970, 1, 1).toordinal()
_OFFSET = VIETNAM.utcoffset(None) // timedelta(seconds=1)
_DAY = 24 * 60 * 60
_LONGEST_ID = 512  # bytes, which the cluster allows for its own name of a document
_HEX = np.array([list(b"%02x" % number) for number in range(256)], np.uint8)
_BEGINS = np.array([list(b',"%02x' % number) for number in range(BANDS)], np.uint8)
_AT_ONCE = 3_000_000  # syllables of articles whose terms are brought into order together
_MOST_ARTICLES = 10_000
_MOMENTS = ("published", "added", "changed")
_TERMS = ("host", "address")


class Document(NamedTuple):
    """An article's id and key, and its document."""

    id: str
    key: int
    values: dict[str, Any]

    def action(self, index: str) -> bytes:
        """The two lines of a bulk request that write it into an index. A repeated or older write
        changes nothing: the key of a newer version is higher."""
        head = {"index": {"_index": index, **versioned(self.id, self.key)}}
        return b"\n".join((msgspec.json.encode(head), msgspec.json.encode(self.values), b""))


def versioned(id: str, key: int) -> dict[str, Any]:
    """What a bulk says of an article, so that what is older changes nothing."""
    return {"_id": document_id(id), "version": key, "version_type": "external_gte"}


def document_id(id: str) -> str:
    """What the cluster calls the document of an article."""
    if len(id.encode()) <= _LONGEST_ID:
        return id
    return f"sha256 {sha256(id.encode()).hexdigest()}"


def day_of(seconds: int) -> tuple[int, int]:
    """(days since 1970, year) in Vietnam of some seconds since 1970 in UTC."""
    day = (seconds + _OFFSET) // _DAY
    return day, date.fromordinal(min(day + _EPOCH, date.max.toordinal())).year


def band_terms(bands: Bands) -> list[bytes]:
    """The terms by which articles are found that agree with a signature in one of its bands.

    `bands` has a column for each article, of which a list of JSON is told; b"" without a signature.
    """
    several = bands.shape[1]
    rows = np.empty((several, BANDS, 13), np.uint8)
    rows[:, :, :4], rows[:, :, 12] = _BEGINS, ord('"')
    numbers = np.ascontiguousarray(bands.T, ">u4").view(np.uint8)
    rows[:, :, 4:12] = _HEX[numbers].reshape(several, BANDS, 8)
    has = bands.T != 0
    found = []
    for row, own, is_whole in zip(rows, has, has.all(1).tolist(), strict=True):
        text = (row if is_whole else row[own]).tobytes()
        found.append(b"[" + text[1:] + b"]" if text else b"")
    return found


class Parts(NamedTuple):
    """What is known of an article: its `texts` by field of terms, as JSON (b"" where there are
    none), the pairs that `breaks` part in them, and how long these are, `numbers`, `lists` of whole
    texts, and what is `stored` to be read alone."""

    texts: Mapping[str, bytes]
    breaks: Mapping[str, bytes]
    lengths: Mapping[str, int]
    numbers: Mapping[str, int | None]
    lists: Mapping[str, list[str]]
    signature: bytes
    bands: bytes
    profile: bytes
    stored: Mapping[str, str]


def assembled(id: str, key: int, parts: Parts) -> Document:
    """The document of an article."""
    texts, breaks, lengths, numbers, lists, signature, bands, profile, stored = parts
    values: dict[str, Any] = {"id": id, "key": key}
    has = [field.removesuffix(FOLDED) for field, found in texts.items() if found]
    has += [field for field, found in texts.items() if found and field in SCORED]
    values["has"] = sorted(set(has))
    for field, found in texts.items():
        if found:
            values[field] = msgspec.Raw(found)
        elif field in SCORED:
            values[field] = NOTHING
    values |= {BREAKS[field]: msgspec.Raw(found) for field, found in breaks.items() if found}
    values |= {f"{field}_length": lengths[field] for field in LENGTHS}
    values |= {name: number for name, number in numbers.items() if number is not None}
    if values.get("published") is not None:
        values["day"], values["year"] = day_of(values["published"])
    values |= {name: found for name, found in lists.items() if found}
    for facet in PRINTED_FACETS:
        printed = lists.get(facet_column(facet))
        if printed:
            values[value_field(facet)] = [*dict.fromkeys(map(value_identity, printed))]
    if bands:
        values["bands"] = msgspec.Raw(bands)
        values["signature"] = b64encode(signature).decode()
    values["profile"] = b64encode(profile).decode()
    values |= {name: text for name, text in stored.items() if text}
    return Document(id, key, values)


class SegmentDocuments:
    """The documents of a segment's articles that are live; what is damaged raises ValueError."""

    def __init__(self, file: SegmentFile) -> None:
        self._file = file
        self.articles: int = file.info.articles
        self._schema = build_schema()
        self._known: dict[str, Any] = {}
        self._known_facets: dict[str, Facet] = {}
        self._known_marked: dict[str, NDArray[np.bool_]] = {}

    def column(self, name: str) -> Any:
        """A column, opened; an empty one where the segment has none."""
        if name not in self._known:
            kind = self._schema[name].column_type
            if name in self._file.info.columns:
                self._known[name] = kind.open(self._file.checked_column(name), self.articles)
            else:
                self._known[name] = kind.empty(self.articles)
        return self._known[name]

    def data(self, name: str) -> memoryview | None:
        """The bytes of a column; None where the segment has none."""
        if name not in self._file.info.columns:
            return None
        return self._file.checked_column(name).data

    def index(self, field: str) -> InvertedIndex | None:
        """The inverted index of a field, if any article has it."""
        if field not in self._file.info.columns:
            return None
        found: InvertedIndex = self.column(field)
        return found

    def article(self, at: int) -> bytes:
        """The JSON of an article, by its number in the segment."""
        text: bytes = self._articles[at]
        return text

    @cached_property
    def _articles(self) -> Any:
        return self.column("article")

    @cached_property
    def live(self) -> NDArray[np.bool_]:
        """Which articles are not deleted."""
        return live_flags(self._file.info)

    def __len__(self) -> int:
        return int(self.live.sum())

    def ranges(self) -> Iterator[tuple[int, int]]:
        """The numbers of the articles in parts of so many syllables as are brought into order at a
        time; deleted ones count, too."""
        lengths = np.cumsum(self._lengths("text"))
        begin, before = 0, 0
        while begin < self.articles:
            most = int(np.searchsorted(lengths, before + _AT_ONCE, side="right"))
            end = min(max(most, begin + 1), begin + _MOST_ARTICLES, self.articles)
            yield begin, end
            begin, before = end, int(lengths[end - 1])

    def documents(self, first: int, begin: int = 0, end: int | None = None) -> Iterator[Document]:
        """A document for each live article from number `begin` to `end`; number 0 would have the
        key `first`."""
        if end is None:
            for some in self.ranges():
                yield from self.documents(first, *some)
            return
        part = slice(begin, end)
        texts, breaks = {}, {}
        for field in (*POSITIONS, *WORDS):
            if field in BREAKS:
                texts[field], breaks[field] = self._texts_and_breaks(field, part)
            else:
                texts[field] = self._texts(field, part)
        for field in EITHER:
            texts |= dict(zip((field, field + FOLDED), self._twins(field, part), strict=True))
        lists = {field: self._lists(name, part) for name, field in _facet_columns().items()}
        for name in _TERMS:
            found = self._texts(name, part, apart=True)
            lists[name] = [msgspec.json.decode(one) if one else [] for one in found]
        numbers = {name: self.column(name).values[part].tolist() for name in (*_MOMENTS, *_HASHES)}
        lengths = {field: self._lengths(field)[part].tolist() for field in LENGTHS}
        bands = self.column("signature")[:, part]
        terms = band_terms(bands)
        signatures = np.ascontiguousarray(bands.T.astype("<u4")).view(np.uint8)
        profiles = self.column("profile")
        rows = profiles.of(np.arange(begin, end)) if profiles is not None else None
        versions = self.column("versions")
        for at, number in enumerate(range(begin, end)):
            if not self.live[number]:
                continue
            text = self.article(number)
            parts = Parts(
                {field: found[at] for field, found in texts.items()},
                {field: found[at] for field, found in breaks.items()},
                {field: found[at] for field, found in lengths.items()},
                {name: _number(name, found[at]) for name, found in numbers.items()},
                {name: found[at] for name, found in lists.items()},
                signatures[at].tobytes(),
                terms[at],
                _NO_PROFILE if rows is None else rows[at].astype("<u4").tobytes(),
                {"article": text.decode(), "versions": versions[number].decode()},
            )
            yield assembled(from_json(text, 0).id, first + number, parts)

    def _texts(self, field: str, part: slice, *, apart: bool = False) -> list[bytes]:
        index = self.index(field)
        if index is None:
            return [b""] * (part.stop - part.start)
        return token_texts(index, part.start, part.stop, apart=apart)

    def _texts_and_breaks(self, field: str, part: slice) -> tuple[list[bytes], list[bytes]]:
        index = self.index(field)
        if index is None:
            return self._texts(field, part), self._texts(field, part)
        return texts_and_breaks(index, part.start, part.stop)

    def _twins(self, field: str, part: slice) -> tuple[list[bytes], list[bytes]]:
        index = self.index(field)
        if index is None:
            return self._texts(field, part), self._texts(field, part)
        return twin_texts(index, part.start, part.stop, self._marked(field, index))

    def _marked(self, field: str, index: InvertedIndex) -> NDArray[np.bool_]:
        """Which terms of a field have marks."""
        if field not in self._known_marked:
            lines, dfs = index.term_lines(0, index.terms)
            terms = lines.decode("utf-8", "surrogatepass").split("\n") if len(dfs) else []
            self._known_marked[field] = np.array([fold(term) != term for term in terms], np.bool_)
        return self._known_marked[field]

    def _lists(self, name: str, part: slice) -> list[list[str]]:
        facet = self._facet(name)
        found: list[list[str]] = [[] for _ in range(part.start, part.stop)]
        first, last = np.searchsorted(facet.owners, (part.start, part.stop)).tolist()
        owners, ordinals = (one[first:last].tolist() for one in (facet.owners, facet.ordinals))
        for owner, ordinal in zip(owners, ordinals, strict=True):
            found[owner - part.start].append(facet.values[ordinal])
        return found

    def _facet(self, name: str) -> Facet:
        """What articles carry in a column of texts."""
        if name not in self._known_facets:
            column = self.column(name)
            self._known_facets[name] = column.facet() if isinstance(column, Names) else column
        return self._known_facets[name]

    def _lengths(self, field: str) -> NDArray[Any]:
        index = self.index(field)
        return np.zeros(self.articles, np.int64) if index is None else index.lengths


_HASHES = ("fingerprint", "group")
_NO_PROFILE = b""


def _facet_columns() -> dict[str, str]:
    """The columns of texts, and the field of a document that has what each has."""
    columns = [*map(facet_column, PRINTED_FACETS), "abbreviations"]
    return {**{name: name for name in columns}, NAMES: "named"}


def _number(name: str, value: int) -> int | None:
    return None if name in _MOMENTS and value == NO_DATE else value


def document_of(id: str, key: int, values: Mapping[str, Any], profile: Profile) -> Document:
    """A document of what `analyser.document` made of an article, with what an archive adds."""
    texts: dict[str, bytes] = {}
    for field in (*POSITIONS, *WORDS):
        texts[field] = Tokens.of_vector(values[field]).json() if field in values else b""
    for field in EITHER:
        twins = Tokens.of_vector(values[field]).twins() if field in values else ()
        marked, folded = [one.json() for one in twins] or (b"", b"")
        texts |= {field: marked, field + FOLDED: folded}
    breaks = {field: breaks_of(values[field]) for field in BREAKS if field in values}
    lists = {
        field: [*dict.fromkeys(values.get(name, ()))] for name, field in _facet_columns().items()
    }
    lists |= {name: unpack(values[name]).terms if name in values else [] for name in _TERMS}
    lengths = {
        field: sum(unpack(values[field]).frequencies) if field in values else 0 for field in LENGTHS
    }
    signature = values.get("signature", NO_SIGNATURE)
    parts = Parts(
        texts,
        breaks,
        lengths,
        {name: values.get(name) for name in (*_MOMENTS, *_HASHES)},
        lists,
        signature,
        band_terms(banded(signature))[0],
        profile.astype("<u4").tobytes(),
        {name: bytes(values.get(name, b"")).decode() for name in ("article", "versions")},
    )
    return assembled(id, key, parts)
