"""The phrases that tell names and their types, as one tree of tokens (see `lexicon.txt`)."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from index.vietnamese.spelling import respell

TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_|\n")
"""Letters and digits, or one sign, or the end of a line."""

# What a phrase is; a bit each, by the section of the file.
SECTIONS = (
    "called",  # words before people, also before a given name alone: ông, bà
    "titles",  # what people are
    "weak titles",  # the same, but other things stand behind them, too
    "surnames",
    "common surnames",
    "middle",  # second syllables of Vietnamese names
    "countries",
    "places",
    "places that are words",  # which alone say nothing: Anh, Ý
    "place heads",  # left out of the name: tỉnh
    "unit heads",  # units within a province
    "site heads",  # what else belongs to a place's name: sông, đường
    "other heads",  # behind which stands what is neither
    "org heads",
    "gov heads",  # bodies of a place, which is named behind: UBND, Công an
    "orgs",
    "carriers",  # heads that are no part of the name of a known organisation: báo, hãng
    "domain",  # what organisations are for, and other parts of their names
    "speech",  # behind people
    "near places",  # before places
    "starts",  # that begin sentences, and are no part of a name
    "after",  # behind an organisation whose name is over
    "nothing",  # what has capitals and is no name
    "joining",  # single tokens from here on: what stands between parts of a name
    "particles",  # between the capitals of foreign names
    "second parts",  # small letters behind a hyphen in Korean names
    "first parts",  # before a hyphen in French ones
    "numbered",  # before the number of a house
    "streets",  # with which the heads of streets begin
    "people not",  # heads behind which a person's name is none of a place
    "signed",  # before a colon and who made a picture
    "signs",  # directly before them
    "shortened",  # behind which a full stop ends no sentence
    "compiled",  # in parentheses behind who signs a text
    "needs a name",  # heads of organisations that are many: Sở, Phòng
    "ends a sentence",
    "left out",  # heads of places that are no part of a mention
    "generic",  # with which heads begin behind which a country is no name: công ty Mỹ
    "joined",  # with which heads of what is between two places end: cao tốc
    "small heads",  # of organisations, in small letters only before what they are for
    "loose carriers",  # that are no part of a mention
    "platforms",  # organisations on which people write
    "on platforms",  # before them, where people do
    "of countries",  # with which heads begin behind which countries may stand: máy bay Nga
    "counted",  # with which heads begin behind which a number is a name: quốc lộ 1
    "company words",  # in foreign names of companies, papers and universities
    "no person",  # words that no person's name has
    "onsets",  # letters that begin syllables, and stand for the name of somebody
)
(
    CALLED, TITLE, WEAK_TITLE, SURNAME, COMMON_SURNAME, MIDDLE, COUNTRY, PLACE, WORD_PLACE,
    PLACE_HEAD, UNIT_HEAD, SITE_HEAD, OTHER_HEAD, ORG_HEAD, GOV_HEAD, ORG, CARRIER, DOMAIN,
    SPEECH, NEAR_PLACE, START, AFTER, NOTHING, JOINING, PARTICLE, SECOND_PART, FIRST_PART,
    NUMBERED, STREET, PEOPLE_NOT, SIGNED, SIGNS, SHORTENED, COMPILED, NEEDS_NAME, ENDS_SENTENCE,
    LEFT_OUT, GENERIC, JOINED, SMALL_HEAD, LOOSE_CARRIER, PLATFORM, ON_PLATFORM, OF_COUNTRIES,
    COUNTED, COMPANY_WORD, NO_PERSON, ONSET,
) = (1 << number for number in range(len(SECTIONS)))  # fmt: skip

CASED = COUNTRY | PLACE | WORD_PLACE | ORG | ORG_HEAD | NOTHING
"""Sections whose phrases are written as they are: their capitals must be capitals in the text."""
_COMMA = re.compile(r"(?<!\\),")
_FILE = Path(__file__).with_name("lexicon.txt")


class Lexicon(NamedTuple):
    """The tree: `ids` numbers the tokens (as `folded` gives them) from 1; `children` has the node
    behind a node and a token (`node << 16 | id`), 0 being the root. `kinds` has for each node the
    sections of the phrase that ends there, `capitals` which of its tokens (bits, the first is 1)
    must be capitals for the kinds of `CASED`, `canonical` its other spelling."""

    ids: dict[str, int]
    children: dict[int, int]
    kinds: list[int]
    capitals: list[int]
    canonical: dict[int, str]

    def kinds_of(self, id: int) -> int:
        """The sections of a token as a phrase of its own."""
        node = self.children.get(id, 0)
        return self.kinds[node] if node else 0


def folded(token: str) -> str:
    """A token as the tree has it: in small letters, and every dash as a hyphen."""
    return "-" if token in "–—" else token.lower()


def _sections() -> list[tuple[int, str, str]]:
    """The kind, the phrase and its other spelling, of each phrase."""
    found, kind = [], 0
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            kind = 1 << SECTIONS.index(line.strip("[]"))
        elif line and not line.startswith("#"):
            for one in _COMMA.split(line):
                phrase, _, other = one.strip().replace("\\,", ",").partition(" = ")
                if phrase:
                    found.append((kind, respell(phrase), other))
    return found


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon, read when it is first asked for."""
    ids: dict[str, int] = {}
    children: dict[int, int] = {}
    kinds, capitals, canonical = [0], [0], {}
    for kind, phrase, other in _sections():
        tokens = TOKEN.findall(phrase)
        node = 0
        for token in tokens:
            key = node << 16 | ids.setdefault(folded(token), len(ids) + 1)
            if key not in children:
                children[key] = len(kinds)
                kinds.append(0)
                capitals.append(-1)
            node = children[key]
        needed = sum(1 << at for at, token in enumerate(tokens) if token[0].isupper())
        if kind & (ORG | ORG_HEAD) and needed & ~1:
            needed &= ~1  # bộ Y tế
        if kind & CASED:
            capitals[node] &= needed
        kinds[node] |= kind
        if other:
            canonical[node] = other
    return Lexicon(ids, children, kinds, [max(0, one) for one in capitals], canonical)
