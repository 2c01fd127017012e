"""Columns give back what was written, for one segment and for several that are joined."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.signatures import BINS
from index.analysis.vectors import pack_counts
from index.storage.columns import (
    BANDS,
    NO_SIGNATURE,
    Column,
    FacetColumn,
    NumberColumn,
    PostingsColumn,
    SignatureColumn,
)
from index.storage.columns.article_store import StoreColumn
from index.storage.columns.name_column import NameColumn, names_of
from index.storage.columns.name_encoding import CODES, encoded
from index.storage.names.keys import identity
from index.vietnamese.names.mention import BODY

NAMES = st.tuples(
    st.sampled_from(CODES),
    st.text(st.characters(exclude_characters="\n", codec="utf-8"), max_size=3),
).map("".join)


def identity_of(value: str) -> str:
    return identity(value[1:], is_body=value[0] == BODY)


# For each column: values that an article may have.
KINDS: dict[str, tuple[Column, st.SearchStrategy[Any]]] = {
    "number": (NumberColumn(-7), st.integers(-(1 << 62), 1 << 62).filter((-7).__ne__)),
    "facet": (FacetColumn(), st.lists(st.text(max_size=3), min_size=1, max_size=3, unique=True)),
    "name": (
        NameColumn(),
        st.lists(NAMES, min_size=1, max_size=3, unique_by=identity_of).map(sorted),
    ),
    "signature": (
        SignatureColumn(),
        st.binary(min_size=BINS, max_size=BINS).filter(lambda one: one != NO_SIGNATURE),
    ),
    "store": (StoreColumn(), st.binary(min_size=1, max_size=20_000)),
}

Segment = tuple[int, dict[int, Any]]


def written(column: Column, segment: Segment) -> bytes:
    articles, values = segment
    file = BytesIO()
    writer = column.writer(file)
    for number, value in sorted(values.items()):
        writer.add(number, value)
    writer.finish(articles)
    return file.getvalue()


def values_of(kind: str, opened: Any, articles: int) -> dict[int, Any]:
    """What the articles have that have something."""
    if kind == "name":
        opened = opened.facet()
    if kind in ("facet", "name"):
        found: dict[int, Any] = {}
        for owner, ordinal in zip(opened.owners.tolist(), opened.ordinals.tolist(), strict=True):
            found.setdefault(owner, []).append(opened.values[ordinal])
        return {
            owner: sorted(values) if kind == "name" else values for owner, values in found.items()
        }
    if kind == "signature":
        assert opened.shape == (BANDS, articles)
        rows = [opened[:, number].astype("<u4").tobytes() for number in range(articles)]
        return {number: row for number, row in enumerate(rows) if row != NO_SIGNATURE}
    if kind == "number":
        opened = opened.values.tolist()
    every = {number: opened[number] for number in range(articles)}
    return {number: value for number, value in every.items() if value not in (b"", -7)}


def segments(kind: str) -> st.SearchStrategy[Segment]:
    values = KINDS[kind][1]
    return st.integers(0, 12).flatmap(
        lambda articles: st.tuples(
            st.just(articles),
            st.dictionaries(st.integers(0, articles - 1), values, max_size=articles)
            if articles
            else st.just({}),
        )
    )


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_what_was_written_is_read(kind: str, data: st.DataObject) -> None:
    column = KINDS[kind][0]
    articles, values = segment = data.draw(segments(kind))
    opened = column.open(memoryview(written(column, segment)), articles)
    assert values_of(kind, opened, articles) == values


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_joined_segments_leave_out_the_deleted(kind: str, data: st.DataObject) -> None:
    column = KINDS[kind][0]
    parts, expected, first = [], {}, 0
    for _ in range(data.draw(st.integers(0, 3))):
        articles, values = segment = data.draw(segments(kind))
        flags = data.draw(st.lists(st.booleans(), min_size=articles, max_size=articles))
        live = np.array(flags, np.bool_)
        empty = data.draw(st.booleans())
        opened = (
            column.empty(articles)
            if empty
            else column.open(memoryview(written(column, segment)), articles)
        )
        parts.append((opened, live))
        for number in np.flatnonzero(live).tolist():
            if number in values and not empty:
                expected[first] = values[number]
            first += 1
    file = BytesIO()
    column.join(file, parts)
    opened = column.open(memoryview(file.getvalue()), first)
    assert values_of(kind, opened, first) == expected


def test_large_texts_share_blocks_and_are_found_in_any_order() -> None:
    column = StoreColumn()
    texts = {n: bytes([n]) * (n * 700) for n in range(1, 200) if n % 7}
    data = written(column, (200, texts))
    assert len(data) < sum(map(len, texts.values())) / 10
    store = column.open(memoryview(data), 200)
    assert store.blocks > 50
    for number in np.random.default_rng(1).permutation(200).tolist():
        assert store[number] == texts.get(number, b"")


@pytest.mark.parametrize("kind", ["number", "facet", "name", "signature", "store"])
def test_damage_is_an_error_and_nothing_else(kind: str) -> None:
    column = KINDS[kind][0]
    example = {
        "number": 5,
        "facet": ["Xã hội", "Đời sống"],
        "name": ["lBến Trúc", "pTrần Văn Bình"],
        "signature": bytes(range(BINS)),
        "store": b"cho phien " * 9,
    }[kind]
    data = written(column, (3, {0: example, 2: example}))
    source = np.random.default_rng(2)
    for _ in range(600):
        damaged = bytearray(data)
        for _ in range(source.integers(1, 4)):
            damaged[source.integers(len(damaged))] = source.integers(256)
        cut = bytes(damaged[: source.integers(len(damaged) + 1)])
        for attempt in (bytes(damaged), cut):
            try:
                opened = column.open(memoryview(attempt), 3)
                values_of(kind, opened, 3)
            except ValueError:
                pass


NAMED = st.sampled_from(
    [f"{code}{text}" for code in CODES for text in ("Bến Trúc", "John Miller", "đường Lê Văn Bến")]
)


@given(st.lists(st.lists(NAMED, max_size=5), max_size=12), st.data())
def test_names_that_are_left_out_are_as_if_they_had_not_been_there(
    rows: list[list[str]], data: st.DataObject
) -> None:
    names = names_of(rows)
    facet = names.facet()
    flags = st.lists(st.booleans(), min_size=len(names), max_size=len(names))
    stays = np.array(data.draw(flags), np.bool_)
    kept = stays[facet.ordinals]
    fewer = facet._replace(owners=facet.owners[kept], ordinals=facet.ordinals[kept])
    assert names.thinned(stays) == encoded(fewer, len(rows))


def test_posting_lists_of_another_segment_are_refused() -> None:
    column = PostingsColumn(has_positions=False)
    data = written(column, (2, {0: pack_counts({"chợ": 1})}))
    assert b"ch\xe1\xbb\xa3" in column.open(memoryview(data), 2)
    with pytest.raises(ValueError, match="another segment"):
        column.open(memoryview(data), 3)
    with pytest.raises(ValueError, match="another segment"):
        PostingsColumn(has_positions=True).open(memoryview(data), 2)
