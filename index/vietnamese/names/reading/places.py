"""What places are called, behind their heads."""

from __future__ import annotations

from index.vietnamese.names.lexicon import (
    CALLED,
    COUNTED,
    COUNTRY,
    GENERIC,
    GOV_HEAD,
    JOINED,
    NOTHING,
    ORG,
    ORG_HEAD,
    OTHER_HEAD,
    PEOPLE_NOT,
    PLACE,
    PLACE_HEAD,
    SITE_HEAD,
    TITLE,
    UNIT_HEAD,
    WORD_PLACE,
)
from index.vietnamese.names.reading.evidence import Evidence
from index.vietnamese.names.reading.tokens import CAPITAL, CAPITALS, NUMBER, Match

HEADS = PLACE_HEAD | UNIT_HEAD | SITE_HEAD | OTHER_HEAD | ORG_HEAD | GOV_HEAD | CALLED | TITLE
GAZETTEER = COUNTRY | PLACE | WORD_PLACE
_LONGEST_PLACE = 5  # tokens behind a head


class Places(Evidence):
    """A text whose places can be told."""

    def place_name(  # noqa: PLR0911 - in the order of the native one
        self, at: int, kinds: int, no_person: bool = False
    ) -> int:
        """The end of a place's name behind its head; 0 if there is none.

        With `no_person`, the name is none of a person.
        """
        tokens = self.tokens
        token = tokens[at]
        if token.shape == NUMBER and kinds & (UNIT_HEAD | SITE_HEAD):
            return at + 1 if self._is_place_number(at, kinds) else 0
        if token.shape not in (CAPITAL, CAPITALS):
            return 0
        known = self.match(at, PLACE | COUNTRY)
        end = max(self.run_end(at), known.end)
        if known.end == end:
            return end
        if known.end and (
            kinds & PLACE_HEAD or self.is_person(known.end, end) or token.shape == CAPITALS
        ):
            return known.end
        if kinds & (PLACE_HEAD | UNIT_HEAD):
            inner = (here for here in range(at + 2, end) if self.is_person(here, end))
            end = next(inner, end)
        if (kinds & PLACE_HEAD or no_person) and end > at + 2 and self.is_person(at, end):
            return 0
        other = self.match(at, GOV_HEAD | ORG | TITLE)
        named = other.end == end and not other.kinds & (GOV_HEAD | TITLE)
        if named and kinds & (UNIT_HEAD | SITE_HEAD):
            return end if token.shape == CAPITAL else 0  # xã Tiền Phong
        if other.end > at + 1 or self.match(at, NOTHING).end == end:
            return 0
        for here in range(at + 1, end):
            if self.begins_other(here, GOV_HEAD | ORG | TITLE | ORG_HEAD):
                return here
        if end == at + 1 and self.goes_on_in_word(end):
            return 0  # An toàn giao thông Quốc|_gia
        return min(end, at + _LONGEST_PLACE)

    def _is_place_number(self, at: int, kinds: int) -> bool:
        """Whether a number is the name of a place behind its head: quận 1, quốc lộ 1A."""
        tokens = self.tokens
        if kinds & SITE_HEAD and not tokens[at].begins_word:
            return False
        if tokens[at + 1].text in ("/", "-", ",", ".") and tokens[at + 2].shape == NUMBER:
            return False
        digits = tokens[at].text
        if kinds & SITE_HEAD and digits[-1] in "ABCDEFGHK":
            digits = digits[:-1]
        return digits.isdigit() and len(digits) < 4

    def site_name(self, at: int, head: Match) -> int:
        """The end of a place's name behind its head at a token; 0 if there is none."""
        numbered = self.tokens[head.end].shape == NUMBER and not head.kinds & UNIT_HEAD
        if self._is_a_surname(at, head) or (numbered and not self.tokens[at].is_ & COUNTED):
            return 0
        end = self.place_name(head.end, head.kinds, bool(self.tokens[at].is_ & PEOPLE_NOT))
        if not self.tokens[head.end - 1].is_ & JOINED:
            return self.with_digit(end) if end > head.end + 1 else end  # cầu Bến Trúc 2
        while end and self.tokens[end].text in ("-", "–"):
            behind = max(self.match(end + 1, PLACE).end, self.run_end(end + 1))
            if behind == end + 1:
                break
            end = behind  # cao tốc Hà Nội - Hải Phòng
        return end

    def is_generic(self, at: int, head: Match, end: int) -> bool:
        """Whether nothing but a country stands behind a head that says what many there are: công
        ty Nhật Bản, siêu thị Anh."""
        return bool(self.tokens[at].is_ & GENERIC) and self.match(head.end, COUNTRY).end == end

    def _is_a_surname(self, at: int, head: Match) -> bool:
        """Whether the head of a place with a capital is a surname: Hồ Ngọc Hà."""
        tokens = self.tokens
        if tokens[at].shape != CAPITAL:
            return False
        if tokens[head.end].shape == CAPITAL and head.kinds & PLACE_HEAD:
            return tokens[at].text in ("Nước", "Bang")
        end = self.run_end(at)
        if head.end > at + 1 or self.match(head.end, PLACE).end == end:
            return False
        return self.is_person(at, end) or (end > head.end and self.has_initials(at, end))

    def place_of(self, at: int) -> int:
        """The end of the place that a body is of, behind its head; 0 if none is named."""
        if self.tokens[at].text == "tại":
            at += 1
        unit = self.match(at, PLACE_HEAD | UNIT_HEAD | SITE_HEAD)
        known = self.match(at, GAZETTEER)
        if unit.end > known.end:
            return self.place_name(unit.end, unit.kinds, bool(self.tokens[at].is_ & PEOPLE_NOT))
        if known.end > at + 1 or (known.end and known.end >= self.run_end(at)):
            return known.end
        return self.place_name(at, UNIT_HEAD, True) if self._is_proper(at) else 0

    def unit_alone(self, at: int) -> int:
        """The end of what kind of place a body is of, which is not named; 0 if it is not told."""
        end = self.match(at, PLACE_HEAD | UNIT_HEAD).end
        if self.goes_on_in_word(end):
            return 0
        return end - 1 if self.tokens[end - 1].text == "." else end

    def _is_proper(self, at: int) -> bool:
        """Whether a name that is no title and no head begins at a token."""
        token = self.tokens[at]
        return token.shape == CAPITAL and not self.match(at, HEADS & ~SITE_HEAD | ORG).end
