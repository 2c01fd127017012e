"""Names that one article alone mentions, or whose type nobody tells, are known by all segments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.build.naming import _staying
from index.storage.columns.facet_column import Facet
from index.storage.columns.name_column import NAMES, NameColumn, names_of
from index.storage.columns.name_encoding import CODES, encoded
from index.storage.names.kinds import NONE
from index.storage.names.printed import printed
from index.storage.names.votes import elected_types
from index.storage.schema import build_schema
from index.storage.segment_file import SegmentFile
from index.storage.segment_writer import SegmentWriter

VALUES = [f"{code}{text}" for code in "plwn" for text in ("Mộc Lan", "Lê Văn Bến", "Oslo")]
VALUES += ["lđường Lê Văn Bến", "oUBND xã Lâm Khê", "oỦy ban nhân dân xã Lâm Khê"]
SEGMENT = st.lists(st.lists(st.sampled_from(VALUES), max_size=4), max_size=6)


@given(st.lists(SEGMENT, max_size=3))
def test_they_are_those_that_all_that_is_joined_tells(segments: list[Any]) -> None:
    parts = [names_of(rows) for rows in segments]
    joined = printed(parts, np.ones(sum(part.articles for part in parts), np.bool_))
    asked = joined.asked(np.arange(joined.several))
    types = elected_types(asked)
    articles = np.bincount(asked.of, weights=asked.counts, minlength=joined.several)
    expected = [bool(articles[name] >= 2 and types[name] != NONE) for name in asked.of.tolist()]
    assert [flag for flags in _staying(parts) for flag in flags.tolist()] == expected


@given(st.lists(st.lists(st.sampled_from(VALUES[-4:]), max_size=4), max_size=8))
def test_how_an_article_spells_a_name_depends_on_no_other(rows: list[list[str]]) -> None:
    every = names_of(rows).facet()
    kept: list[set[str]] = [set() for _ in rows]
    for owner, ordinal in zip(every.owners, every.ordinals, strict=True):
        kept[owner].add(every.values[ordinal])
    assert kept == [set(names_of([row]).facet().values) for row in rows]


def test_an_article_spells_a_name_as_it_does_first() -> None:
    long, short = "oỦy ban nhân dân xã Lâm Khê", "oUBND xã Lâm Khê"
    facet = names_of([[long, short], [short, long], [long], [long], [short]]).facet()
    kept = [facet.values[one] for one in facet.ordinals]
    assert kept == [long, short, long, long, short]


def written(folder: Path, rows: list[list[str]], anew_from: int | None) -> bytes:
    """The column of names of a segment whose articles have these."""
    writer = SegmentWriter(folder, build_schema(), anew_from=anew_from)
    for row in rows:
        writer.add({NAMES: row})
    return bytes(SegmentFile(folder, writer.finish()).column(NAMES).data)


def test_what_is_written_anew_is_compressed_quickly_and_comes_out_the_same(tmp_path: Path) -> None:
    rows = [[f"pLê Văn Bến {number * number % 97}", *VALUES] for number in range(300)]
    small, quick = written(tmp_path, rows, 301), written(tmp_path, rows, 300)
    assert small == written(tmp_path, rows, None)
    assert len(quick) > len(small)
    parts = [NameColumn().open(data, len(rows)) for data in (quick, small)]
    stays = np.arange(len(parts[0])) % 3 > 0
    assert parts[0].thinned(stays) == parts[1].thinned(stays)


@given(st.lists(st.sampled_from(VALUES), unique=True))
def test_values_lie_by_text_and_organisations_behind_others(values: list[str]) -> None:
    every = np.arange(len(values), dtype=np.int32)
    names = NameColumn().open(encoded(Facet(values, every, every), len(values)), len(values))
    expected = sorted((one[1:], one[0] == "o", CODES.index(one[0])) for one in values)
    assert [(one[1:], one[0] == "o", CODES.index(one[0])) for one in names.facet().values] == (
        expected
    )
