"""Plain words between the signs of a query: joined again where they stand in a row.

`PrunePlugin` drops what is left without any word, such as a dash between spaces.
"""

from __future__ import annotations

from typing import Any

from whoosh.qparser import plugins, syntax

from index.vietnamese.segmentation import Segmentation
from search.query.nodes import QuoteNode, StretchNode, is_sign, stretch_node


class StretchPlugin(plugins.Plugin):  # type: ignore[misc]
    """Joins the words that stand in a row; runs after fields, before white space is dropped."""

    def filters(self, parser: Any) -> list[tuple[Any, int]]:
        return [(_joined, 200)]


def _joined(parser: Any, group: Any) -> Any:
    """The group with one node for the words of each row."""
    joined = group.empty_copy()
    row: list[Any] = []

    def close() -> None:
        if row:
            start, end = row[0].startchar, row[-1].endchar
            joined.append(stretch_node(parser.text[start:end], start, end))
            row.clear()

    for node in group:
        # A sign holds for the next word alone, not for all the row.
        if _is_plain_word(node) and not (joined and not row and is_sign(joined[-1])):
            row.append(node)
        elif not (node.is_ws() and row):
            close()
            joined.append(_inner(parser, node))
    close()
    return joined


def _inner(parser: Any, node: Any) -> Any:
    if isinstance(node, syntax.GroupNode):
        return _joined(parser, node)
    if isinstance(node, syntax.WordNode):
        return stretch_node(node.text, node.startchar, node.endchar, node.fieldname)
    return node


def _is_plain_word(node: Any) -> bool:
    return isinstance(node, syntax.WordNode) and not node.fieldname


class PrunePlugin(plugins.Plugin):  # type: ignore[misc]
    """Drops what asks for nothing, such as a dash between spaces, with the sign before it."""

    def filters(self, parser: Any) -> list[tuple[Any, int]]:
        return [(_pruned, 700)]  # after operators


def _pruned(parser: Any, group: Any) -> Any:
    kept = group.empty_copy()
    for node in group:
        inner = _pruned(parser, node) if isinstance(node, syntax.GroupNode) else node
        if _says_something(inner):
            kept.append(inner)
        elif kept and is_sign(kept[-1]):
            kept.pop()
    return kept


def _says_something(node: Any) -> bool:
    if isinstance(node, syntax.GroupNode):
        return bool(node)
    if isinstance(node, StretchNode | QuoteNode):
        return bool(Segmentation(node.text).syllables)
    return True
