"""Damaged columns with checksums: what is read of them is right or an error, never another."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any, NamedTuple

import numpy as np
import pytest
from helpers.checksums import block_checksums
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.signatures import BINS
from index.storage.bigrams import Bigrams
from index.storage.checksums import BLOCK_SIZE, Checked, DamagedBlockError
from index.storage.columns import Column, FacetColumn, NumberColumn, SignatureColumn
from index.storage.columns.article_store import StoreColumn
from index.storage.columns.bigram_column import BigramColumn, _write

ARTICLES = 5_000


class Written(NamedTuple):
    column: Column
    data: bytes
    checksums: bytes


def written(column: Column, values: Any) -> Written:
    file = BytesIO()
    writer = column.writer(file)
    for number, value in enumerate(values):
        writer.add(number, value)
    writer.finish(ARTICLES)
    return Written(column, file.getvalue(), block_checksums(file.getvalue()))


def numbers() -> Written:
    return written(NumberColumn(-7), np.random.default_rng(1).integers(0, 1 << 62, ARTICLES))


def facets() -> Written:
    source = np.random.default_rng(2)
    return written(FacetColumn(), ([f"báo {n}"] for n in source.integers(0, 900, ARTICLES)))


def signatures() -> Written:
    source = np.random.default_rng(3)
    return written(SignatureColumn(), (source.bytes(BINS) for _ in range(ARTICLES)))


def pairs() -> Written:
    source = np.random.default_rng(4)
    terms, count = 1_000, 20_000
    keys = np.unique(source.integers(0, terms * terms, count))
    starts = np.searchsorted(keys // terms, np.arange(terms + 1)).astype(np.uint32)
    file = BytesIO()
    _write(
        file,
        Bigrams(
            [f"t{n:04d}" for n in range(terms)],
            source.integers(1, 99, terms).astype(np.uint32),
            source.integers(1, 99, terms).astype(np.uint32),
            starts,
            (keys % terms).astype(np.uint32),
            source.integers(1, 9, len(keys)).astype(np.uint32),
        ),
    )
    return Written(BigramColumn("text"), file.getvalue(), block_checksums(file.getvalue()))


def store() -> Written:
    source = np.random.default_rng(5)
    return written(StoreColumn(), (source.bytes(int(n)) for n in source.integers(0, 300, ARTICLES)))


COLUMNS: dict[str, Callable[[], Written]] = {
    "numbers": cache(numbers),
    "facets": cache(facets),
    "signatures": cache(signatures),
    "pairs": cache(pairs),
    "store": cache(store),
}


def joined(column: Column, opened: Any) -> bytes:
    file = BytesIO()
    column.join(file, [(opened, np.arange(ARTICLES) % 900 != 0)])
    return file.getvalue()


def read(kind: str, column: Column, opened: Any) -> list[Callable[[], Any]]:
    """What may be asked of an open column."""
    if kind == "store":
        some = [lambda number=number: opened[number] for number in range(0, ARTICLES, 499)]
        return [*some, lambda: joined(column, opened)]
    if kind == "numbers":
        return [opened.values.tolist]
    if kind == "signatures":
        return [opened.tobytes]
    parts = [lambda part=part: np.asarray(part).tolist() for part in opened]
    return [*parts, lambda: joined(column, opened)]


@pytest.mark.parametrize("kind", COLUMNS)
def test_the_columns_have_more_than_a_few_blocks(kind: str) -> None:
    assert len(COLUMNS[kind]().data) > 2 * BLOCK_SIZE


@pytest.mark.parametrize("kind", COLUMNS)
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_read_is_right_or_an_error(kind: str, data: st.DataObject) -> None:
    column, right, checksums = COLUMNS[kind]()
    changed = bytearray(right)
    at = data.draw(st.integers(0, len(right) - 1) | st.integers(len(right) - 99, len(right) - 1))
    damage = data.draw(st.sampled_from(["flip", "flip", "zero", "cut"]))
    if damage == "flip":
        changed[at] ^= 1 << data.draw(st.integers(0, 7))
    elif damage == "zero":
        changed[at : at + 4096] = bytes(len(changed[at : at + 4096]))
    else:
        del changed[at:]
    expected = [ask() for ask in read(kind, column, column.open(right, ARTICLES))]
    errors: list[DamagedBlockError] = []
    try:
        opened = column.open(Checked(changed, checksums, "a.seg", kind), ARTICLES)
        for ask, answer in zip(read(kind, column, opened), expected, strict=True):
            try:
                assert ask() == answer
            except DamagedBlockError as error:
                errors.append(error)
    except DamagedBlockError as error:
        errors.append(error)
    assert all(f"of a.seg (column {kind})" in str(error) for error in errors)
    assert errors or bytes(changed) == right


def test_a_store_checks_the_texts_that_it_reads() -> None:
    column, right, checksums = COLUMNS["store"]()
    checked = Checked(right, checksums)
    opened = column.open(checked, ARTICLES)
    before = sum(checked.checked)
    assert opened[10]
    frame = 2 + (1 << 15) // BLOCK_SIZE  # the most blocks that the texts of one frame lie in
    assert sum(checked.checked) <= before + frame < len(checked.checked)
