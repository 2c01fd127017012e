"""What inputs are and what would come of them, without writing anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from index.articles.article import Article, Rejected
from index.articles.serialization import to_dict
from index.inputs.content import DamagedError
from index.inputs.conversion import Options
from index.inputs.field_values import is_missing
from index.inputs.files import InputFile
from index.inputs.found import Listing, Record, Skipped
from index.inputs.input_reader import Given, Inputs
from index.inputs.keys import FIELDS, field_candidates
from index.inputs.opening import opened
from index.inputs.reading import Outcome, Read, convert, detected, pieces

MOST_FILES = 200
"""Files of each kind that are read, unless all are asked for; of the others the kind is told."""

MOST_PIECES = 2_000
"""Pieces of each file that are read, unless all are asked for."""

SAMPLES = 5
LONG_TEXT = 200
"""Characters from which on the text under a key that nobody knows is told of."""

_NO_KIND = "unknown"


@dataclass
class Sample:
    """An article as it would be indexed, and the keys from which its title and date came."""

    where: str
    article: Article
    title_from: str = ""
    date_from: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The sample as JSON knows it."""
        sources = {"title_from": self.title_from, "date_from": self.date_from}
        return {"where": self.where, **sources, "article": to_dict(self.article)}


@dataclass
class Kind:
    """What was found of one format.

    `files` counts the files that are of it, `read` those of them that were read (all their members
    with them); the other counts are of what was read. `keys` tells for each field under which keys
    its values stand and how often; `unknown` the keys that no field is known for, and `long_texts`
    those of them under which there are long texts.
    """

    name: str
    files: int = 0
    read: int = 0
    cut: int = 0
    articles: int = 0
    listings: int = 0
    rejected: int = 0
    skipped: int = 0
    without: Counter[str] = field(default_factory=Counter)
    keys: dict[str, Counter[str]] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)
    long_texts: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """What was found as JSON knows it."""
        names = ("files", "read", "cut", "articles", "listings", "rejected", "skipped")
        return {
            **{name: getattr(self, name) for name in names},
            "without": dict(self.without),
            "keys": {name: dict(self.keys[name].most_common()) for name in self.keys},
            "unknown": dict(self.unknown.most_common()),
            "long_texts": dict(self.long_texts.most_common()),
            "samples": [one.to_dict() for one in self.samples],
        }


@dataclass
class Reason:
    """Why pieces are rejected or skipped: how many of them, and where the first is."""

    end: str
    reason: str
    count: int
    where: str


@dataclass
class Inspection:
    """What inputs are: `kinds` by format, and the `reasons` why pieces would be left out, the most
    frequent first. `files` counts all files, `complete` tells whether all of all was read."""

    files: int = 0
    kinds: dict[str, Kind] = field(default_factory=dict)
    _reasons: dict[tuple[str, str], Reason] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every file was read to its end."""
        return all(kind.read == kind.files and not kind.cut for kind in self.kinds.values())

    @property
    def reasons(self) -> list[Reason]:
        """Why pieces would be rejected or skipped."""
        return sorted(self._reasons.values(), key=lambda one: (one.end, -one.count))

    def to_dict(self) -> dict[str, Any]:
        """The inspection as JSON knows it."""
        return {
            "files": self.files,
            "complete": self.complete,
            "kinds": {name: kind.to_dict() for name, kind in self.kinds.items()},
            "reasons": [vars(one) for one in self.reasons],
        }

    def kind(self, name: str) -> Kind:
        """What was found of the format with this name."""
        return self.kinds.setdefault(name or _NO_KIND, Kind(name or _NO_KIND))

    def add(self, one: Read, outcome: Outcome, options: Options) -> None:
        """Count what a reader found, and what would become of it."""
        kind = self.kind(one.kind)
        record = one.leaf.record if isinstance(one.leaf, Listing) else one.leaf
        sources = _count_keys(kind, record, options) if isinstance(record, Record) else {}
        if isinstance(outcome, Article):
            kind.articles += 1
            kind.without.update(name for name in FIELDS if is_missing(getattr(outcome, name)))
            where = record.where if isinstance(record, Record) else ""
            if len(kind.samples) < SAMPLES:
                told = str(outcome.extra.get("date_from") or sources.get("published", ""))
                dated = told if outcome.published else ""
                kind.samples.append(Sample(where, outcome, sources.get("title", ""), dated))
        elif isinstance(outcome, Listing):
            kind.listings += 1
        elif isinstance(outcome, Rejected):
            kind.rejected += 1
            self._count_reason("rejected", outcome)
        else:
            kind.skipped += 1
            self._count_reason("skipped", outcome)

    def _count_reason(self, end: str, outcome: Rejected | Skipped) -> None:
        key = (end, outcome.reason)
        found = self._reasons.setdefault(key, Reason(end, outcome.reason, 0, outcome.where))
        found.count += 1


def inspect(
    inputs: Given,
    *,
    namespace: str = "",
    mapping: Mapping[str, str] | None = None,
    listings: bool = False,
    date_order: str | None = None,
    table: str = "",
    query: str = "",
    limits: Mapping[str, int] | None = None,
    everything: bool = False,
) -> Inspection:
    """What `inputs` are and what a `reindex` of them would make, without writing anything.

    The arguments are those of `reindex`. The kind of every file is told; read are the first
    `MOST_FILES` files of each kind, and the first `MOST_PIECES` pieces of each, unless `everything`
    is asked for. Raises `InputError` for an input that does not exist.
    """
    options = Options.of(namespace, mapping, listings, date_order, table, query, limits)
    given = Inputs(inputs)
    inspection = Inspection()
    for found in given.entries():
        if isinstance(found, InputFile):
            inspection.files += 1
            _inspect_file(inspection, found, options, given, everything)
        else:
            inspection.add(found, convert(found.leaf, options), options)
    return inspection


def _inspect_file(
    inspection: Inspection, file: InputFile, options: Options, given: Inputs, everything: bool
) -> None:
    try:
        with opened(file, given.standard_input, lambda _: None) as raw:
            content = raw
            try:
                found, content = detected(raw, options)
                kind = inspection.kind(found.name)
            except DamagedError as damage:
                kind = inspection.kind("")
                content.chunks = _failing(damage)
            kind.files += 1
            if kind.read == MOST_FILES and not everything:
                return
            kind.read += 1
            _inspect_pieces(inspection, kind, pieces(content, options), options, everything)
    except OSError as error:
        rejected = Rejected(file.name, f"it cannot be read: {error.strerror}")
        inspection.add(Read("", rejected), rejected, options)


def _inspect_pieces(
    inspection: Inspection, kind: Kind, found: Iterator[Read], options: Options, everything: bool
) -> None:
    some: Iterable[Read] = found if everything else islice(found, MOST_PIECES)
    for one in some:
        inspection.add(one, convert(one.leaf, options), options)
    if not everything and next(found, None) is not None:
        kind.cut += 1


def _failing(damage: DamagedError) -> Iterator[bytes]:
    yield from ()
    raise damage


def _count_keys(kind: Kind, record: Record, options: Options) -> dict[str, str]:
    """The key of each field of a record, which are counted."""
    mapping = options.mapping if record.mapped else {}
    sources: dict[str, str] = {}
    for name, key, value in field_candidates(record.values, record.again, mapping):
        if is_missing(value):
            continue
        if name is None:
            kind.unknown[key] += 1
            if isinstance(value, str) and len(value) >= LONG_TEXT:
                kind.long_texts[key] += 1
        elif name not in sources:
            sources[name] = key
            kind.keys.setdefault(name, Counter())[key] += 1
    return sources
