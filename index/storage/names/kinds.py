"""The types of names, and what people say of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from index.storage.names.keys import identity

PEOPLE, PLACES, ORGANISATIONS, NONE = range(4)
"""The types, as numbers."""


class Correction(NamedTuple):
    """What a person says of a name: its type (`NONE`: it is no name), and the form that stands for
    it."""

    type: int
    shown: str


Corrections = Mapping[str, Correction]
"""By the identities of names."""


def identity_of(type: int, text: str) -> str:
    """The identity of a name of one type, in whatever form it is written."""
    return identity(text, is_body=type == ORGANISATIONS)
