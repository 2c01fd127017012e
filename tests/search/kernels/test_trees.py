"""What query trees mean, by examples: the same natively and in NumPy."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import inf, nan
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import native
from index.storage.postings import InvertedIndex, union
from index.storage.scoring import K1, B
from search import kernels
from search.kernels import Kind, Tree, reference

both = pytest.mark.parametrize("module", [reference, *([kernels] if native.is_used() else [])])
MakePostings = Callable[..., bytes]
TEXTS = ["a b c", "a x b", "b a", "c", "", "a, b", "b b b a"]


def small_index(make_postings: MakePostings, *texts: str, **options: bool) -> InvertedIndex:
    """The inverted index of texts whose terms are letters; a comma before one is a break."""
    terms = sorted(set("".join(texts)) - {",", " "})
    articles = [
        [
            terms.index(letter) << 1 | (before == ",")
            for before, letter in pairwise(f" {text}")
            if letter != ","
        ]
        for text in (text.replace(" ", "") for text in texts)
    ]
    return InvertedIndex(make_postings(articles, [term.encode() for term in terms], **options))


def ask(module: ModuleType, tree: Tree) -> dict[int, float]:
    """{article: score} for a tree that must match, in the segment of `TEXTS`."""
    best = module.Best(99)
    total = module.evaluate(len(TEXTS), 0, None, None, tree, True, None, best, None)
    numbers, scores = best.ranked()
    assert total == len(numbers)
    return dict(zip(numbers.tolist(), scores.tolist(), strict=True))


class Trees:
    """Makes trees over the segment of `TEXTS`."""

    def __init__(self, make_postings: MakePostings) -> None:
        self.index = small_index(make_postings, *TEXTS)
        self.bare = small_index(make_postings, *TEXTS, has_positions=False)
        self.other = small_index(make_postings, "a")

    def __call__(self, term: str, weight: float = 1.0, saturations: Any = None) -> Tree:
        return Kind.LIST, self.index, term.encode(), weight, saturations, 0.0, None

    def phrase(self, terms: str, slop: int | tuple[int, ...] = 1) -> Tree:
        return Kind.PHRASE, tuple(self(term) for term in terms), slop


@pytest.fixture(scope="module")
def made(make_postings: MakePostings) -> Trees:
    return Trees(make_postings)


@both
def test_scores_are_the_sums_of_what_matches(module: ModuleType, made: Trees) -> None:
    a, b, c = made("a"), made("b", 2.0), made("c", 4.0)
    assert ask(module, a) == {0: 1, 1: 1, 2: 1, 5: 1, 6: 1}
    assert ask(module, (Kind.AND, (a, b))) == {0: 3, 1: 3, 2: 3, 5: 3, 6: 3}
    assert ask(module, (Kind.OR, (a, b, c), 1)) == {0: 7, 1: 3, 2: 3, 3: 4, 5: 3, 6: 3}
    assert ask(module, (Kind.OR, (a, b, c), 3)) == {0: 7}
    # Article 1 has a and b, but not all that the AND asks for: this adds nothing.
    assert ask(module, (Kind.OR, (a, (Kind.AND, (b, c))), 1)) == {0: 7, 1: 1, 2: 1, 5: 1, 6: 1}
    assert ask(module, (Kind.MAYBE, b, (Kind.AND, (a, c)))) == {0: 7, 1: 2, 2: 2, 5: 2, 6: 2}
    assert ask(module, (Kind.AND, (a, (Kind.NOT, c)))) == {1: 1, 2: 1, 5: 1, 6: 1}
    assert ask(module, (Kind.AND, (c, (Kind.CONSTANT, a, 0.5)))) == {0: 4.5}
    assert ask(module, (Kind.AND, (c, (Kind.EVERY, 0.25), (Kind.EVERY, 0.5)))) == {0: 4.75, 3: 4.75}
    flags = np.arange(len(TEXTS)) < 2
    assert ask(module, (Kind.AND, (a, (Kind.MASK, flags)))) == {0: 1, 1: 1}
    assert ask(module, (Kind.MASK, flags)) == {0: 0, 1: 0}
    assert ask(module, (Kind.AND, (c, c, c))) == {0: 12, 3: 12}


@both
def test_a_list_scores_by_frequency_and_saturation(module: ModuleType, made: Trees) -> None:
    saturations = K1 * (1 - B) + 0.0 * made.index.lengths
    scores = ask(module, made("b", 2.0, saturations))
    assert scores[6] == pytest.approx(2 * 3 / (3 + K1 * (1 - B)))
    assert scores[0] == pytest.approx(2 / (1 + K1 * (1 - B)))
    articles, frequencies = union(made.index, [b"b", b"a"])
    for type in (np.uint32, np.uint8):
        array = Kind.ARRAY, articles, frequencies.astype(type), 2.0, saturations
        assert ask(module, array)[6] == pytest.approx(2 * 4 / (4 + K1 * (1 - B)))


@both
def test_groups_of_nothing(module: ModuleType, made: Trees) -> None:
    assert ask(module, (Kind.OR, (), 1)) == {}
    assert len(ask(module, (Kind.AND, ()))) == len(TEXTS)
    assert ask(module, (Kind.OR, (made("a"),), 0)) == ask(module, made("a"))
    assert ask(module, (Kind.OR, (made("a"),), 2)) == {}


@both
@given(
    st.lists(st.text("abc", max_size=12), max_size=6),
    st.text("abc", min_size=2, max_size=4),
)
def test_terms_stand_in_a_row_as_letters_do_in_a_text(
    module: ModuleType, make_postings: MakePostings, texts: list[str], sought: str
) -> None:
    texts = ["cab", *texts]
    index = small_index(make_postings, *texts)
    lists = tuple((Kind.LIST, index, term.encode(), 1.0, None, 0.0, None) for term in sought)
    best = module.Best(99)
    tree = (Kind.PHRASE, lists, 1)
    module.evaluate(len(texts), 0, None, None, tree, True, None, best, None)
    found = sorted(best.ranked()[0].tolist())
    assert found == [number for number, text in enumerate(texts) if sought in text]


@both
def test_phrases_are_in_order_whatever_breaks_are_between(module: ModuleType, made: Trees) -> None:
    assert ask(module, made.phrase("ab")) == {0: 2, 5: 2}
    assert ask(module, made.phrase("ab", 2)) == {0: 2, 1: 2, 5: 2}
    assert ask(module, made.phrase("ab", 0)) == {}
    assert ask(module, made.phrase("bb")) == {6: 2}
    assert ask(module, made.phrase("bbba")) == {6: 4}
    assert ask(module, made.phrase("bbbb")) == {}
    assert ask(module, made.phrase("bba", 3)) == {6: 3}
    assert ask(module, made.phrase("c")) == {0: 1, 3: 1}
    assert ask(module, made.phrase("az")) == {}
    assert ask(module, (Kind.NOT, made.phrase("ab", 2))) == {2: 0, 3: 0, 4: 0, 6: 0}


@both
def test_each_pair_of_a_phrase_may_have_a_slop_of_its_own(module: ModuleType, made: Trees) -> None:
    assert ask(module, made.phrase("ab", (2,))) == {0: 2, 1: 2, 5: 2}
    assert ask(module, made.phrase("abc", (2, 1))) == {0: 3}
    assert ask(module, made.phrase("axb", (1, 1))) == {1: 3}
    assert ask(module, made.phrase("bba", (1, 2))) == {6: 3}
    assert ask(module, made.phrase("bba", (1, 1))) == {6: 3}
    assert ask(module, made.phrase("bba", (1, 0))) == {}
    assert ask(module, made.phrase("c", ())) == {0: 1, 3: 1}


@both
def test_the_best_are_ranked_and_ties_are_in_order(module: ModuleType) -> None:
    best = module.Best(4)
    for first, score in ((0, 1.0), (3, 2.0), (6, 2.0)):
        tree = Kind.EVERY, score
        assert module.evaluate(3, first, None, None, tree, True, None, best, None) == 3
    numbers, scores = best.ranked()
    assert numbers.tolist() == [3, 4, 5, 6]
    assert scores.tolist() == [2, 2, 2, 2]
    assert len(best.ranked()[0]) == 0


@both
def test_no_more_room_is_taken_than_there_are_articles(module: ModuleType) -> None:
    best = module.Best(2**31 - 1)
    module.evaluate(3, 0, None, None, (Kind.EVERY, 1.0), True, None, best, None)
    assert best.ranked()[0].tolist() == [0, 1, 2]


@both
def test_all_that_match_are_measured_by_the_best_of_them(module: ModuleType) -> None:
    scores = np.array([1.0, 4.0, 2.0, 1.9, 10.0])
    tree = (
        Kind.OR,
        tuple((Kind.CONSTANT, (Kind.MASK, scores == score), score) for score in scores),
        1,
    )
    live, within = scores < 10, scores < 3
    best, matches = module.Best(2), module.Matches(0.5)
    assert module.evaluate(5, 7, live, None, tree, True, within, best, matches) == 4
    assert best.ranked()[0].tolist() == [9, 10]
    assert matches.found()[0].tolist() == [8, 9]
    assert matches.found()[1].tolist() == [4, 2]


@both
@pytest.mark.parametrize("score", [0.0, 0.3])
def test_matches_that_score_just_the_share_are_kept(module: ModuleType, score: float) -> None:
    """Also where the best are known already, and nothing can score more."""
    best, matches = module.Best(1), module.Matches(1.0)
    tree = Kind.AND, ((Kind.EVERY, score), (Kind.EVERY, 0.0))
    assert module.evaluate(5000, 0, None, None, tree, True, None, best, matches) == 5000
    assert len(matches.found()[0]) == 5000


@both
def test_hundreds_of_children_are_counted(module: ModuleType, made: Trees) -> None:
    tree = Kind.OR, (*[made("a")] * 256, made("c")), 257
    assert ask(module, tree) == {0: 257}
    assert ask(module, (Kind.OR, (made("a"),) * 300, 256)).keys() == ask(module, made("a")).keys()


@both
def test_what_is_no_tree_is_refused(module: ModuleType, made: Trees) -> None:
    deep = made("a")
    for _ in range(5000):
        deep = (Kind.NOT, deep)
    numbers = np.array([1, 1], np.uint32)
    wrong: list[Any] = [
        (),
        (99,),
        (99, ()),
        (Kind.AND, (None,)),
        (Kind.AND, ((),)),
        made("a")[:5],
        deep,
        made("a", -1.0),
        made("a", nan),
        made("a", inf),
        made("a", 1.0, np.ones(3)),
        (Kind.EVERY, -0.5),
        (Kind.CONSTANT, made("a"), nan),
        (Kind.MASK, np.ones(3, np.bool_)),
        (Kind.PHRASE, (), 1),
        (Kind.PHRASE, (made("a"), (Kind.EVERY, 1.0)), 1),
        (Kind.PHRASE, (made("a"), (Kind.ARRAY, numbers[:0], numbers[:0], 1.0, None)), 1),
        made.phrase("ab", -1),
        made.phrase("ab", (-1,)),
        made.phrase("ab", ()),
        made.phrase("ab", (1, 1)),
        (Kind.PHRASE, (), ()),
        (Kind.ARRAY, numbers, numbers, 1.0, None),
        (Kind.ARRAY, numbers[:1], numbers, 1.0, None),
        (Kind.ARRAY, numbers[:1] + 6, numbers[:1], 1.0, None),
        (Kind.LIST, made.other, b"a", 1.0, None, 0.0, None),
        (Kind.PHRASE, ((Kind.LIST, made.bare, b"a", 1.0, None, 0.0, None),), 1),
    ]
    for tree in wrong:
        with pytest.raises(ValueError, match=r"\w+ \w+"):
            ask(module, tree)
    for flags in (np.ones(3, np.bool_), np.ones(9, np.bool_)):
        best = module.Best(1)
        with pytest.raises(ValueError, match="one flag"):
            module.evaluate(len(TEXTS), 0, flags, None, None, True, None, best, None)
        with pytest.raises(ValueError, match="one flag"):
            module.evaluate(len(TEXTS), 0, None, None, None, True, flags, best, None)
    with pytest.raises(ValueError, match="negative"):
        module.Best(-1)
    for share in (-0.1, 1.1, nan):
        with pytest.raises(ValueError, match="share"):
            module.Matches(share)


@both
def test_rows_are_neighbours_whatever_breaks_are_between(module: ModuleType, made: Trees) -> None:
    terms = [(made.index, term) for term in (b"a", b"b", b"c", b"nowhere")]
    articles = np.arange(len(TEXTS), dtype=np.uint32)
    assert module.behind_row(terms, 1, articles).tolist() == [
        [True, False, False, False, False, True, False],
        [False] * 7,
        [False] * 7,
    ]
    assert module.behind_row(terms, 2, articles)[0].tolist() == [True] + [False] * 6
    holding = module.behind_row(terms, 0, articles)
    assert [row.nonzero()[0].tolist() for row in holding] == [
        [0, 1, 2, 5, 6],
        [0, 1, 2, 5, 6],
        [0, 3],
        [],
    ]
    rows = [(made.index, b"b"), (made.index, b"b"), (made.index, b"b"), (made.index, b"a")]
    assert module.behind_row(rows, 3, articles[5:]).tolist() == [[False, True]]
    assert module.behind_row(terms, 1, articles[5:6]).tolist() == [[True], [False], [False]]
    assert module.behind_row([], 0, articles).shape == (0, 7)
    assert module.behind_row(terms, 4, articles).shape == (0, 7)
    assert module.behind_row(terms, 1, articles[:0]).shape == (3, 0)
    bare = [(made.bare, b"a"), (made.bare, b"b")]
    assert not module.behind_row(bare, 0, articles).any()
    assert not module.behind_row([terms[0], bare[1]], 1, articles).any()
    with pytest.raises(IndexError):
        module.behind_row(terms, 5, articles)
    with pytest.raises(ValueError, match="rising"):
        module.behind_row(terms, 1, articles[::-1].copy())


@both
def test_pairs_are_neighbours_without_a_break(module: ModuleType, made: Trees) -> None:
    terms = [(made.index, term) for term in (b"a", b"b", b"nowhere")]
    articles = np.arange(len(TEXTS), dtype=np.uint32)
    counted = module.pair_frequencies(terms, [(0, 1), (1, 0), (1, 1), (0, 2)], articles)
    assert counted.tolist() == [
        [1, 0, 0, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 2],
        [0] * 7,
    ]
    assert module.pair_frequencies(terms, [(1, 0)], articles[2:3]).tolist() == [[1]]
    assert module.pair_frequencies([], [], articles).shape == (0, 7)
    assert module.pair_frequencies(terms, [(0, 1)], articles[:0]).shape == (1, 0)
    bare = [(made.bare, b"a"), (made.bare, b"b")]
    assert not module.pair_frequencies(bare, [(0, 1)], articles).any()
    with pytest.raises(IndexError):
        module.pair_frequencies(terms, [(0, 3)], articles)
    for wrong in (articles[::-1].copy(), np.array([2, 2], np.uint32)):
        with pytest.raises(ValueError, match="rising"):
            module.pair_frequencies(terms, [(0, 1)], wrong)
