"""The terms of a field, and those that look like a pattern."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


class ReferenceLexicon:
    """Some terms and their dfs (see `search.engines.protocol.Lexicon`)."""

    def __init__(self, dfs: Mapping[str, int]) -> None:
        self._dfs = dfs

    def count(self, prefix: str) -> int:
        """How many terms begin so."""
        return sum(term.startswith(prefix) for term in self._dfs)

    def matching(self, pattern: str) -> tuple[list[str], NDArray[Any]]:
        """The terms that look like a pattern, and their dfs."""
        pieces = (re.escape(one).replace(r"\?", ".") for one in pattern.split("*"))
        looks = re.compile(".*".join(pieces))
        found = [term for term in self._dfs if looks.fullmatch(term)]
        return found, np.array([self._dfs[term] for term in found], np.uint32)
