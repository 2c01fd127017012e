"""The names of articles: how they are kept, and which spellings are one.

`gathering` makes them of what the texts of an article mention.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from index.articles.facets import value_identity
from index.vietnamese.names.mention import Mention

_DASHES = str.maketrans("-–—", "   ")


class Name(NamedTuple):
    """A name as an article has it: what tells its type there, and its commonest spelling."""

    code: str
    text: str


def name_value(name: Name) -> str:
    """What the column of names keeps of one: *pTrần Văn Bình*."""
    return "".join(name)


def name_of(value: str) -> Name:
    """The name that `name_value` was given."""
    return Name(value[0], value[1:])


@lru_cache(1 << 16)
def name_identity(text: str) -> str:
    """What all spellings of one name have in common: hyphens are spaces, and see
    `articles.facets.value_identity`."""
    return " ".join(value_identity(text).translate(_DASHES).split())


def mention_identity(mention: Mention, spelled: str) -> str:
    """The identity of what is mentioned in a text, `spelled` as it was when it was found."""
    if mention.canonical:
        return name_identity(mention.canonical)
    text = spelled[mention.first : mention.end].casefold()
    return " ".join(text.translate(_DASHES).split())
