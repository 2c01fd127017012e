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
from index.cluster.mapping import EITHER, FOLDED, LENGTHS, NOTHING, POSITIONS, WORDS, value_field
from index.cluster.tokens import Texts, Tokens
from index.storage.columns import NO_SIGNATURE, Facet, banded
from index.storage.postings import InvertedIndex
from index.storage.profiles import Profile
from index.storage.schema import NO_DATE, SCORED, build_schema
from index.storage.segment_file import SegmentFile, live_flags

_EPOCH = date(1970, 1, 1).toordinal()
_OFFSET = VIETNAM.utcoffset(None) // timedelta(seconds=1)
_DAY = 24 * 60 * 60
_LONGEST_ID = 512  # bytes, which the cluster allows for its own name of a document
_MOMENTS = ("published", "added", "changed")
_TERMS = ("host", "address")


class Document(NamedTuple):
    """An article's id and key, and its document."""

    id: str
    key: int
    values: dict[str, Any]

    def action(self) -> bytes:
        """The two lines of a bulk request. A repeated or older write changes nothing: the key of a
        newer version is higher."""
        index = {"_id": document_id(self.id), "version": self.key, "version_type": "external_gte"}
        return b"\n".join(
            (msgspec.json.encode({"index": index}), msgspec.json.encode(self.values), b"")
        )


def document_id(id: str) -> str:
    """What the cluster calls the document of an article."""
    if len(id.encode()) <= _LONGEST_ID:
        return id
    return f"sha256 {sha256(id.encode()).hexdigest()}"


def day_of(seconds: int) -> tuple[int, int]:
    """(days since 1970, year) in Vietnam of some seconds since 1970 in UTC."""
    day = (seconds + _OFFSET) // _DAY
    return day, date.fromordinal(min(day + _EPOCH, date.max.toordinal())).year


def band_terms(signature: bytes) -> list[str]:
    """The terms by which articles are found that agree with a signature in one of its bands."""
    bands = banded(signature)[:, 0].tolist()
    return [f"{number:02x}{band:08x}" for number, band in enumerate(bands) if band]


class Parts(NamedTuple):
    """What is known of an article: its `texts` by field of terms and how long these are, `numbers`,
    `lists` of whole texts, and what is `stored` to be read alone."""

    texts: Mapping[str, Texts]
    lengths: Mapping[str, int]
    numbers: Mapping[str, int | None]
    lists: Mapping[str, list[str]]
    signature: bytes
    profile: bytes
    stored: Mapping[str, str]


