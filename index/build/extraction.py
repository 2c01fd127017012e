"""The work on a share, which a worker process does: read it, make articles, analyse them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from index.analysis.analyser import document
from index.analysis.vectors import pack_counts
from index.articles.article import Article, Rejected
from index.articles.fingerprint import fingerprint
from index.articles.serialization import to_json
from index.build.drafts import put_aside, settle
from index.build.identity import Identity, identity_of
from index.build.stages import Stages
from index.inputs.conversion import NOTES, Options
from index.inputs.found import Listing, Record, Skipped
from index.inputs.keys import unknown_text
from index.inputs.reading import Outcome, convert
from index.inputs.shares import Share

if TYPE_CHECKING:
    from index.build.held import Held


# So many pieces of input are read before they are analysed, or articles with so many characters.
_MOST_TOGETHER = 16
_MOST_TEXT = 1 << 18


class Prepared(NamedTuple):
    """An article that is ready to be written: its id, what tells which one it is, and the values of
    `analyser.analyse`; none of one that the archive holds as it is."""

    kind: str
    id: str
    identity: Identity
    values: MutableMapping[str, Any] | None
    notes: tuple[str, ...]


class Left(NamedTuple):
    """A piece of input that is no article."""

    kind: str
    what: Rejected | Listing | Skipped


@dataclass
class Worked:
    """What came of a share: how each of its pieces ended, in order, and the time it took.

    `unknown` are the keys that nobody knows of records without a body, with long texts.
    """

    folder: str
    pieces: int = 0
    ends: list[Prepared | Left] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Task:
    """How shares are worked on: `held` is what the archive holds, of which nothing that did not
    change is to be written again (None: everything is written); `dry` leaves the analysis out.
    What is made of articles is put into files of the folder `aside`, if there is one."""

    options: Options
    held: Held | None = None
    dry: bool = False
    aside: Path | None = None


def work(task: Task, share: Share) -> Worked:
    """Read a share, and analyse the articles in it."""
    stages = Stages()
    worked = Worked(share.folder)
    for some in _several(_outcomes(share, task.options, stages, worked)):
        began = time.perf_counter()
        for kind, outcome in some:
            if isinstance(outcome, Article):
                worked.ends.append(_prepared(kind, outcome, task))
            else:
                worked.ends.append(Left(kind, _without_record(outcome)))
        stages.spend("analyse", began)
    if task.aside is not None:
        settle(task.aside)
    worked.seconds = stages.seconds
    return worked


def _prepared(kind: str, article: Article, task: Task) -> Prepared:
    identity = identity_of(article, fingerprint(article))
    notes = tuple(map(str, article.extra.get(NOTES, ())))
    values: MutableMapping[str, Any] | None = None
    if task.dry:
        values = {
            "id": pack_counts({article.id: 1}),
            "article": to_json(article),
            "fingerprint": identity.fingerprint,
        }
    elif not _is_held(article.id, identity, task.held):
        values = document(article, identity.fingerprint)
    if values is not None and not task.dry and task.aside is not None:
        values = put_aside(values, task.aside, settled=False)
    return Prepared(kind, article.id, identity, values, notes)


def _is_held(id: str, identity: Identity, held: Held | None) -> bool:
    """Whether the archive holds an article as it is."""
    place = held.find(id) if held is not None else None
    return (
        held is not None and place is not None and held.fingerprint(place) == identity.fingerprint
    )


def _outcomes(
    share: Share, options: Options, stages: Stages, worked: Worked
) -> Iterator[tuple[str, Outcome]]:
    reading = Stages()
    for one in stages.timed("extract", share.read(options, reading)):
        worked.pieces += 1
        if isinstance(one, Article):
            yield "records", one
            continue
        began = time.perf_counter()
        outcome = convert(one.leaf, options)
        if isinstance(one.leaf, Record) and not (isinstance(outcome, Article) and outcome.body):
            worked.unknown.update(unknown_text(one.leaf.values) if one.leaf.mapped else ())
        stages.spend("extract", began)
        yield one.kind, outcome
    stages.move(reading.seconds["read"], "extract", "read")


def _several(outcomes: Iterator[tuple[str, Outcome]]) -> Iterator[list[tuple[str, Outcome]]]:
    """The outcomes, some at a time.

    Reading several and then analysing these takes the processor less time than doing both in turns:
    neither's code and tables drive out those of the other so often.
    """
    some: list[tuple[str, Outcome]] = []
    size = 0
    for one in outcomes:
        some.append(one)
        size += len(one[1].body) if isinstance(one[1], Article) else 0
        if len(some) == _MOST_TOGETHER or size > _MOST_TEXT:
            yield some
            some, size = [], 0
    if some:
        yield some


def _without_record(outcome: Rejected | Listing | Skipped) -> Rejected | Listing | Skipped:
    """It, without what needs not be sent to another process."""
    return Listing(outcome.where, outcome.title) if isinstance(outcome, Listing) else outcome
