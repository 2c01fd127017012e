"""What is found of names in a text, and what tells of them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from index.vietnamese.legacy_syllables import is_syllable

PERSON, SITE, BODY = "p", "l", "o"
"""Evidence that decides: a person, a place, an organisation."""
MAYBE_PERSON, MAYBE_PLACE, UNKNOWN = "w", "q", "n"
"""Evidence that does not, and none."""
GIVEN, BARE = "s", "b"
"""A given name alone, behind *ông, chị* and the like and without: somebody who was named before, if
an article names somebody who is called so."""
PART_BODY = "g"
"""An organisation of a place that is not named: *UBND huyện*."""
WORD_SITE = "c"
"""A place whose name is one syllable, and nothing before it tells that it is a place."""


class Mention(NamedTuple):
    """A name in a text: its first and last (exclusive) character, what tells its type, the first
    character of the name itself (*tỉnh* is none of it), and another spelling if it has one that is
    its own."""

    start: int
    end: int
    code: str
    first: int
    canonical: str = ""


@lru_cache(1 << 16)
def is_vietnamese(text: str) -> bool:
    """Whether a token may be a Vietnamese syllable."""
    return is_syllable(text.lower())
