"""What the texts know of their terms and their language, read once for what was published once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from index.cluster import language
from index.cluster.client import Cluster
from index.cluster.contents import Contents
from index.cluster.language import LanguagePart, TermsAndDfs
from index.storage.terms import Terms
from search.engines.language import Language
from search.engines.lexicon import TermText, glob_expression, prefix_of
from search.engines.name_file import NameFile
from search.engines.nodes import Term
from search.engines.opensearch.names import Naming

_NAMES_AT_ONCE = 200
_NO_TERMS = TermsAndDfs(Terms.of([]), np.empty(0, np.uint32))


class ReadLanguage:
    """The language of an index, part by part; what a moment before had read is taken over."""

    def __init__(
        self,
        cluster: Cluster,
        contents: Contents,
        before: ReadLanguage | None = None,
        corrections: NameFile | None = None,
    ) -> None:
        """Nothing is read yet. `corrections` are what people say of names."""
        self._cluster = cluster
        self._contents = contents
        self._before = before
        self._lock = RLock()
        self._lexicons: dict[str, TermsAndDfs] = {}
        self._corrections = corrections
        self._naming: tuple[str, Naming] | None = None

    @cached_property
    def _parts(self) -> dict[tuple[str, str], LanguagePart]:
        index = self._contents.index
        with self._lock:
            before, self._before = self._before, None
            known = {} if before is None else before.__dict__.get("_parts", {})
            found = {}
            for told in self._contents.about.language:
                key = index, f"{told.name} {told.checksum}"
                part = known.get(key)
                found[key] = part or language.read(self._cluster, index, told)
            return found

    @cached_property
    def language(self) -> Language:
        """The syllables and what follows them."""
        with self._lock:
            rows = [row for part in self._parts.values() for row in part.rows()]
            return Language(rows or [language.no_rows()])

    @property
    def names_stamp(self) -> str:
        """A text that changes whenever people say something else of names; empty without that."""
        return "" if self._corrections is None else self._corrections.stamp()

    @property
    def names(self) -> Naming:
        """The people, places and organisations that articles name, as people say it last."""
        with self._lock:
            stamp = self.names_stamp
            if self._naming is None or self._naming[0] != stamp:
                self._naming = stamp, self._named()
            return self._naming[1]

    def _named(self) -> Naming:
        owned = {one for part in self._parts.values() for one in part.owned}
        printed = self.counted(language.NAMES)
        counts = dict(zip(printed.terms, printed.dfs.tolist(), strict=True))
        said = {} if self._corrections is None else self._corrections.read().corrections
        return Naming(counts, sorted(owned), said, self._count_names)

    def _count_names(self, printed: Sequence[Sequence[str]]) -> list[int]:
        """How many articles keep any of some spellings, of each of some names."""
        counts: list[int] = []
        for at in range(0, len(printed), _NAMES_AT_ONCE):
            some = [
                {"terms": {language.NAMES: [*one]}} for one in printed[at : at + _NAMES_AT_ONCE]
            ]
            body = {"size": 0, "aggs": {"each": {"filters": {"filters": some}}}}
            path = f"/{self._contents.every}/_search"
            told = self._cluster.ask("POST", path, body, allow_partial_search_results=False)
            counts += [one["doc_count"] for one in told["aggregations"]["each"]["buckets"]]
        return counts

    def counted(self, field: str) -> TermsAndDfs:
        """The terms of a field and their dfs, those of deleted articles included."""
        with self._lock:
            if field not in self._lexicons:
                parts = [
                    part.fields[field].counted()
                    for part in self._parts.values()
                    if field in part.fields
                ]
                self._lexicons[field] = TermsAndDfs.joined(parts) if parts else _NO_TERMS
            return self._lexicons[field]

    def df(self, term: Term) -> int:
        """In how many articles a term stands, deleted ones included."""
        return self.counted(term.field).df(term.text)

    def lexicons(self, field: str) -> list[TermText]:
        """The terms of a field, to be looked through."""
        return [_CountedText(_Lines(self.counted(field)))]


class _CountedText(TermText):
    """The same of terms that lie in no inverted index: they are looked through as one text."""

    def matching(self, pattern: str) -> tuple[list[str], NDArray[np.uint32]]:
        """The terms that look like a pattern (see `glob_expression`), and their dfs."""
        lines, dfs = self._terms.term_lines(*self._range(prefix_of(pattern)))
        if not len(dfs):
            return [], dfs
        looks_so = re.compile(glob_expression(pattern)).fullmatch
        found = [
            (term, df)
            for term, df in zip(lines.decode().split("\n"), dfs.tolist(), strict=True)
            if looks_so(term)
        ]
        return [term for term, _ in found], np.array([df for _, df in found], np.uint32)


class _Lines:
    """Counted terms, read as those of an inverted index are."""

    def __init__(self, counted: TermsAndDfs) -> None:
        self._counted = counted
        self.terms = len(counted.terms)

    def place(self, text: bytes) -> int:
        """How many terms come before a text, in the order of their bytes."""
        low, high = 0, self.terms
        while low < high:
            middle = (low + high) // 2
            if self._term(middle) < text:
                low = middle + 1
            else:
                high = middle
        return low

    def term_lines(self, begin: int, end: int) -> tuple[bytes, NDArray[np.uint32]]:
        """The terms from number `begin` to `end`, a line each, and their dfs."""
        terms = self._counted.terms
        first, last = int(terms.starts[begin]), int(terms.starts[max(begin, end)])
        return terms.text[first : max(first, last - 1)].tobytes(), self._counted.dfs[begin:end]

    def _term(self, number: int) -> bytes:
        terms = self._counted.terms
        begin, end = terms.starts[number : number + 2].tolist()
        return terms.text[begin : end - 1].tobytes()


def known_terms(read: ReadLanguage, field: str, texts: Sequence[str]) -> dict[str, int]:
    """Those of some texts that stand in a field, each once, with their dfs."""
    dfs = {text: read.df(Term(field, text)) for text in dict.fromkeys(texts)}
    return {text: df for text, df in dfs.items() if df}
