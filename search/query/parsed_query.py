"""A query as it was understood: one immutable value, which the next stages take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from index.vietnamese.segmentation import Segmentation
from index.vietnamese.spelling import CleanText
from search.query.bag import Bag
from search.query.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Expanding,
    LeafT,
    Located,
    Shown,
    leaves,
    shown_leaves,
    with_leaves,
)
from search.query.notes import Note, few


@dataclass(frozen=True)
class ParsedQuery:
    """A query as it was understood.

    `bag` ranks, and so does each of `expanding` with its weight; `required` must hold and `banned`
    must not, each None where nothing was said. Without `required` an article matches by its score.
    `plain` is what was typed without any sign, quotation mark, field or operator. `is_doubtful`
    tells that it was repaired, or that prose may have been taken for syntax. `spans` are where in
    `text` the words stand that are looked for in an article's texts, in order. `starts` tells where
    the stretches of the bag begin in `cleaned`, the query as it was read; None for quoted ones.
    """

    text: str
    bag: Bag = field(default_factory=Bag)
    required: Condition | None = None
    banned: Condition | None = None
    notes: tuple[Note, ...] = ()
    plain: tuple[Segmentation, ...] = ()
    expanding: tuple[tuple[Expanding, float], ...] = ()
    is_doubtful: bool = False
    spans: tuple[tuple[int, int], ...] = ()
    starts: tuple[int | None, ...] = ()
    cleaned: CleanText = field(default_factory=lambda: CleanText(""))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for, so that every article answers."""
        return not self.bag and self.required is None and self.banned is None

    @cached_property
    def conditions(self) -> tuple[Shown, ...]:
        """The conditions that an article which meets `required` can show."""
        return () if self.required is None else tuple(shown_leaves(self.required))

    @property
    def is_free(self) -> bool:
        """Whether the conditions, if there are any, ask for no words of the texts.

        Then an article matches by its score among those that the conditions admit.
        """
        if self.required is None:
            return True
        return all(map(_asks_of_the_article, leaves(self.required)))

    def open_stretches(self) -> Iterator[tuple[Segmentation, int, float]]:
        """What ranks and was not quoted, each with its start for `span`, and its weight."""
        for (analysis, boost), start in zip(self.bag.weighted(), self.starts, strict=True):
            if start is not None:
                yield analysis, start, boost

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in `text` the part of the query is that was read as [start:end]."""
        return self.cleaned.span(start, end)


def _asks_of_the_article(leaf: Condition) -> bool:
    """Whether a condition asks when, where and by whom an article was printed."""
    if isinstance(leaf, Shown):
        return leaf.field not in (None, "title", "caption")
    return not isinstance(leaf, AllOf | AnyOf)


def placed(parsed: ParsedQuery, typed: str, cleaned: CleanText) -> ParsedQuery:
    """A query that was read from `cleaned`, with all its places as they are in `typed`."""

    def moved(leaf: LeafT) -> LeafT:
        if isinstance(leaf, Located):
            start, end = cleaned.span(leaf.start, leaf.end)
            return replace(leaf, start=start, end=end)
        return leaf

    def all_moved(condition: Condition | None) -> Condition | None:
        return None if condition is None else with_leaves(condition, moved)

    return replace(
        parsed,
        text=typed,
        cleaned=cleaned,
        required=all_moved(parsed.required),
        banned=all_moved(parsed.banned),
        expanding=tuple((moved(one), weight) for one, weight in parsed.expanding),
        spans=tuple(cleaned.span(*span) for span in parsed.spans),
        notes=tuple(note.at(*cleaned.span(note.start, note.end)) for note in few(parsed.notes)),
    )
