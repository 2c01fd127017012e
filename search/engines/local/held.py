"""How many articles hold something, and some of these: of large archives, a part tells."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from index.storage.lookup import distinct
from search.engines.local.contents import Contents
from search.engines.local.finding import holding
from search.engines.local.ordering import newest
from search.engines.local.segments import Ids
from search.engines.local.trees import Trees
from search.engines.nodes import Node
from search.engines.protocol import Flags, Held
from search.kernels import Best, Matches, evaluate

# Of twice as many articles and more, every second stretch tells, or every third, and so on.
TELLING = 65_536
STRETCH = 2_048  # articles


class Part(NamedTuple):
    """Every `step`th stretch of an archive: flags of the articles in them that can be found.

    Stretches begin where windows of the kernels do.
    """

    step: int
    flags: Flags


def part_of(contents: Contents) -> Part:
    """What tells of an archive; all of it, where it is not large."""
    step = max(1, contents.indexed // TELLING)
    flags = np.zeros(contents.indexed, np.bool_)
    for segment in contents.segments:
        own = flags[segment.first : segment.last]
        before = segment.first // STRETCH
        for begin in range(-before % step * STRETCH, segment.articles, step * STRETCH):
            own[begin : begin + STRETCH] = True
    return Part(step, flags & contents.live)


def held(contents: Contents, part: Part, trees: Trees, node: Node, most: int) -> Held:
    """How many articles hold something, and up to `most` of them (see the protocol).

    Where half as many articles of the part hold it, they tell how many of all do. The newest are
    those of the whole archive.
    """
    if part.step > 1:
        keys = _in_part(contents, part.flags, trees, node)
        half = most // 2
        if len(keys) >= max(half, 1):
            total = len(keys) * part.step
            first = _newest(contents, trees, node, half, total)
            return Held(total, distinct(np.concatenate([first, _spread(keys, half)])))
    return some_of(contents, holding(contents, trees, node), most)


def some_of(contents: Contents, keys: Ids, most: int) -> Held:
    """How many articles some are, whose keys rise, and up to `most` of them."""
    if len(keys) <= most:
        return Held(len(keys), keys)
    half = most // 2
    first = newest(keys, contents.published, half)
    return Held(len(keys), distinct(np.concatenate([first, _spread(keys, half)])))


def _spread(keys: Ids, several: int) -> Ids:
    """Some of more articles, spread over all of them."""
    return keys[np.linspace(0, len(keys) - 1, several).astype(np.intp)]


def _in_part(contents: Contents, part: Flags, trees: Trees, node: Node) -> Ids:
    """The articles of which a node holds, of those that are flagged."""
    matches = Matches(0.0)
    for segment in contents.segments:
        live, tree = part[segment.first : segment.last], trees.tree(node, segment)
        best = Best(0)
        evaluate(segment.articles, segment.first, live, tree, None, False, None, best, matches)
    return matches.found()[0]


def _newest(contents: Contents, trees: Trees, node: Node, most: int, total: int) -> Ids:
    """The newest articles of which a node holds, about `total` of all."""
    looked_at = 2 * most * contents.indexed // total
    while True:
        among = np.sort(contents.order("newest").first_flagged(contents.live, looked_at))
        found = holding(contents, trees, node, among)
        if len(found) >= most or len(among) < looked_at:
            return newest(found, contents.published, most)
        looked_at *= 2
