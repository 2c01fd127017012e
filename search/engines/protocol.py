"""The seam: what every engine answers, and in which values.

An `Engine` is an archive in one place. A `Snapshot` is what it held at one moment, and all that
one search asks; it never changes, and any number of threads may ask it at once. Articles are named
by keys, which only the snapshot that gave them understands: values that can be compared and hashed.
Of two articles with the same score the one with the lower key comes first.

What can go wrong is an `index.ArchiveError` that says what to do.

Who writes another engine also needs to know:

- Keys are numbers or strings, as one-dimensional arrays of NumPy hold them: they are sorted,
  joined, looked up and turned into lists above the seam. They rise in the order of the input; a
  new version of an article comes after all that was written before it.
- The terms of an article are those of `index.analysis.analyser.analyse`, in the fields of
  `index.storage.schema`; texts and queries are never analysed in any other way.
- Scores are alike that agree in nine decimals. Sums of the same parts may differ behind these, and
  articles of such scores may then stand in any order.
- Deleted articles are never found, but may go on counting in `indexed`, `dfs`, average lengths, the
  language and the lexicons, until they are removed for good.
- Where nothing is said of an order, any will do: in `abbreviations`, `lexicons`, `term_counts`,
  `telling_words` and `holding`.

`tests/search/engines/contract` asks an engine for all of this; its `conftest.py` says how to add
one, and what it may relax.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.articles.article import Article
from index.articles.versions import Version
from index.storage.profiles import Profiles
from index.vietnamese.abbreviations import Explained
from search.engines.language import Language
from search.engines.nodes import Node, Scored, Term
from search.engines.statistics import Statistics
from search.engines.values import KnownValues
from search.facets import Facets
from search.selection import EVERY_ARTICLE, Selection

if TYPE_CHECKING:
    from search import schemas

Key = Any
Keys = NDArray[Any]
"""Keys of articles, one dimension."""
Scores = NDArray[np.float64]
DECIMALS = 9
"""Scores that are alike in so many decimals are the same: sums of the same parts may differ in the
last digits, by the order in which they were added."""
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Freshness:
    """What newer articles get besides (see `search.engines.freshness`): a share of the best score.

    It halves with every `half_life` days. Besides the answers, the first `lifted` others may be
    lifted by it.
    """

    share: float
    half_life: float
    lifted: int


@dataclass(frozen=True)
class Asked:
    """What an engine is asked for.

    `ranked` is what scores are the sum of. An article matches when `condition` holds of it (None
    holds of all), when it has something of `ranked` if it `must_score` and anything is ranked, when
    `meant` holds of it (None holds of all), and when its score is at least `share` (0 to 1) of the
    best one's of all these. `unmeant` are those of `ranked` that may hold of an article of which
    `meant` does not (None where that is not known). The matches in `selection` are the answers.
    With `beyond`, the best articles may also be some that only `meant` or the share keep from being
    answers. With `only_best`, nobody will look at the answers: neither they nor `Candidates.best`
    and `Candidates.is_answer` need to be found. In the best `counted` of them the `pairs` will be
    counted: an engine may do so at once.
    """

    ranked: tuple[Scored, ...] = ()
    condition: Node | None = None
    must_score: bool = True
    selection: Selection = EVERY_ARTICLE
    share: float = 0.0
    beyond: bool = True
    only_best: bool = False
    freshness: Freshness | None = None
    meant: Node | None = None
    unmeant: tuple[Scored, ...] | None = None
    pairs: tuple[Pair, ...] = ()
    counted: int = 0


@dataclass(frozen=True)
class Candidates:
    """The best articles of the selection by their scores (BM25 of single terms, and freshness).

    `is_answer` tells which of them are answers, `best` is the best score of all matches, inside the
    selection or not, without freshness (0 without any), and `has_all` tells that there are no
    others. With freshness all answers are among them, however many. Where nothing is ranked there
    are no candidates, and `has_all` is true.
    """

    keys: Keys
    scores: Scores
    is_answer: Flags
    best: float
    has_all: bool


class PhraseCounts(NamedTuple):
    """How often each of some pairs stands in each of some articles (a row for each pair).

    `length_norms` are those of BM25 (`index.storage.scoring.saturation`) for the articles' texts.
    """

    frequencies: NDArray[np.int32]
    length_norms: Scores


class NameCount(NamedTuple):
    """A name, by the facet of its type, and how many articles carry it."""

    facet: str
    name: str
    articles: int

    def to_dict(self) -> schemas.QueryName:
        """The name as the JSON of the HTTP API and the command line."""
        return {"type": self.facet, "name": self.name, "articles": self.articles}


class DayCounts(NamedTuple):
    """How many articles appeared on which Vietnamese days (rising); those without a date not."""

    days: NDArray[np.datetime64]
    counts: NDArray[np.int64]


class TermCounts(NamedTuple):
    """In how many articles of a set, and of all, each of some terms stands."""

    terms: Sequence[str]
    counts: NDArray[np.int64]
    totals: NDArray[np.int64]


# How much each of some words tells, by their counts in a set and in all articles.
WordScore = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]]


class Held(NamedTuple):
    """How many articles hold something, and some of them: the newest, and any."""

    total: int
    keys: Keys


class Pair(Protocol):
    """Two terms of a field that stand side by side."""

    @property
    def field(self) -> str:
        """The field."""

    @property
    def first(self) -> str:
        """The first term."""

    @property
    def second(self) -> str:
        """The second term."""


class NodeScore(NamedTuple):
    """What a node adds to the score of one article, in which it stands so often."""

    node: Scored
    frequency: int
    score: float


class Lexicon(Protocol):
    """The terms of a field in a part of an archive."""

    def count(self, prefix: str) -> int:
        """How many terms begin so: those that `matching` looks at."""

    def matching(self, pattern: str) -> tuple[Sequence[str], NDArray[Any]]:
        """The terms that look like a pattern (`*` any letters, `?` one), and their dfs."""


class Answers(Protocol):
    """All articles that answer what was asked, and what they have in common.

    Everything is worked out when it is asked for.
    """

    @property
    def total(self) -> int:
        """How many they are."""

    @property
    def groups(self) -> int:
        """How many groups of near-duplicates they belong to."""

    @property
    def facets(self) -> Facets:
        """How many articles carry each value of category, source, author and year.

        All spellings of a value are one, which is told as `Snapshot.values` spells it. The counts
        of a facet leave out which of its values the selection wants, so that one sees what
        choosing another would give; those that it excludes have the counts that they would have
        without that. The most frequent values come first, then by value; years fall.
        """

    @property
    def undated(self) -> int:
        """How many of them have no date, whatever the selection asks of dates."""

    def by_day(self, *, any_day: bool = False) -> DayCounts:
        """How many of them appeared on which day.

        With `any_day`, what the selection asks of days is left out, as the facet year leaves it.
        """

    def by_date(self, most: int, *, order: str = "newest", group: bool = False) -> Keys:
        """The first `most` of them by date, those without one last.

        The `order` is "newest" or "oldest" by publication, or "added": by when the archive first
        had them, the newest first.

        With `group`, only the first of each group of near-duplicates.
        """

    def by_score(self) -> tuple[Keys, Scores]:
        """All of them with their scores, freshness included, in the order of their keys."""

    def scores(self, keys: Keys) -> Scores:
        """The scores of some of them, freshness included."""

    def gained(self, keys: Keys) -> Scores:
        """What some articles get for being new."""

    def contains(self, keys: Keys) -> Flags:
        """Which of some articles are among them."""

    def near_duplicates(self, key: Key) -> Keys:
        """Those that are in the group of an article, without it."""

    def term_counts(self, field: str, least: int) -> TermCounts:
        """The terms of a field that at least so many of them hold."""

    def name_counts(self, facet: str) -> TermCounts:
        """The names of a type, which is a facet, that they carry, and how many of them do."""

    def telling_words(self, score: WordScore, most: int) -> dict[str, TermCounts] | None:
        """The words that score best, by the fields of `word_lists`, without reading every list.

        `score` gets in how many of the answers, and of all articles, each word stands. Up to `most`
        words are looked for: in all answers or, where these are many, in a sample of them that is
        the same each time; their counts are exact. None where that cannot be told.
        """

    def holding(self, field: str, term: str, most: int) -> Keys:
        """Some of them that hold a term."""


class Found(NamedTuple):
    """What an engine found."""

    candidates: Candidates
    answers: Answers


class Snapshot(Protocol):
    """What an archive held at one moment."""

    @property
    def version(self) -> str:
        """A text that is another one for every state of the archive."""

    @property
    def number(self) -> int:
        """The number of the generation."""

    @property
    def count(self) -> int:
        """How many articles can be found."""

    @property
    def indexed(self) -> int:
        """N of the idf: how many articles the statistics are of, deleted ones included."""

    @property
    def language(self) -> Language:
        """What the texts know of their language."""

    def reading(self) -> AbstractContextManager[None]:
        """Tell as ArchiveError whatever goes wrong while something of the snapshot is read."""

    def find(self, asked: Asked, most: int) -> Found:
        """The best `most` articles, and all that answer."""

    def total(self, asked: Asked) -> int:
        """How many answer what is asked: the total of `find`, and nothing else."""

    def dfs(self, nodes: Sequence[Scored]) -> list[int]:
        """In how many articles each of some nodes holds, deleted ones included."""

    def reaches(self, node: Scored, several: int) -> bool:
        """Whether the df of a node is `several` at least: counted only as far as that takes."""

    def pair_frequencies(self, pairs: Sequence[Pair], keys: Keys) -> PhraseCounts:
        """How often each pair stands in each of some articles, whose keys rise.

        A pair stands where the second term follows directly on the first, with no break between.
        """

    def profiles(self, keys: Keys) -> Profiles | None:
        """The profile of each of some articles, a row each (see `index.storage.profiles`).

        What a word tells may be measured by the archive as it was when the article was written.
        None where the archive does not have the profiles of all its articles.
        """

    def node_scores(self, nodes: Sequence[Scored], key: Key) -> list[NodeScore]:
        """What each of the nodes that hold of an article adds to its score."""

    def ages(self, keys: Keys) -> Scores:
        """How many days older than the newest each article is; infinitely many without a date."""

    def groups_of(self, keys: Keys) -> NDArray[Any]:
        """The group of near-duplicates of each article; alike for those of one group."""

    def near_duplicates(self, key: Key) -> Keys:
        """The other articles in the group of one."""

    def newest(self, keys: Keys, most: int) -> Keys:
        """The `most` newest of some articles, newest first."""

    def held(self, node: Node | None, most: int) -> Held:
        """How many articles hold something (None is anything), and up to `most` of them.

        Where there are more, half of them are the newest, and the others are spread over all. The
        keys rise. Of a large archive, a part may tell how many they are, where they are many.
        """

    def among(self, node: Node, keys: Keys) -> Keys:
        """Those of some articles, whose keys rise, of which a node holds."""

    def following(self, row: Sequence[Term], terms: Sequence[Term], keys: Keys) -> list[Keys]:
        """For each of some terms, those of some articles, whose keys rise, in which it stands right
        behind a row of terms, or anywhere where the row is empty. All are of one field that keeps
        positions, and the articles can be found."""

    def matching(self, node: Node) -> Keys:
        """All articles of which a node holds, in the order of their keys."""

    def by_day(self) -> DayCounts:
        """How many articles of the archive appeared on which day."""

    def key_of(self, id: str) -> Key | None:
        """The key of the article with an id."""

    def article(self, key: Key, longest: int | None = None) -> Article:
        """An article; of a body of more than `longest` bytes, at least the beginning."""

    def articles(self, keys: Keys, longest: int | None = None) -> Iterator[Article]:
        """Some articles, in the order of their keys as given, as `article` gives each of them.

        They are read as they are asked for; who reads from afar may read some ahead.
        """

    def history(self, key: Key) -> Sequence[Version]:
        """All versions of an article, the newest, which is searched, first."""

    def lexicons(self, field: str) -> Sequence[Lexicon]:
        """The terms of a field, in parts that may share terms."""

    def name_forms(self, facet: str, names: Sequence[str]) -> list[Sequence[str]]:
        """The forms in which articles print each of some names; none for one that is not known."""

    def names_beginning(self, typed: str, most: int) -> list[NameCount]:
        """The names of most articles that begin as was typed, with marks or without."""

    def named(self, text: str) -> list[NameCount]:
        """The names that a text is, in any of their forms, those of most articles first.

        Behind them come those of several syllables that it may be if it has no marks.
        """

    def names_of(self, key: Key) -> list[NameCount]:
        """The names that an article carries, by type, those of most articles first."""

    def values(self, facet: str) -> KnownValues:
        """The values of a facet that articles carry, from all that articles print of them.

        What a selection or a node asks of a facet holds of all spellings of the value.
        """

    def abbreviations(self) -> Mapping[Explained, int]:
        """The abbreviations that articles explain, and how many articles do."""

    def statistics(self) -> Statistics:
        """What the archive holds, and how large that is."""


class Engine(Protocol):
    """An archive in one place."""

    @property
    def place(self) -> str:
        """Where it is, for people to read."""

    @property
    def files(self) -> Path | None:
        """The folder of what people say besides: names.txt and synonyms.txt; None without one."""

    def snapshot(self) -> Snapshot:
        """What it holds now. Raises ArchiveError when it is missing, damaged or closed."""

    def close(self) -> None:
        """Let go of it. What still asks a snapshot ends as it began."""
