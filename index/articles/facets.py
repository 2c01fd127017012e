"""Facets: what articles are counted and filtered by, and which spellings are one value."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from index.vietnamese.spelling import clean, respell

PRINTED_FACETS = ("category", "source", "author")
"""What an article says of itself."""
NAME_FACETS = ("person", "place", "org")
"""Whom and what its texts name."""
FACETS = (*PRINTED_FACETS, *NAME_FACETS)

_LOOK_ALIKE = "ðɖ"  # the small letters of Ð and Ɖ, which are typed for Đ
_NEEDLESS_SPACES = ("  ", " \n", "\n ")


def facet_value(printed: str) -> str:
    """A facet's value as it is kept: composed, without invisible characters, single spaces."""
    return " ".join(clean(printed).text.split())


def value_identity(value: str) -> str:
    """What all spellings of one value have in common, by which values are compared and counted.

    Letter case, spaces, forms of Unicode, the place of a tone and i or y make no other value:
    *Văn hóa*, *VĂN HOÁ*; *Kĩ thuật*, *Kỹ thuật*. Marks and punctuation do: *Bàn* is not *Bản*.
    """
    return " ".join(_compared(clean(value).text).split())


def value_identities(values: Sequence[str]) -> list[str]:
    """`value_identity` of each of many values as they are kept (see `facet_value`), in one go."""
    text = _compared("\n".join(values))
    found = text.split("\n")
    if len(found) != len(values):
        return [value_identity(one) for one in values]
    if any(one in f"\n{text}\n" for one in _NEEDLESS_SPACES):  # made of other signs by NFKC
        return [" ".join(one.split()) for one in found]
    return found


def _compared(text: str) -> str:
    letters = unicodedata.normalize("NFKC", text).casefold()
    for letter in _LOOK_ALIKE:
        letters = letters.replace(letter, "đ")
    return respell(unicodedata.normalize("NFC", letters))


def facet_column(facet: str) -> str:
    """The name of the column that holds a facet's values as they were printed."""
    return f"{facet}_facet"
