"""What the library answers as JSON is what `search.schemas` declares."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

import search
from search import schemas

DECLARED: dict[str, tuple[Any, Callable[[search.Archive], Any]]] = {
    "search": (schemas.SearchAnswer, lambda archive: archive.search('"ubnd xã', group=True)),
    "timeline": (schemas.TimelineAnswer, lambda archive: archive.timeline("cầu")),
    "comparison": (schemas.ComparisonAnswer, lambda archive: archive.compare(["cầu", "phà"])),
    "distinctive": (schemas.DistinctiveWord, lambda archive: archive.distinctive("dân vận")[0]),
    "statistics": (schemas.Statistics, lambda archive: archive.stats()),
}


@pytest.mark.parametrize("name", DECLARED)
def test_answer_has_the_declared_keys_in_their_order_and_values_of_their_types(
    name: str, sample: search.Archive
) -> None:
    declared, ask = DECLARED[name]
    answer = json.loads(json.dumps(ask(sample).to_dict()))
    assert list(answer) == list(declared.__annotations__)
    # Converting drops what is not declared, at any depth.
    assert msgspec.convert(answer, declared) == answer


def test_answer_with_a_wrong_value_fits_no_declaration(sample: search.Archive) -> None:
    answer = sample.search("cầu").to_dict()
    answer["match"] = "some"
    with pytest.raises(msgspec.ValidationError, match="match"):
        msgspec.convert(json.loads(json.dumps(answer)), schemas.SearchAnswer)
