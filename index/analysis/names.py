"""The names of one article: what its texts mention, each name once, with what tells its type.

Within an article the longest form stands for the shorter ones (*Donald Trump* for *Trump*), unless
a shorter one may be of several. Names are compared by `name_identity`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.articles.facets import value_identity
from index.vietnamese.names.mention import (
    BODY,
    GIVEN,
    MAYBE_PERSON,
    MAYBE_PLACE,
    PERSON,
    SITE,
    UNKNOWN,
    WORD_SITE,
    Mention,
    is_vietnamese,
)

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


class _Form:
    """One form of a name: what tells its type, of each mention, and how each is spelled."""

    __slots__ = ("codes", "texts")

    def __init__(self, code: str, text: str) -> None:
        self.codes = code
        self.texts = [text]

    @property
    def may_be_person(self) -> bool:
        """Whether nothing says that it is something else."""
        codes = self.codes
        return not (SITE in codes or BODY in codes or WORD_SITE in codes)


class Gathered:
    """The names that an article mentions."""

    def __init__(self) -> None:
        self._forms: dict[str, _Form] = {}  # by identity
        self._given: set[str] = set()

    def add(self, mention: Mention, text: str) -> None:
        """One more mention, in a text."""
        start, end, code, canonical = mention
        printed = canonical or text[start:end]
        identity = name_identity(printed)
        if code == GIVEN:
            self._given.add(identity)
            return
        form = self._forms.get(identity)
        if form is None:
            self._forms[identity] = _Form(code, printed)
        else:
            form.codes += code
            form.texts.append(printed)

    def names(self, authors: Iterable[str] = ()) -> list[Name]:
        """Each name once, in the order of the text; the people who wrote the article are none."""
        signing = set(map(name_identity, authors))
        codes: dict[str, str] = {}
        for identity, owner in self.named().items():
            codes[owner] = codes.get(owner, "") + self._forms[identity].codes
        return [
            Name(_told(told), _commonest(self._forms[owner].texts))
            for owner, told in codes.items()
            if owner not in signing
        ]

    def named(self) -> Mapping[str, str]:
        """By the identity of each form: that of the name it stands for, its own or a longer one.

        Forms that are the name of somebody called by it alone, and a place elsewhere, are left out.
        """
        longer = _Longer(
            one for one, form in self._forms.items() if " " in one and form.may_be_person
        )
        found: dict[str, str] = {}
        for identity, form in self._forms.items():
            if form.may_be_person or (
                PERSON in form.codes and SITE not in form.codes and BODY not in form.codes
            ):
                found[identity] = longer.owner(identity)
            elif SITE in form.codes or BODY in form.codes or not self._is_given(identity, longer):
                found[identity] = identity
        return {one: found.get(owner, owner) for one, owner in found.items()}

    def _is_given(self, identity: str, longer: _Longer) -> bool:
        """Whether somebody is called by this name, or a person is named who has it."""
        return identity in self._given or any(
            PERSON in self._forms[one].codes or MAYBE_PERSON in self._forms[one].codes
            for one in longer.ending(identity)
        )


class _Longer:
    """The names of people of several words, by what they end with and begin with."""

    def __init__(self, people: Iterable[str]) -> None:
        self._ending: dict[str, list[str]] = {}
        self._beginning: dict[str, list[str]] = {}
        for one in people:
            space = one.find(" ")
            while space >= 0:
                self._ending.setdefault(one[space + 1 :], []).append(one)
                self._beginning.setdefault(one[:space], []).append(one)
                space = one.find(" ", space + 1)

    def ending(self, identity: str) -> Sequence[str]:
        """The names that end with a shorter one."""
        return self._ending.get(identity, ())

    def owner(self, identity: str) -> str:
        """The only longer name of which this is the end, or a foreign one's beginning; else
        itself."""
        longer = set(self.ending(identity))
        if not is_vietnamese(identity.partition(" ")[0]):
            longer.update(self._beginning.get(identity, ()))
        return longer.pop() if len(longer) == 1 else identity


def _told(codes: str) -> str:
    """What the evidence of all mentions tells of the type."""
    if len(codes) == 1:
        return SITE if codes == WORD_SITE else codes
    bodies, people = codes.count(BODY), codes.count(PERSON)
    sites = codes.count(SITE) + codes.count(WORD_SITE)
    if bodies or sites or people:
        most = max(bodies, sites, people)
        return BODY if bodies == most else SITE if sites == most else PERSON
    return next(one for one in (MAYBE_PERSON, MAYBE_PLACE, UNKNOWN) if one in codes)


def _commonest(texts: list[str]) -> str:
    first = texts[0]
    if len(texts) > 1 and texts.count(first) < len(texts):
        first = Counter(texts).most_common(1)[0][0]
    return " ".join(first.split())
