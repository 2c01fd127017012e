"""Names in one text: which characters, and what tells their type.

The text is read once from left to right. At each token the longest phrase of the lexicon that
begins there decides what may follow it: behind a title stands a person, behind the head of an
organisation what it is for and whose it is, and so on. What has capitals and is none of these is
kept without a type; the articles of an archive tell it together (see `index.storage.names`).
"""

from __future__ import annotations

from index.vietnamese.names.lexicon import (
    CALLED,
    CARRIER,
    COUNTRY,
    DOMAIN,
    GOV_HEAD,
    LEFT_OUT,
    LOOSE_CARRIER,
    NOTHING,
    OF_COUNTRIES,
    ON_PLATFORM,
    ORG,
    ORG_HEAD,
    OTHER_HEAD,
    PLACE,
    PLACE_HEAD,
    PLATFORM,
    SITE_HEAD,
    STREET,
    TITLE,
    UNIT_HEAD,
    WEAK_TITLE,
)
from index.vietnamese.names.mention import SITE, Mention, is_vietnamese
from index.vietnamese.names.reading.people import People
from index.vietnamese.names.reading.places import GAZETTEER, HEADS
from index.vietnamese.names.reading.tokens import (
    CAPITAL,
    CAPITALS,
    LINE,
    LOWER,
    MORE_LINES,
    NO_MATCH,
    NUMBER,
    SIGN,
    Match,
)

RULES = (
    "titles", "signs", "addresses", "ages", "initials", "starts", "headlines", "short forms",
    "sure ends",
)  # fmt: skip
"""What can be left out, to see what it is for: titles before people; who signs a text; streets
behind the number of a house; ages behind people; initials are no names; words that begin sentences
are none; headlines in capitals have none; short forms are those of the organisations before; long
names of organisations are sure where a short form or a country ends them."""

_WANTED = HEADS | GAZETTEER | ORG | NOTHING | WEAK_TITLE | CARRIER


class Reader(People):
    """Reads one text; `without` are rules that are left out (see `RULES`)."""

    def read(self) -> list[Mention]:
        """The mentions, in order."""
        tokens = self.tokens
        at, last = 0, len(tokens) - MORE_LINES
        title, title_end = 0, -1
        while at < last:
            token = tokens[at]
            if token.shape == LINE:
                at += 1
                if self.in_capitals(at):
                    at = self.line_end(at)
                continue
            if at == 0 and self.in_capitals(0):
                at = self.line_end(0)
                continue
            if title_end != at or "titles" in self.without:
                title = 0
            if token.shape in (SIGN, NUMBER):
                if title and token.text == ".":
                    title_end = at + 1  # GS. Nguyễn
                at += 1
                continue
            if token.shape == LOWER and not token.begins_word:
                at += 1
                continue
            end, became = self._step(at, title)
            if became >= 0:
                title, title_end = became, end
            at = end
        return self.found

    def _step(  # noqa: PLR0911, PLR0912 - in the order of the native one
        self, at: int, title: int
    ) -> tuple[int, int]:
        """Read on at a word; returns where to go on, and the title that holds there, or -1."""
        token = self.tokens[at]
        best = self.match(at, _WANTED) if token.id else NO_MATCH
        kinds = best.kinds
        is_capital = token.shape != LOWER
        if kinds & NOTHING and not kinds & (GAZETTEER | ORG):
            return best.end, -1
        if kinds & GOV_HEAD:
            end = self.body(at, best)
            if end:
                return end, title
        if kinds & ORG and (is_capital or not kinds & (OTHER_HEAD | SITE_HEAD)):
            end = self.numbered(best.end)
            if not self._is_where(at, best):
                self.add_body(at, end, best.node if end == best.end else 0)
            return end, title
        if kinds & GOV_HEAD:
            return best.end, title
        if kinds & CARRIER:
            end = self._carried(at, best)
            if end:
                return end, title
        if kinds & (ORG_HEAD | SITE_HEAD | UNIT_HEAD | PLACE_HEAD | OTHER_HEAD) and not (
            kinds & GAZETTEER
        ):
            end = self._behind_head(at, best)
            if end:
                return end, title
            if kinds & ORG_HEAD and best.end > at + 1:
                return best.end, title
        if kinds & WEAK_TITLE and (token.shape == LOWER or self.is_capital(best.end)):
            return self._of(best.end), WEAK_TITLE
        if kinds & TITLE:
            return self._of(best.end), TITLE
        if kinds & CALLED and (token.shape == LOWER or self.is_capital(best.end)):
            return best.end, CALLED
        if is_capital:
            return self.capitals(at, title, best)
        if kinds & PLACE:
            self.add(at, best.end, SITE, best.node)  # miền Bắc
            return best.end, -1
        return at + 1, -1

    def _of(self, end: int) -> int:
        """Where a title ends that says of what: Bộ trưởng Quốc phòng."""
        if not self.is_capital(end) or self.match(end, ORG | ORG_HEAD | GOV_HEAD).end:
            return end
        word = self.match(end, DOMAIN)
        return word.end if word.end > end + 1 and self.is_capital(word.end) else end

    def _is_where(self, at: int, known: Match) -> bool:
        """Whether what is known is a site on which something is written: trên Facebook."""
        if not at or not known.kinds & PLATFORM:
            return False
        return bool(self.tokens[at - 1].is_ & ON_PLATFORM)

    def _carried(self, at: int, head: Match) -> int:
        """The end of an organisation behind what is no part of its name, which is noted; else 0."""
        loose = bool(head.kinds & LOOSE_CARRIER)
        known = self.match(head.end, ORG)
        if known.kinds & PLATFORM and loose:
            return known.end
        if known.end:
            self.add_body(head.end if loose else at, known.end, known.node, head.end)
            return known.end
        first = self.tokens[head.end]
        if not loose or first.shape not in (CAPITAL, CAPITALS) or is_vietnamese(first.text):
            return 0
        if self.match(head.end, GAZETTEER).end:
            return 0
        return self.add_body(head.end, self.run_end(head.end))

    def _behind_head(self, at: int, head: Match) -> int:
        kinds = head.kinds
        if kinds & ORG_HEAD:
            end = self.organisation(at, head)
            if end:
                return end
        if kinds & (SITE_HEAD | UNIT_HEAD | PLACE_HEAD):
            end = self.site_name(at, head)
            if end and not self.is_generic(at, head, end):
                if kinds & SITE_HEAD and self.tokens[at].is_ & STREET:
                    self.street = end
                self._add_place(at, head, end)
                return end
        if kinds & OTHER_HEAD:
            end = self.run_end(head.end)
            of_country = self.tokens[at].is_ & OF_COUNTRIES  # tàu Nga
            if of_country and self.match(head.end, COUNTRY | PLACE).end == end:
                return 0
            if end > head.end:
                return end
        return 0

    def _add_place(self, at: int, head: Match, end: int) -> None:
        """Note a place behind its head, which is left out of its name if it only says that it is a
        province, a town, a country or the like."""
        if not head.kinds & PLACE_HEAD:
            self.add(at, end, SITE)
            return
        known = self.match(head.end, PLACE)
        node = known.node if known.end == end else 0
        if head.kinds & LEFT_OUT:
            self.add(head.end, end, SITE, node)
        else:
            self.add(at, end, SITE, node, head.end)
