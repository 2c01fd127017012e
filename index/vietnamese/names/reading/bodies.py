"""What bodies of places are called, and where the names of organisations are over."""

from __future__ import annotations

from index.vietnamese.names.lexicon import (
    AFTER,
    CALLED,
    COUNTRY,
    DOMAIN,
    JOINING,
    ORG,
    SPEECH,
    TITLE,
    WEAK_TITLE,
)
from index.vietnamese.names.mention import PART_BODY
from index.vietnamese.names.reading.places import Places
from index.vietnamese.names.reading.tokens import (
    CAPITALS,
    LINE,
    LOWER,
    MORE_LINES,
    NUMBER,
    SIGN,
    Match,
)

_LONGEST_BODY = 14  # tokens behind a head
_ENDS_BODY = AFTER | SPEECH | CALLED | TITLE | WEAK_TITLE | JOINING


class Bodies(Places):
    """A text whose bodies of places can be told."""

    def body(self, at: int, head: Match) -> int:
        """The end of the body of a place, which is noted; 0 if nothing tells which it is."""
        end = head.end
        court = 0  # tối cao, cấp cao
        if self.tokens[end].text.lower() in ("tối", "cấp"):
            court = self.match(end, DOMAIN).end
        place = self.place_of(self._behind_short(court or end)) or court
        if place:
            return self.add_body(at, place)
        if head.kinds & ORG:
            return 0
        numbered = self.numbered(end)
        if numbered > end:
            return self.add_body(at, numbered)
        unit = self.unit_alone(end)
        if unit:
            self.add(at, unit, PART_BODY)
        elif self._stands_alone(at, head):
            return self.add_body(at, end)
        return unit

    def _stands_alone(self, at: int, head: Match) -> bool:
        """Whether the head of a body names it without its place: Sở Y tế."""
        tokens = self.tokens
        return head.end > at + 1 and tokens[at].text in ("Sở", "sở") and self.is_over(head.end)

    def _behind_short(self, at: int) -> int:
        """Behind a short form in parentheses, if the name goes on there."""
        tokens = self.tokens
        short = tokens[at].text == "(" and tokens[at + 1].shape == CAPITALS
        return at + 3 if short and tokens[at + 2].text == ")" and self.place_of(at + 3) else at

    def sure_end(self, at: int, start: int) -> int:
        """The end of a name before its short form in parentheses, or with a country; else 0.

        What it is for is not looked at: Cơ quan Thời tiết Quốc gia Mỹ.
        """
        tokens = self.tokens
        if "sure ends" in self.without or tokens[at].shape == LOWER or self.goes_on_in_word(start):
            return 0
        capitals = 0
        for here in range(start, min(start + _LONGEST_BODY, len(tokens) - MORE_LINES)):
            token = tokens[here]
            if token.text == "(" and here > start + 1:
                return here if self.short_form_stands(here) else 0
            if token.shape in (SIGN, NUMBER, LINE) and token.text not in "-&":
                return 0
            if token.shape == LOWER:
                joins = token.text in ("và", "về")
                if token.begins_word and not joins and self.match(here, _ENDS_BODY).end:
                    return 0
                continue
            country = self.match(here, COUNTRY).end
            if country and here > start + 1 and (capitals or here > start + 3):
                return country
            capitals += 1
        return 0

    def numbered(self, end: int) -> int:
        """The end of a name with its number: cơ sở 2, số 1, VTV 3."""
        tokens = self.tokens
        if tokens[end].text == "số" and tokens[end + 1].shape == NUMBER:
            return end + 2
        branch = tokens[end].text == "cơ" and tokens[end + 1].text == "sở"
        if branch and tokens[end + 2].shape == NUMBER:
            return end + 3
        return self.with_digit(end) if tokens[end - 1].shape == CAPITALS else end
