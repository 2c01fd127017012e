"""Strategies that make up what an engine is asked of the articles of `made_articles`."""

from __future__ import annotations

from hypothesis import strategies as st

from helpers.made_articles import AUTHORS, CATEGORIES, SOURCES, WORDS
from index.vietnamese.segmentation import Segmentation
from search.engines import nodes
from search.engines.nodes import Node, Scored
from search.selection import Selection

_SYLLABLES = [one for word in WORDS for one in Segmentation(word).syllables]
_MARKED = sorted({one.text for one in _SYLLABLES} | {"vắng"})
_FOLDED = sorted({one.folded for one in _SYLLABLES} | {"vang"})
_COMPOUNDS = ["dân_vận", "mặt_trận", "hội_nghị", "nông_dân", "học_sinh", "tổ_quốc", "vắng_mặt"]
_NAMES = ["xã", "hội", "xa", "hoi", "báo", "bao", "hạ", "giang", "khê", "khe", "lê", "phà", "pha"]
_TERMS = {
    "text": _MARKED,
    "title": _MARKED,
    "text_folded": _FOLDED,
    "title_folded": _FOLDED,
    "compounds": _COMPOUNDS,
    "caption": [*_MARKED, *_FOLDED],
    "category": _NAMES,
    "source": _NAMES,
    "author": _NAMES,
    "tag": [*_MARKED, *_FOLDED],
    "url": ["tin", "bao", "a3", "example"],
}
_SCORED = ("text", "text_folded", "title", "title_folded", "compounds")
_POSITIONS = [field for field in _TERMS if field != "compounds"]
_IDS = ["a1", "a2", "a3", "b3", "b4", "c0", "copy0", "copy1", "copy3", "nobody"]
_VALUES = [
    ("category", ("Văn hoá",)),
    ("category", ("VĂN HÓA", "kinh  tế")),
    ("source", ("báo hạ giang", "nobody")),
    ("author", ("Lê Mộc", "vũ giang")),
    ("author", ()),
]
_SECONDS = st.integers(1576700000, 1580400000)
_WEIGHTS = st.sampled_from([0.25, 0.5, 1.0, 2.0])


def _terms(field: str, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(_TERMS[field]), min_size=1, max_size=most).map(tuple)


def scored(fields: tuple[str, ...] = _SCORED) -> st.SearchStrategy[Scored]:
    """Terms, and sets of terms and of forms that count as one."""

    def of(field: str) -> st.SearchStrategy[Scored]:
        sets = _terms(field, 4).map(lambda terms: tuple(dict.fromkeys(terms)))
        kinds: list[st.SearchStrategy[Scored]] = [
            st.builds(nodes.Term, st.just(field), st.sampled_from(_TERMS[field]), _WEIGHTS),
            st.builds(nodes.TermSet, st.just(field), sets, _WEIGHTS),
        ]
        if field in _POSITIONS:
            forms = st.lists(_terms(field, 3), min_size=1, max_size=3, unique=True).map(tuple)
            kinds.append(st.builds(nodes.FormSet, st.just(field), forms, _WEIGHTS))
        return st.one_of(kinds)

    return st.sampled_from(fields).flatmap(of)


def _phrase(field: str) -> st.SearchStrategy[nodes.Phrase]:
    """Terms in a row, of one field, or some of its twin for syllables without marks."""
    twins = [one for one in (field, f"{field}_folded") if one in _TERMS]
    one = st.sampled_from(twins).flatmap(
        lambda twin: st.sampled_from(_TERMS[twin]).map(lambda text: nodes.Term(twin, text))
    )
    terms = st.lists(one, min_size=1, max_size=3).map(tuple)
    return st.builds(nodes.Phrase, terms, st.integers(1, 6)) | terms.flatmap(_row)


def _row(terms: tuple[nodes.Term, ...]) -> st.SearchStrategy[nodes.Phrase]:
    gaps = st.tuples(*(st.integers(1, 6) for _ in terms[1:]))
    return st.builds(nodes.Phrase, st.just(terms), st.just(1), gaps)


def _prefix(field: str) -> st.SearchStrategy[nodes.Prefix]:
    texts = st.sampled_from(_TERMS[field]).flatmap(lambda term: st.sampled_from([term[:1], term]))
    return st.builds(nodes.Prefix, st.just(field), texts, st.just(1_000))


LEAVES: st.SearchStrategy[Node] = st.one_of(
    scored(tuple(_TERMS)),
    st.sampled_from(_POSITIONS).flatmap(_phrase),
    st.sampled_from([*_TERMS]).flatmap(_prefix),
    st.builds(nodes.Everything, _WEIGHTS),
    st.tuples(_SECONDS, _SECONDS).map(lambda ends: nodes.Dated(min(ends), max(ends))),
    st.sampled_from([*_TERMS, "date"]).map(nodes.Present),
    st.sampled_from(_VALUES).map(lambda one: nodes.Carrying(*one)),
    st.sampled_from(["example", "bao.example", "bao", "tin", "ao.example"]).map(
        lambda host: nodes.Sited(host, nodes.Term("url", "nowhere"))
    ),
    st.sampled_from(_IDS).map(nodes.Identified),
    st.sampled_from(_IDS).map(nodes.NearDuplicate),
)


def _branches(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(parts, max_size=3).map(tuple)
    return st.one_of(
        st.builds(nodes.Conjunction, some),
        st.builds(nodes.Disjunction, some, st.integers(1, 3)),
        st.builds(nodes.Negation, parts),
        st.builds(nodes.Constant, parts, _WEIGHTS),
        st.builds(nodes.Preference, parts, parts),
    )


NODES = st.recursive(LEAVES, _branches, max_leaves=8)
"""Conditions of every kind, one in the other."""

RANKED = st.lists(scored(), max_size=5, unique=True).map(tuple)
"""What scores are the sum of."""


def _selection(
    ends: tuple[int | None, int | None],
    values: tuple[frozenset[str], ...],
    excluded: tuple[frozenset[str], ...],
    undated: bool,
) -> Selection:
    return Selection(*ends, _by_facet(values), excluded=_by_facet(excluded), undated=undated)


def _by_facet(values: tuple[frozenset[str], ...]) -> dict[str, frozenset[str]]:
    facets = zip(("category", "source", "author"), values, strict=True)
    return {facet: wanted for facet, wanted in facets if wanted}


def _wanted(values: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    some = st.frozensets(st.sampled_from([*filter(None, values), "nobody"]), max_size=2)
    return st.one_of(st.just(frozenset[str]()), some)


_VALUES = st.tuples(_wanted(CATEGORIES), _wanted(SOURCES), _wanted(AUTHORS))
SELECTIONS = st.builds(
    _selection,
    st.tuples(st.none() | _SECONDS, st.none() | _SECONDS),
    _VALUES,
    st.just((frozenset[str](),) * 3) | _VALUES,
    st.sampled_from([False, False, False, True]),
)
"""What narrows a search: to days, and to values of facets."""
