"""`+`, and `-` or `!`, before a part of a query: it must hold, or must not."""

from __future__ import annotations

from typing import Any

from whoosh.qparser import plugins, syntax

from search.query.nearness import Nearness
from search.query.nodes import is_sign
from search.query.operators import QUOTES
from search.query.tokens import LETTER


class SignPlugin(plugins.PlusMinusPlugin):  # type: ignore[misc]
    """`+`, `-` and `!` directly before a word or quotation, after a space, never before a digit."""

    def __init__(self) -> None:
        place = rf"(?<![^\s(]){{}}(?=[*?]*{LETTER}|[{QUOTES}(])"
        super().__init__(place.format(r"\+"), place.format("[!-]"))

    def filters(self, parser: Any) -> list[tuple[Any, int]]:
        return [(_with_bound_signs, 590)]  # before operators; `nodes.signed` reads the other signs


def _with_bound_signs(parser: Any, group: Any) -> Any:
    """The group in which signs beside an operator hold for one operand: `-a OR b`, `a AND -b`.

    That of `-a NEAR/5 b` holds for both.
    """
    bound = group.empty_copy()
    nodes = [
        _with_bound_signs(parser, node) if isinstance(node, syntax.GroupNode) else node
        for node in group
    ]
    at = 0
    while at < len(nodes):
        node = nodes[at]
        before, behind = nodes[max(at - 1, 0) : at], nodes[at + 2 : at + 3]
        joins = any(isinstance(one, syntax.Operator) for one in before) or any(
            isinstance(one, syntax.Operator) and not isinstance(one, Nearness) for one in behind
        )
        if is_sign(node) and joins and at + 1 < len(nodes):
            at += 1
            operand = nodes[at]
            is_minus = isinstance(node, plugins.PlusMinusPlugin.Minus)
            node = syntax.NotGroup([operand]) if is_minus else operand
        bound.append(node)
        at += 1
    return bound
