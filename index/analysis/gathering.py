"""The names of one article: what its texts mention, each name once, with what tells its type.

Within an article the longest form stands for the shorter ones (*Donald Trump* for *Trump*), unless
a shorter one may be of several. Names are compared by `names.name_identity`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from index import native
from index.analysis.names import Name, mention_identity, name_identity
from index.vietnamese.names.mention import (
    BARE,
    BODY,
    GIVEN,
    MAYBE_PERSON,
    MAYBE_PLACE,
    PART_BODY,
    PERSON,
    SITE,
    UNKNOWN,
    WORD_SITE,
    Mention,
    is_vietnamese,
)

__all__ = ["SHORT", "Gathered", "GatheredInPython"]

SHORT = GIVEN + BARE + PART_BODY
"""What tells that a mention is no name by itself, but short for one that the article has."""


class _Form:
    """One form of a name: what tells its type, of each mention, and how often it is printed how."""

    def __init__(self) -> None:
        self.codes = ""
        self.texts: dict[str, int] = {}

    @property
    def may_be_person(self) -> bool:
        """Whether nothing says that it is something else."""
        codes = self.codes
        return not (SITE in codes or BODY in codes or WORD_SITE in codes)

    @property
    def is_person(self) -> bool:
        """Whether something says that it is a person."""
        return PERSON in self.codes or MAYBE_PERSON in self.codes


class GatheredInPython:
    """What stands in for the native `Gathered`: the names that an article mentions."""

    def __init__(self) -> None:
        self._forms: dict[str, _Form] = {}  # by identity
        self._short: dict[str, str] = {}  # codes, by identity
        self._people = _Parts()

    def add(self, mentions: Iterable[Mention], text: str, spelled: str) -> None:
        """The mentions in one text more, `spelled` being the text in which they were found."""
        for mention in mentions:
            code, identity = mention.code, mention_identity(mention, spelled)
            if code in SHORT:
                self._short[identity] = self._short.get(identity, "") + code
                continue
            printed = mention.canonical or text[mention.first : mention.end]
            form = self._forms.get(identity)
            if form is None:
                form = self._forms[identity] = _Form()
            form.codes += code
            form.texts[printed] = form.texts.get(printed, 0) + 1

    def names(self, authors: Iterable[str] = ()) -> list[Name]:
        """Each name once, in the order of the text; the people who wrote the article are none."""
        signing = set(map(name_identity, authors))
        codes: dict[str, str] = {}
        named = self.named()
        for identity, owner in named.items():
            codes[owner] = codes.get(owner, "") + self._forms[identity].codes
        for given, owner in self._called(named).items():
            if GIVEN in self._short[given]:
                codes[owner] += PERSON
        return [
            Name(_told(told), _commonest(self._forms[owner].texts))
            for owner, told in codes.items()
            if owner not in signing
        ]

    def named(self) -> dict[str, str]:
        """By the identity of each form: that of the name it stands for, its own or a longer one.

        Forms that are the name of somebody called by it alone, and a place elsewhere, are left out.
        """
        self._find_people()
        found: dict[str, str] = {}
        for identity, form in self._forms.items():
            codes = form.codes
            if form.may_be_person or (PERSON in codes and SITE not in codes and BODY not in codes):
                found[identity] = self._people.owner(identity)
            elif SITE in codes or BODY in codes or not self._is_given(identity):
                found[identity] = identity
        return {one: found.get(owner, owner) for one, owner in found.items()}

    def called(self) -> dict[str, str]:
        """By the identity of each form that is no name by itself, given names and organisations
        without their place: that of the only name of the article that it is short for."""
        return self._called(self.named())

    def _called(self, named: Mapping[str, str]) -> dict[str, str]:
        found = {}
        for short, codes in self._short.items():
            if PART_BODY in codes:
                beginning = short + " "
                owners = {
                    owner for owner in named.values()
                    if owner.startswith(beginning) and BODY in self._forms[owner].codes
                }  # fmt: skip
            else:
                owners = {named.get(one, one) for one in self._people.ending_with(short)}
            if len(owners) == 1:
                found[short] = owners.pop()
        return found

    def _find_people(self) -> None:
        self._people = _Parts()
        for identity, form in self._forms.items():
            if form.may_be_person and " " in identity:
                self._people.add(identity)

    def _is_given(self, identity: str) -> bool:
        """Whether somebody is called by this name, or a person is named who has it."""
        if GIVEN in self._short.get(identity, ""):
            return True
        return any(self._forms[one].is_person for one in self._people.ending_with(identity))


class _Parts:
    """Names of several syllables, by those with which they end and begin."""

    def __init__(self) -> None:
        self._endings: dict[str, list[str]] = {}
        self._beginnings: dict[str, list[str]] = {}

    def add(self, identity: str) -> None:
        at = identity.find(" ")
        while at >= 0:
            self._endings.setdefault(identity[at + 1 :], []).append(identity)
            self._beginnings.setdefault(identity[:at], []).append(identity)
            at = identity.find(" ", at + 1)

    def ending_with(self, identity: str) -> list[str]:
        """The names that have something before this."""
        return self._endings.get(identity, [])

    def owner(self, identity: str) -> str:
        """The only longer name that ends with this, or begins so and is foreign; else itself."""
        longer = self._endings.get(identity, [])
        begun = self._beginnings.get(identity)
        if begun and not is_vietnamese(identity.partition(" ")[0]):
            longer = [*dict.fromkeys([*longer, *begun])]
        return longer[0] if len(longer) == 1 else identity


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


def _commonest(texts: Mapping[str, int]) -> str:
    """The text of most mentions, of several the first."""
    text = next(iter(texts)) if len(texts) == 1 else max(texts, key=texts.__getitem__)
    return " ".join(text.split())


if native.is_used():
    with native.loading():
        from index.analysis._gathering import Gathered
else:
    Gathered = GatheredInPython  # type: ignore[assignment,misc]
