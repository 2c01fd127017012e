"""The terms of the texts, arranged for what is asked of a language: by letters, without marks."""

from __future__ import annotations

from functools import cached_property
from threading import RLock
from typing import Protocol

from index.storage.shared.folding import Folding
from index.storage.shared.nearness import Nearness
from index.storage.shared.terms import Kept
from index.storage.terms import Terms


class Arranged(Protocol):
    """How some terms are arranged; any thread may ask."""

    @property
    def folding(self) -> Folding:
        """What the terms are without their marks."""

    @property
    def known_folding(self) -> Folding | None:
        """The same, if it takes no time to tell."""

    @property
    def marked(self) -> Nearness:
        """The terms, for finding those that are near to one."""

    @property
    def folded(self) -> Nearness:
        """The same of the terms without their marks."""


class TermsArranged:
    """The arrangement of some terms, each part worked out when it is first asked for."""

    def __init__(
        self, terms: Terms, kept: Kept | None = None, before: Folding | None = None
    ) -> None:
        """`before` is the folding of the terms that these came of, `kept` those that are left."""
        self._lock = RLock()
        self._terms = terms
        self._before = None if before is None or kept is None else (before, kept)

    @cached_property
    def folding(self) -> Folding:
        """What the terms are without their marks."""
        with self._lock:
            if self._before is None:
                return Folding.made(self._terms)
            (before, kept), self._before = self._before, None
            return before.extended(self._terms, *kept)

    @property
    def known_folding(self) -> Folding | None:
        """The folding, if it was asked for."""
        return self.__dict__.get("folding")

    @cached_property
    def marked(self) -> Nearness:
        """The terms, for finding those that are near to one."""
        return Nearness.of(self._terms)

    @cached_property
    def folded(self) -> Nearness:
        """The same of the terms without their marks."""
        return Nearness.of(self.folding.terms)
