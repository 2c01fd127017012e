"""Where the capitals of a name begin and end."""

from __future__ import annotations

from index.vietnamese.names.lexicon import (
    COMMON_SURNAME,
    FIRST_PART,
    MIDDLE,
    ONSET,
    PARTICLE,
    SECOND_PART,
    START,
    SURNAME,
)
from index.vietnamese.names.mention import is_vietnamese
from index.vietnamese.names.reading.tokens import (
    CAPITAL,
    CAPITALS,
    INITIAL,
    LINE,
    LOWER,
    NUMBER,
    SIGN,
    Tokens,
)


class Runs(Tokens):
    """A text whose capitals can be told apart."""

    def run_end(self, at: int) -> int:
        """The end of the capitals that begin at a token, with nothing but spaces between."""
        tokens = self.tokens
        end = at
        while True:
            token = tokens[end]
            if self.is_capital(end):
                end = self._joined(at, end + 1)
            elif token.is_ & PARTICLE and end > at and not is_vietnamese(tokens[end - 1].text):
                following = end + 1 + (tokens[end + 1].text == "-")  # Bashar al-Assad
                if tokens[following].shape != CAPITAL:
                    return end
                end = following
            else:
                return end

    def _joined(  # noqa: PLR0911 - in the order of the native one
        self, at: int, end: int
    ) -> int:
        """Where the capitals go on behind what joins them to those that end at a token."""
        tokens = self.tokens
        last, sign, following = tokens[end - 1], tokens[end], tokens[end + 1]
        if sign.text == ".":
            initial = last.shape == INITIAL and last.text.isascii()
            middle = initial and end - at > 1 and following.shape == CAPITAL
            return end + 1 if middle else end  # George W. Bush
        if sign.text == "-" and last.text == "M" and following.text == "TP":
            return end + 2  # Sơn Tùng M-TP
        if sign.text not in "-'’" or following.shape in (SIGN, LINE, NUMBER):
            return end
        glued = sign.start == last.end and following.start == sign.end
        if sign.text == "-" and following.shape == LOWER:
            korean = following.is_ & SECOND_PART or not (
                is_vietnamese(last.text) or is_vietnamese(following.text)
            )
            if not glued and (end - at < 2 or not korean):
                return end
            end += 2  # Kim Jong-un, Mát-xcơ-va
            while (
                tokens[end].text == "-"
                and tokens[end + 1].shape == LOWER
                and tokens[end].start == tokens[end - 1].end
            ):
                end += 2
            return end
        if following.shape in (CAPITAL, CAPITALS) and (
            last.is_ & FIRST_PART
            or (glued and not (is_vietnamese(last.text) and is_vietnamese(following.text)))
        ):
            return end + 1
        return end

    def is_person(self, at: int, end: int) -> bool:
        """Whether the tokens are a Vietnamese full name: a surname, and one to four syllables."""
        tokens = self.tokens
        if not 2 <= end - at <= 5 or not self.match(at, SURNAME).end:
            return False
        if not all(one.shape == CAPITAL and is_vietnamese(one.text) for one in tokens[at:end]):
            return False
        common = bool(self.match(at, COMMON_SURNAME).end)
        return common or (end - at > 2 and bool(self.match(at + 1, MIDDLE).end))

    def has_any(self, at: int, end: int, kind: int) -> bool:
        """Whether one of several tokens is of a kind."""
        return any(one.is_ & kind for one in self.tokens[at:end])

    def has_initials(self, at: int, end: int) -> bool:
        """Whether the last of some capitals stands for a name: Vi Văn M., N.V.T."""
        tokens = self.tokens
        last = tokens[end - 1]
        if "initials" in self.without or self.goes_on_in_word(end):
            return False  # Theo Bộ Y|_tế
        if last.is_ & ONSET:
            return end == at + 1 or tokens[end].text == "."  # Nguyễn Thanh Th.
        if last.shape != INITIAL or tokens[end].text == "-":
            return False
        return end - at > 1 or tokens[end].text == "."

    def real_start(self, at: int, end: int) -> int:
        """Where a name begins that begins a sentence, whose first word may be none of it."""
        tokens = self.tokens
        first = tokens[at]
        if "starts" in self.without or not is_vietnamese(first.text) or first.shape == CAPITALS:
            return at
        start = self.match(at, START)
        if self.is_person(at, end) and (not start.end or self.match(at, COMMON_SURNAME).end):
            return at
        if start.end:
            return max(at + 1, min(start.end, end))
        return at + 1 if end == at + 1 else at

    def in_capitals(self, at: int) -> bool:
        """Whether a line is a headline in capitals."""
        end = at if "headlines" in self.without else self.line_end(at)
        letters = [one for one in self.tokens[at:end] if one.shape in (LOWER, CAPITAL, CAPITALS)]
        small = sum(one.shape != CAPITALS for one in letters)
        return len(letters) >= 4 and small * 5 <= len(letters)

    def line_end(self, at: int) -> int:
        """The end of the line that a token is in."""
        while self.tokens[at].shape != LINE:
            at += 1
        return at
