"""Pieces of a query that must stand near one another: `cầu NEAR/5 phà`, `W/5`, `PRE/5`.

`NEAR` and `W` (within) ask for any order, as in LexisNexis, Scopus and ProQuest, `PRE` for the one
that is typed. The number is how many syllables from the end of one piece to the beginning of the
other, so that 1 asks for neighbours. A piece is some words in a row, quoted or not, or several such
with OR between them. In a chain each piece is near the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from whoosh.qparser import syntax

from index.vietnamese.segmentation import Segmentation
from search.query.conditions import AllOf, AnyOf, Condition, Near
from search.query.nodes import AllGroup, ConditionGroup, QuoteNode, StretchNode, condition_of


class _Step(NamedTuple):
    """How far a piece may be from the one before, and whether it must come after it."""

    within: int
    ordered: bool


class _Piece(NamedTuple):
    """Words in a row, and the field that they are asked of."""

    text: str
    field: str | None


class NearGroup(ConditionGroup):
    """Two or more pieces, each near the one before."""

    def __init__(self, nodes: Any = None, boost: float = 1.0, steps: Any = None) -> None:
        """`steps` are between the pieces; a copy of the group shares them."""
        self.steps: list[_Step] = [] if steps is None else steps
        super().__init__(nodes, boost, steps=self.steps)

    @property
    def is_understood(self) -> bool:
        """Whether all of it are pieces, and of one field."""
        pieces = [_pieces(node) for node in self.nodes]
        fields = {piece.field for some in pieces for piece in some}
        return all(pieces) and len(pieces) == len(self.steps) + 1 and len(fields) == 1

    @property
    def condition(self) -> Condition:
        """Where the pieces are near each other; where all stands, if it is not understood."""
        if not self.is_understood:
            return AllOf(tuple(map(condition_of, self.nodes)))
        pieces = [_pieces(node) for node in self.nodes]
        near = (
            AnyOf(tuple(Near(a.text, b.text, a.field, *step) for a in some for b in others))
            for (some, others), step in zip(pairwise(pieces), self.steps, strict=True)
        )
        return AllOf(tuple(near))


class Nearness(syntax.InfixOperator):  # type: ignore[misc]
    """The operator between two pieces."""

    def replace_self(self, parser: Any, group: Any, position: int) -> int:
        """Put the pieces on both sides into a group; one that is there already takes one more."""
        if not 0 < position < len(group) - 1:
            del group[position]
            return position
        name, _, within = self.text.partition("/")
        left, right = group[position - 1], group[position + 1]
        near = left if isinstance(left, NearGroup) else NearGroup([left])
        near.append(right)
        near.steps.append(_Step(int(within), name.upper() == "PRE"))
        group[position - 1 : position + 2] = [near]
        return position


def misplaced(node: Any) -> Iterator[NearGroup]:
    """The groups below a node that are not understood."""
    if isinstance(node, NearGroup) and not node.is_understood:
        yield node
    if isinstance(node, syntax.GroupNode):
        for member in node:
            yield from misplaced(member)


def _pieces(node: Any) -> list[_Piece]:
    """The pieces of which one will do; none where a node is something else."""
    if isinstance(node, StretchNode) or (isinstance(node, QuoteNode) and node.slop == 1):
        return [_Piece(node.text, node.fieldname)] if Segmentation(node.text).syllables else []
    if isinstance(node, AllGroup) and len(node) == 1:
        return _pieces(node[0])
    if isinstance(node, syntax.OrGroup):
        each = [_pieces(member) for member in node]
        return [piece for some in each for piece in some] if all(each) else []
    return []
