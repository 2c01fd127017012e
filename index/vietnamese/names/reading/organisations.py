"""What organisations are called: what they are for, and whose they are."""

from __future__ import annotations

from index.vietnamese.names.lexicon import (
    AFTER,
    COUNTED,
    COUNTRY,
    DOMAIN,
    GOV_HEAD,
    JOINING,
    NEEDS_NAME,
    ORG,
    ORG_HEAD,
    PEOPLE_NOT,
    PLACE,
    PLACE_HEAD,
    SMALL_HEAD,
    TITLE,
    UNIT_HEAD,
)
from index.vietnamese.names.mention import PART_BODY, is_vietnamese
from index.vietnamese.names.reading.bodies import Bodies
from index.vietnamese.names.reading.tokens import (
    CAPITAL,
    CAPITALS,
    INITIAL,
    LINE,
    LOWER,
    NO_MATCH,
    NUMBER,
    Match,
)


class Organisations(Bodies):
    """A text whose organisations can be told."""

    def organisation(self, at: int, head: Match) -> int:
        """The end of an organisation's name behind its head, which is noted; 0 if none is sure."""
        end = self._of_known_parts(at, head)
        if not end:
            end = self.sure_end(at, head.end)
            if end:
                self.add_body(at, end)
        return end

    def _of_known_parts(  # noqa: PLR0911, PLR0912, PLR0915 - in the order of the native one
        self, at: int, head: Match
    ) -> int:
        """The same, of what organisations are for and places, and names that are over."""
        tokens = self.tokens
        start = end = here = head.end
        is_small_head = tokens[at].shape == LOWER and bool(head.kinds & SMALL_HEAD)
        capitals = titled = 0  # tokens of the body with a capital; those that are common words
        proper = False  # whether a name was met, and not only what organisations are for
        while tokens[here].shape != LINE:
            token = tokens[here]
            if token.is_ & JOINING:
                if not (here > start and self._goes_on(here, proper)):
                    break
                here += 1
                continue
            is_small = token.shape == LOWER
            office = tokens[at].text == "Cơ"  # Cơ quan CSĐT
            body = self.match(here, GOV_HEAD) if here > start or office else NO_MATCH
            if body.end:
                place_end = self.place_of(body.end)
                if place_end:
                    return self.add_body(at, place_end)
                if office:
                    return 0
                break
            place = NO_MATCH if is_small else self.match(here, COUNTRY | PLACE)
            word = self.match(here, DOMAIN) if token.begins_word else NO_MATCH
            if place.end and place.end >= word.end:
                if is_small_head and here == start:
                    return 0  # phòng Hà Nội
                if here == start and self.is_generic(at, head, place.end):
                    return 0
                end, proper = self.with_digit(place.end), True
                break
            if word.end and not (is_small and proper):
                written = sum(one.shape != LOWER for one in tokens[here : word.end])
                capitals += written
                titled += written
                here = end = word.end
                continue
            inner = self.match(here, ORG_HEAD | UNIT_HEAD | PLACE_HEAD)
            if inner.end and inner.kinds & (UNIT_HEAD | PLACE_HEAD) and not proper:
                place_end = self.place_name(inner.end, inner.kinds, bool(token.is_ & PEOPLE_NOT))
                if place_end and (capitals or not is_small or tokens[at].shape != LOWER):
                    return self.add_body(at, place_end)
                unit = self.unit_alone(here)
                if unit and here > start and (titled or tokens[at].shape != LOWER):
                    self.add(at, unit, PART_BODY)
                    return unit
                break
            if inner.end and not is_small:
                capitals += 1
                here = end = inner.end
                continue
            if token.shape in (CAPITAL, CAPITALS) or (token.shape == INITIAL and not proper):
                if token.shape == INITIAL and tokens[here + 1].text == ".":
                    return 0
                if is_small_head and here == start and is_vietnamese(token.text):
                    return 0
                run = self._proper_end(here, proper or end > start)
                if run == here:
                    break
                capitals += run - here
                if self.goes_on_in_word(run):
                    while self.goes_on_in_word(run):
                        run += 1  # báo Tuổi trẻ
                    if not self.is_over(run):
                        return 0
                following = tokens[run]
                if following.shape == LOWER and not self.match(run, AFTER).end:
                    one = run == here + 1 and is_vietnamese(token.text)
                    if one or self.match(run, DOMAIN).end:
                        return 0  # Uỷ ban Quân vụ, Công ty TNHH BOT đầu tư
                proper = True
                here = end = run
                continue
            counted = here > start or tokens[at].is_ & COUNTED  # Quân khu 7
            if (
                token.shape == NUMBER
                and not proper
                and here == end
                and counted
                and token.text.isdigit()
            ):
                end, proper = max(here + 1, self.match(here + 1, PLACE).end), True
            break
        numbered = self.numbered(end)
        if numbered > end and capitals:
            return self.add_body(at, numbered)
        if end == start or not (capitals or proper):
            return 0
        alone = end == start + 1 == at + 2 and is_vietnamese(tokens[start].text)
        if alone and tokens[start].shape == CAPITAL and not self.match(start, DOMAIN).end:
            return 0  # Trường Giang
        if not proper and titled < 2 and tokens[at].shape == LOWER:
            return 0
        if not proper and (
            tokens[at].is_ & NEEDS_NAME or not self.is_over(end) or self._is_cut(end)
        ):
            return 0
        return self.add_body(at, self.with_digit(end))

    def _is_cut(self, at: int) -> bool:
        """Whether what a body is for goes on behind *và*: Trung tâm Quản lý và Điều hành."""
        if not self.tokens[at].is_ & JOINING or self.tokens[at + 1].shape != CAPITAL:
            return False
        return not self.match(at + 1, ORG | ORG_HEAD | GOV_HEAD | PLACE | COUNTRY | TITLE).end

    def _goes_on(self, at: int, proper: bool) -> bool:
        """Whether a name goes on behind a sign, *và* or *của*."""
        if proper or not self.match(at + 1, DOMAIN).end:
            return False
        return self.tokens[at].text != "," or self.tokens[at + 1].shape != LOWER

    def _proper_end(self, at: int, is_behind: bool) -> int:
        """The end of capitals that name an organisation; not into a person behind it."""
        end = self.run_end(at)
        for here in range(at, end):
            if is_behind and here + 2 < end and self.is_person(here, end):
                return here
            if here > at and self.begins_other(here, GOV_HEAD | TITLE | ORG):
                return here
        return end