def assembled(id: str, key: int, parts: Parts) -> Document:
    """The document of an article."""
    texts, lengths, numbers, lists, signature, profile, stored = parts
    values: dict[str, Any] = {"id": id, "key": key}
    has = [field.removesuffix(FOLDED) for field, found in texts.items() if found]
    has += [field for field, found in texts.items() if found and field in SCORED]
    values["has"] = sorted(set(has))
    for field, found in texts.items():
        if found:
            values[field] = found
        elif field in SCORED:
            values[field] = NOTHING
    values |= {f"{field}_length": lengths[field] for field in LENGTHS}
    values |= {name: number for name, number in numbers.items() if number is not None}
    if values.get("published") is not None:
        values["day"], values["year"] = day_of(values["published"])
    for name, found in lists.items():
        if found:
            values[name] = found
    for facet in PRINTED_FACETS:
        printed = lists.get(facet_column(facet))
        if printed:
            values[value_field(facet)] = [*dict.fromkeys(map(value_identity, printed))]
    if signature != NO_SIGNATURE:
        values["bands"] = band_terms(signature)
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

    def column(self, name: str) -> Any:
        """A column, opened; an empty one where the segment has none."""
        kind = self._schema[name].column_type
        if name not in self._file.info.columns:
            return kind.empty(self.articles)
        return kind.open(self._file.checked_column(name), self.articles)

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

    def documents(self, first: int) -> Iterator[Document]:
        """A document for each live article, of which the first of all has the key `first`."""
        texts = {field: self._texts(field) for field in (*POSITIONS, *WORDS)}
        for field in EITHER:
            texts |= dict(zip((field, field + FOLDED), self._twins(field), strict=True))
        lists = {name: self._lists(name) for name in _facet_columns()}
        lists |= {name: self._texts(name, as_list=True) for name in _TERMS}
        numbers = {name: self.column(name).values.tolist() for name in (*_MOMENTS, *_HASHES)}
        lengths = {field: self._lengths(field) for field in LENGTHS}
        bands = self.column("signature")
        signatures = np.ascontiguousarray(bands.T.astype("<u4")).view(np.uint8)
        profiles = self.column("profile")
        rows = profiles.of(np.arange(self.articles)) if profiles is not None else None
        versions = self.column("versions")
        for at in np.flatnonzero(self.live).tolist():
            text = self.article(at)
            parts = Parts(
                {field: found[at] for field, found in texts.items()},
                {field: found[at] for field, found in lengths.items()},
                {name: _number(name, found[at]) for name, found in numbers.items()},
                {name: found[at] for name, found in lists.items()},
                signatures[at].tobytes(),
                _NO_PROFILE if rows is None else rows[at].astype("<u4").tobytes(),
                {"article": text.decode(), "versions": versions[at].decode()},
            )
            yield assembled(from_json(text, 0).id, first + at, parts)

    def _texts(self, field: str, *, as_list: bool = False) -> list[Texts]:
        index = self.index(field)
        if index is None:
            return [[]] * self.articles
        tokens = Tokens.of_index(index)
        if as_list:  # each term is a value of its own
            tokens = tokens._replace(places=np.arange(len(tokens.terms)) * 2)
        return list(tokens.texts_of(self.articles))

    def _twins(self, field: str) -> tuple[list[Texts], list[Texts]]:
        index = self.index(field)
        if index is None:
            return [[]] * self.articles, [[]] * self.articles
        marked, folded = Tokens.of_index(index).twins()
        return list(marked.texts_of(self.articles)), list(folded.texts_of(self.articles))

    def _lists(self, name: str) -> list[list[str]]:
        facet: Facet = self.column(name)
        found: list[list[str]] = [[] for _ in range(self.articles)]
        for owner, ordinal in zip(facet.owners.tolist(), facet.ordinals.tolist(), strict=True):
            found[owner].append(facet.values[ordinal])
        return found

    def _lengths(self, field: str) -> list[int]:
        index = self.index(field)
        found: list[int] = [0] * self.articles if index is None else index.lengths.tolist()
        return found


_HASHES = ("fingerprint", "group")
_NO_PROFILE = b""


def _facet_columns() -> list[str]:
    return [*map(facet_column, PRINTED_FACETS), "abbreviations"]


def _number(name: str, value: int) -> int | None:
    return None if name in _MOMENTS and value == NO_DATE else value


def document_of(id: str, key: int, values: Mapping[str, Any], profile: Profile) -> Document:
    """A document of what `analyser.document` made of an article, with what an archive adds."""
    texts: dict[str, Texts] = {}
    for field in (*POSITIONS, *WORDS):
        texts[field] = _texts_of(Tokens.of_vector(values[field])) if field in values else []
    for field in EITHER:
        twins = ([], []) if field not in values else Tokens.of_vector(values[field]).twins()
        texts[field], texts[field + FOLDED] = (
            _texts_of(one) if isinstance(one, Tokens) else [] for one in twins
        )
    lists = {name: [*dict.fromkeys(values.get(name, ()))] for name in _facet_columns()}
    lists |= {name: unpack(values[name]).terms if name in values else [] for name in _TERMS}
    lengths = {
        field: sum(unpack(values[field]).frequencies) if field in values else 0 for field in LENGTHS
    }
    parts = Parts(
        texts,
        lengths,
        {name: values.get(name) for name in (*_MOMENTS, *_HASHES)},
        lists,
        values.get("signature", NO_SIGNATURE),
        profile.astype("<u4").tobytes(),
        {name: bytes(values.get(name, b"")).decode() for name in ("article", "versions")},
    )
    return assembled(id, key, parts)


def _texts_of(tokens: Tokens) -> Texts:
    return next(tokens.texts_of(1))
