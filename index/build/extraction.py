"""The work on a share, which a worker process does: read it, make articles, analyse them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from index.analysis.analyser import documents
from index.analysis.vectors import pack_counts
from index.articles.article import Article, Rejected
from index.articles.fingerprint import fingerprint
from index.articles.serialization import to_json
from index.batching import batches
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
        articles = [(kind, one) for kind, one in some if isinstance(one, Article)]
        prepared = _prepared(articles, task)
        for kind, outcome in some:
            if isinstance(outcome, Article):
                worked.ends.append(next(prepared))
            else:
                worked.ends.append(Left(kind, _without_record(outcome)))
        stages.spend("analyse", began)
    if task.aside is not None:
        settle(task.aside)
    worked.seconds = stages.seconds
    return worked


def _prepared(some: Sequence[tuple[str, Article]], task: Task) -> Iterator[Prepared]:
    """Articles of some kinds, ready to be written."""
    identities = [identity_of(article, fingerprint(article)) for _, article in some]
    is_new = [
        task.dry or not _is_held(article.id, identity, task.held)
        for (_, article), identity in zip(some, identities, strict=True)
    ]
    new = compress(zip(some, identities, strict=True), is_new)
    values = _values([(article, identity.fingerprint) for (_, article), identity in new], task)
    for (kind, article), identity, is_one in zip(some, identities, is_new, strict=True):
        notes = tuple(map(str, article.extra.get(NOTES, ())))
        yield Prepared(kind, article.id, identity, next(values) if is_one else None, notes)


def _values(
    articles: Sequence[tuple[Article, int]], task: Task
) -> Iterator[MutableMapping[str, Any]]:
    """What is to be written of articles with these fingerprints."""
    if task.dry:
        for article, known in articles:
            id = pack_counts({article.id: 1})
            yield {"id": id, "article": to_json(article), "fingerprint": known}
        return
    for values in documents(articles):
        yield values if task.aside is None else put_aside(values, task.aside, settled=False)


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
    return batches(outcomes, _characters, _MOST_TEXT, _MOST_TOGETHER)


def _characters(one: tuple[str, Outcome]) -> int:
    return len(one[1].body) if isinstance(one[1], Article) else 0


def _without_record(outcome: Rejected | Listing | Skipped) -> Rejected | Listing | Skipped:
    """It, without what needs not be sent to another process."""
    return Listing(outcome.where, outcome.title) if isinstance(outcome, Listing) else outcome
