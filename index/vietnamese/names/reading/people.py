"""What begins with a capital and is told by nothing before it: people, and names without a type."""

from __future__ import annotations

from index.vietnamese.names.lexicon import (
    CALLED,
    COMPANY_WORD,
    COUNTRY,
    GOV_HEAD,
    NO_PERSON,
    ORG,
    PLACE,
    START,
    TITLE,
    WEAK_TITLE,
    WORD_PLACE,
)
from index.vietnamese.names.mention import (
    BARE,
    GIVEN,
    MAYBE_PERSON,
    MAYBE_PLACE,
    PERSON,
    SITE,
    UNKNOWN,
    WORD_SITE,
    is_vietnamese,
)
from index.vietnamese.names.reading.organisations import Organisations
from index.vietnamese.names.reading.places import GAZETTEER
from index.vietnamese.names.reading.tokens import (
    CAPITAL,
    CAPITALS,
    INITIAL,
    LOWER,
    NO_MATCH,
    Match,
)


class People(Organisations):
    """A text whose people can be told."""

    def capitals(self, at: int, title: int, best: Match) -> tuple[int, int]:
        """Read what begins with a capital and is the name of nothing that was told before it."""
        tokens = self.tokens
        end = max(self.run_end(at), best.end if best.kinds & GAZETTEER else 0)
        if self.has_initials(at, end):
            while tokens[end].text == "." and tokens[end + 1].shape == INITIAL:
                end += 2
            return end, -1
        place = best if best.kinds & GAZETTEER else NO_MATCH
        begun = tokens[at].begins_sentence and is_vietnamese(tokens[at].text)
        if end > at + 1 and not begun and self.has_any(at + 1, end, COMPANY_WORD):
            return self.add_body(at, end), title or -1  # Qatar Airways
        if title == CALLED:
            return self._person(at, self._until_known(at, end), title), -1
        if place.end and place.end <= end:
            return self._from_place(at, end, title, place)
        if tokens[at].begins_sentence and not title:
            start = self.real_start(at, end)
            if start > at:
                self._may_be_given(at, end)
                return start, -1
        return self._person(at, self._until_known(at, end), title), -1

    def _may_be_given(self, at: int, end: int) -> None:
        """Note a given name that begins a sentence."""
        following = self.tokens[end]
        if (
            end == at + 1
            and self.tokens[at].shape == CAPITAL
            and not self.match(at, START).end
            and following.shape == LOWER
            and following.begins_word
        ):
            self.add(at, end, BARE)

    def _until_known(self, at: int, end: int) -> int:
        """Where something known begins within capitals, or their end."""
        goes_on = self.goes_on_in_word(end)
        if self.is_person(at, end) and not (goes_on and end == at + 2):
            return end
        if goes_on:
            end -= 1  # HĐQT Công|_ty, Đoàn Thanh|_niên
        for here in range(at + 1, end):
            if self.begins_other(here, GOV_HEAD | ORG | TITLE):
                return here
            known = self.match(here, PLACE | COUNTRY)
            if known.end == end and known.end > here + 1 and here - at > 1:
                return here
            behind = here > at + 1 or not is_vietnamese(self.tokens[at].text)
            if behind and here + 2 < end and self.is_person(here, end):
                return here
        return end

    def _from_place(  # noqa: PLR0911 - in the order of the native one
        self, at: int, end: int, title: int, place: Match
    ) -> tuple[int, int]:
        """Capitals that begin with the name of a place."""
        tokens = self.tokens
        rest = end - place.end
        single = place.end == at + 1
        if rest:
            if self.is_person(at, end) and not self.is_person(place.end, end):
                return self._person(at, end, title), -1
            foreign = not all(is_vietnamese(tokens[one].text) for one in (at, place.end))
            if single and not foreign and not self.is_person(place.end, end):
                return self._person(at, end, title), -1
            if single and place.kinds & WORD_PLACE and not title:
                return self._person(at, end, title), -1
        if single and self.goes_on_in_word(at + 1):
            return end, -1  # Mỹ|_nhân ngư
        if place.kinds & WORD_PLACE and not rest:
            if tokens[at].begins_sentence or not self.is_near_place(at):
                return end, -1
        elif place.kinds & WORD_PLACE and tokens[at].begins_sentence:
            return self._person(at, end, title), -1
        alone = single and tokens[at].shape == CAPITAL and is_vietnamese(tokens[at].text)
        code = WORD_SITE if alone and not self.is_near_place(at) else SITE
        if code == WORD_SITE and not place.kinds & COUNTRY and self.speaks(place.end):
            code = GIVEN  # Vinh giải thích
        self.add(at, place.end, code, place.node)
        return place.end, title or -1

    def _person(self, at: int, end: int, title: int) -> int:
        """Note capitals as a person, or as a name without a type; returns where they end."""
        tokens = self.tokens
        if end <= at:
            return max(end, at + 1)
        at += title and self._begins_with_short_form(at, end)
        full = self.is_person(at, end)
        if end == at + 1 and tokens[at].shape == CAPITAL and is_vietnamese(tokens[at].text):
            # A given name alone, or a word with a capital.
            if title or not self.goes_on_in_word(end):
                self.add(at, end, GIVEN if title == CALLED else BARE)
            return end
        if end == at + 1 and tokens[at].shape == CAPITALS and self.is_short(at):
            return self.add_body(at, end)
        if full and not title and self.is_address(at):
            self.add(at, end, SITE, before="đường ")
            self.street = end
            return end
        code = self._code(at, end, title, full)
        if code == UNKNOWN and end == at + 1 and tokens[at].shape in (CAPITALS, INITIAL):
            return end
        self.add(at, end, code)
        return end

    def _begins_with_short_form(self, at: int, end: int) -> bool:
        """Whether the short form of a body stands before a foreign name: *BVK Marek Jolan*."""
        first, following = self.tokens[at], self.tokens[at + 1]
        return (
            end > at + 2
            and first.shape == CAPITALS
            and len(first.text) > 2
            and following.shape == CAPITAL
            and not is_vietnamese(following.text)
        )

    def _code(self, at: int, end: int, title: int, full: bool) -> str:
        """What tells the type of capitals."""
        tokens = self.tokens
        short = tokens[at].shape == CAPITALS and len(tokens[at].text) > 2  # giám đốc VCB Lâm Khê
        named = not short and any(one.shape == CAPITAL for one in tokens[at:end])
        if not named or self.has_any(at, end, NO_PERSON):
            return UNKNOWN
        if title == WEAK_TITLE and not full:
            return MAYBE_PERSON if end > at + 1 else UNKNOWN
        if title or (end - at > 1 and self.speaks(end)):
            return PERSON
        if full:
            return MAYBE_PERSON
        if self.is_near_place(at) and tokens[at].shape != CAPITALS:
            return MAYBE_PLACE
        return UNKNOWN
