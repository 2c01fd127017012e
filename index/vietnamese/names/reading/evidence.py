"""What stands beside a name, and what is noted of it."""

from __future__ import annotations

from collections.abc import Collection

from index.vietnamese.names.lexicon import (
    AFTER,
    COMPILED,
    COUNTRY,
    JOINING,
    NEAR_PLACE,
    NUMBERED,
    SIGNED,
    SIGNS,
    SPEECH,
    WORD_PLACE,
)
from index.vietnamese.names.mention import BODY, SITE, Mention
from index.vietnamese.names.reading.runs import Runs
from index.vietnamese.names.reading.tokens import CAPITAL, CAPITALS, LINE, NUMBER, SIGN

_CLOSING = (")", ",", ";", "-", "–")  # behind a short form in parentheses
_MOST_SHORT = 16  # short forms that are remembered


class Evidence(Runs):
    """A text of which names are noted."""

    def __init__(self, text: str, words: Collection[int], without: Collection[str] = ()) -> None:
        super().__init__(text, words, without)
        self.found: list[Mention] = []
        self.street = -1  # the end of the last name of a street
        self._short: list[str] = []

    def is_near_place(self, at: int) -> bool:
        """Whether a word before a token tells that a place follows."""
        if any(at >= back and self.match(at - back, NEAR_PLACE).end == at for back in (2, 1)):
            return True
        tokens = self.tokens
        if at > 1 and tokens[at - 1].text in "-–," and tokens[at - 2].is_ & COUNTRY:
            return True  # Mỹ - Trung; Pháp, Anh
        return tokens[at + 1].text in "-–," and bool(tokens[at + 2].is_ & (COUNTRY | WORD_PLACE))

    def speaks(self, at: int) -> bool:
        """Whether it is told at a token what a person says, or how old somebody is."""
        return bool(self.match(at, SPEECH).end) or self._is_aged(at)

    def is_over(self, at: int) -> bool:
        """Whether a name can be over before a token."""
        shape = self.tokens[at].shape
        if shape in (SIGN, LINE) or self.match(at, AFTER).end:
            return True
        return shape == CAPITAL and self.is_person(at, self.run_end(at))

    def with_digit(self, end: int) -> int:
        """The end of a name with the one or two digits behind it: Hà Nội 2, VTV 3."""
        token = self.tokens[end]
        is_digit = token.shape == NUMBER and token.text.isdigit() and len(token.text) < 3
        return end + 1 if is_digit and self.is_over(end + 1) else end

    def _is_aged(self, at: int) -> bool:
        """Whether an age or a year of birth stands behind a name."""
        tokens = self.tokens
        if "ages" in self.without or tokens[at].text not in (",", "("):
            return False
        following = tokens[at + 1]
        if following.shape == NUMBER:
            return tokens[at + 2].text.lower() == "tuổi"
        return following.text in ("SN", "sinh")

    def is_address(self, at: int) -> bool:
        """Whether the number of a house stands before a name: it is that of a street."""
        tokens = self.tokens
        if "addresses" in self.without:
            return False
        if at and self.street == at - 1 and tokens[at - 1].is_ & JOINING:
            return True
        if at < 2 or tokens[at - 1].shape != NUMBER:
            return False
        return bool(tokens[at - 2].is_ & NUMBERED)

    def add(  # noqa: PLR0917 - as the native one
        self, at: int, end: int, code: str, node: int = 0, first: int = -1, before: str = ""
    ) -> None:
        """Note the tokens as a mention, with the other spelling that `node` of the lexicon has or
        that comes of `before`; the name begins at the token `first`, if that is given."""
        if code != SITE and "signs" not in self.without and self._signs(at, end, code):
            return
        tokens = self.tokens
        start, last = tokens[at].start, tokens[end - 1].end
        canonical = self.lexicon.canonical.get(node, "")
        if before:
            canonical = before + self.text[start:last]
        begins = tokens[first].start if first >= 0 else start
        self.found.append(Mention(start, last, code, begins, canonical))

    def add_body(self, at: int, end: int, node: int = 0, first: int = -1) -> int:
        """Note an organisation, and its short form in parentheses behind it (*Trung tâm Bảo tồn
        Thiên nhiên (CNC)*); returns where the name ends."""
        self.add(at, end, BODY, node, first)
        if self.short_form_stands(end) and len(self._short) < _MOST_SHORT:
            self._short.append(self.tokens[end + 1].text)
        return end

    def short_form_stands(self, at: int) -> bool:
        """Whether what begins at a token is a short form in parentheses."""
        tokens = self.tokens
        return (
            tokens[at].text == "("
            and tokens[at + 1].shape == CAPITALS
            and tokens[at + 2].text in _CLOSING
        )

    def is_short(self, at: int) -> bool:
        """Whether a token is the short form of an organisation that was named before."""
        return "short forms" not in self.without and self.tokens[at].text in self._short

    def _signs(self, at: int, end: int, code: str) -> bool:
        """Whether a person signs a text or a picture there."""
        tokens = self.tokens
        before = tokens[at - 1] if at else None
        if before is not None and before.text in ":-/" and at > 1 and tokens[at - 2].is_ & SIGNED:
            return True
        if code == BODY:
            return False
        if before is not None and before.is_ & SIGNS:
            return True
        if before is not None and before.is_ & SIGNED and tokens[end].text == "/":
            return True  # Theo Mộc Miên/
        whole = before is None or tokens[at].begins_sentence or before.text in "()/,-–"
        closing = tokens[end].text in (")", ".") and tokens[end + 1].shape == LINE
        compiled = tokens[end].text == "(" and bool(tokens[end + 1].is_ & COMPILED)
        ends = tokens[end].shape == LINE or closing or compiled
        return whole and end - at <= 4 and ends and at > 0
