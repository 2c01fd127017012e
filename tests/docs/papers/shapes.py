"""The shape of a JSON answer: its keys, and the kinds of its values."""

from __future__ import annotations

from typing import Any


def compare(told: Any, found: Any, place: str) -> None:
    """Assert that an answer has the keys that a page tells, no others, with values of that kind.

    Of a list the first entries are compared; an empty list and a null on the page, or in the
    answer, tell nothing of what else may be there.
    """
    if told is None or found is None:
        return
    if isinstance(told, dict):
        assert isinstance(found, dict), place
        assert set(told) == set(found), f"{place}: {sorted(set(told) ^ set(found))}"
        for key, value in told.items():
            compare(value, found[key], f"{place} {key}")
    elif isinstance(told, list):
        assert isinstance(found, list), place
        for one, other in zip(told[:1], found[:1], strict=False):
            compare(one, other, f"{place}[0]")
    else:
        is_number = isinstance(told, int | float) and not isinstance(told, bool)
        kind = (int, float) if is_number else type(told)
        assert isinstance(found, kind), f"{place}: {found!r} is not like {told!r}"
