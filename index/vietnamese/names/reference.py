"""Names in one text: which characters, and what tells their type. The reference, in Python.

The text is cut into tokens, and read once from left to right. At each token the longest phrase of
the lexicon that begins there decides what may follow it: behind a title stands a person, behind the
head of an organisation what it is for and whose it is, and so on. What has capitals and is none of
these is kept without a type; the articles of an archive tell it together (see `voting`).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from index.vietnamese.names.lexicon import (
    AFTER,
    CALLED,
    CARRIER,
    CASED,
    COMMON_SURNAME,
    COMPILED,
    COUNTRY,
    DOMAIN,
    ENDS_SENTENCE,
    FIRST_PART,
    GOV_HEAD,
    JOINING,
    MIDDLE,
    NEAR_PLACE,
    NEEDS_NAME,
    NOTHING,
    NUMBERED,
    ONSET,
    ORG,
    ORG_HEAD,
    OTHER_HEAD,
    PARTICLE,
    PEOPLE_NOT,
    PLACE,
    PLACE_HEAD,
    SECOND_PART,
    SHORTENED,
    SIGNED,
    SIGNS,
    SITE_HEAD,
    SPEECH,
    START,
    STREET,
    SURNAME,
    TITLE,
    TOKEN,
    UNIT_HEAD,
    WEAK_TITLE,
    WORD_PLACE,
    folded,
    lexicon,
)
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

LOWER, CAPITAL, CAPITALS, INITIAL, NUMBER, SIGN, LINE = range(7)
"""How a token is written: small letters, one capital before small letters, several capitals, one
capital alone, a number, a sign, the end of a line."""

_HEADS = PLACE_HEAD | UNIT_HEAD | SITE_HEAD | OTHER_HEAD | ORG_HEAD | GOV_HEAD | CALLED | TITLE
_GAZETTEER = COUNTRY | PLACE | WORD_PLACE
_WANTED = _HEADS | _GAZETTEER | ORG | NOTHING | WEAK_TITLE | CARRIER
_LONGEST_PLACE = 5  # tokens behind a head
RULES = ("titles", "signs", "addresses", "ages", "initials", "starts", "headlines")
"""What can be left out, to see what it is for: titles before people; who signs a text; streets
behind the number of a house; ages behind people; initials are no names; words that begin sentences
are none; headlines in capitals have none."""


class _Token:
    __slots__ = ("begins_sentence", "begins_word", "end", "id", "is_", "shape", "start", "text")

    def __init__(self, start: int, end: int, text: str, id: int, kinds: int) -> None:
        self.start, self.end, self.text, self.id, self.is_ = start, end, text, id, kinds
        self.shape = _shape(text)
        self.begins_word = self.begins_sentence = False


@lru_cache(1 << 16)
def _shape(text: str) -> int:
    if text == "\n":
        return LINE
    first = text[0]
    if first.isdigit():
        return NUMBER
    if not first.isalpha():
        return SIGN
    if not first.isupper():
        return LOWER
    if len(text) == 1:
        return INITIAL
    return CAPITALS if text.isupper() else CAPITAL


class Match(NamedTuple):
    """The longest phrase of one or several kinds: where it ends, all of its kinds, its node."""

    end: int
    kinds: int
    node: int


_NONE = Match(0, 0, 0)


class Reader:
    """Reads one text; `without` are rules that are left out (see `RULES`)."""

    def __init__(self, text: str, words: Collection[int], without: Collection[str] = ()) -> None:
        """`text` is in one spelling (`syllables.respelled`); `words` are where its words begin."""
        self.text = text
        self._lexicon = lexicon()
        self._without = without
        self.tokens = self._tokens(words)
        self.found: list[Mention] = []
        self._street = -1  # the end of the last name of a street

    def _tokens(self, words: Collection[int]) -> list[_Token]:
        tree = self._lexicon
        tokens: list[_Token] = []
        begins = True
        for match in TOKEN.finditer(self.text):
            id = tree.ids.get(folded(match.group()), 0)
            token = _Token(*match.span(), match.group(), id, tree.kinds_of(id) if id else 0)
            token.begins_word = match.start() in words
            token.begins_sentence = begins
            begins = token.shape == LINE or bool(token.is_ & ENDS_SENTENCE)
            if token.text == "." and tokens:
                last = tokens[-1]
                begins = last.shape != INITIAL and not last.is_ & SHORTENED
            tokens.append(token)
        tokens += [_Token(len(self.text), len(self.text), "\n", 0, 0) for _ in range(3)]
        return tokens

    # Phrases

    def match(self, at: int, wanted: int) -> Match:
        """The longest phrase at a token that is of one of the `wanted` kinds."""
        tokens, tree = self.tokens, self._lexicon
        node, best, missing, bit = 0, _NONE, 0, 1
        while tokens[at].id:
            node = tree.children.get(node << 16 | tokens[at].id, 0)
            if not node:
                break
            if tokens[at].shape not in (CAPITAL, CAPITALS, INITIAL):
                missing |= bit
            bit <<= 1
            at += 1
            kinds = tree.kinds[node]
            if kinds & CASED and tree.capitals[node] & missing:
                kinds &= ~CASED
            if kinds & wanted:
                best = Match(at, kinds, node)
        return best

    # The text

    def read(self) -> list[Mention]:
        """The mentions, in order."""
        tokens = self.tokens
        at, last = 0, len(tokens) - 3
        title, title_end = 0, -1
        while at < last:
            token = tokens[at]
            if token.shape == LINE:
                at += 1
                if self._in_capitals(at):
                    at = self._line_end(at)
                continue
            if at == 0 and self._in_capitals(0):
                at = self._line_end(0)
                continue
            if title_end != at or "titles" in self._without:
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
        best = self.match(at, _WANTED) if token.id else _NONE
        kinds = best.kinds
        is_capital = token.shape != LOWER
        if kinds & NOTHING and not kinds & (_GAZETTEER | ORG):
            return best.end, -1
        if kinds & GOV_HEAD:
            end = self._body(at, best)
            if end:
                return end, title
        if (kinds & ORG and is_capital) or (kinds & ORG and not kinds & (OTHER_HEAD | SITE_HEAD)):
            self._add(at, best.end, BODY, best.node)
            return best.end, title
        if kinds & GOV_HEAD:
            return best.end, title
        if kinds & CARRIER:
            known = self.match(best.end, ORG)
            if known.end:
                self._add(at, known.end, BODY, known.node, first=best.end)
                return known.end, title
        if kinds & (ORG_HEAD | SITE_HEAD | UNIT_HEAD | PLACE_HEAD | OTHER_HEAD) and not (
            kinds & _GAZETTEER
        ):
            end = self._behind_head(at, best)
            if end:
                return end, title
            if kinds & ORG_HEAD and best.end > at + 1:
                return best.end, title
        if kinds & WEAK_TITLE and (token.shape == LOWER or self._is_followed(best.end)):
            return best.end, WEAK_TITLE
        if kinds & TITLE:
            return best.end, TITLE
        if kinds & CALLED and (token.shape == LOWER or self._is_followed(best.end)):
            return best.end, CALLED
        if is_capital:
            return self._capitals(at, title, best)
        if kinds & PLACE:
            self._add(at, best.end, SITE, best.node)  # miền Bắc
            return best.end, -1
        return at + 1, -1

    def _is_followed(self, at: int) -> bool:
        return self.tokens[at].shape in (CAPITAL, CAPITALS, INITIAL)

    def _behind_head(self, at: int, head: Match) -> int:
        kinds = head.kinds
        if kinds & ORG_HEAD:
            end = self._organisation(at, head.end)
            if end:
                return end
        if kinds & (SITE_HEAD | UNIT_HEAD | PLACE_HEAD):
            end = 0
            if not self._is_a_surname(at, head):
                end = self._place_name(head.end, kinds, bool(self.tokens[at].is_ & PEOPLE_NOT))
            if end:
                if kinds & SITE_HEAD and self.tokens[at].is_ & STREET:
                    self._street = end
                start = head.end if kinds & PLACE_HEAD else at
                known = self.match(head.end, PLACE) if kinds & PLACE_HEAD else _NONE
                self._add(start, end, SITE, known.node if known.end == end else 0)
                return end
        if kinds & OTHER_HEAD:
            end = self._run_end(head.end)
            if end > head.end:
                return end
        return 0

    def _is_a_surname(self, at: int, head: Match) -> bool:
        """Whether the head of a place with a capital is a surname: Hồ Ngọc Hà."""
        tokens = self.tokens
        if tokens[at].shape != CAPITAL:
            return False
        if tokens[head.end].shape == CAPITAL and head.kinds & PLACE_HEAD:
            return tokens[at].text in ("Nước", "Bang")
        end = self._run_end(at)
        return (
            head.end == at + 1
            and self._is_person(at, end)
            and self.match(head.end, PLACE).end != end
        )

    # Organisations

    def _body(self, at: int, head: Match) -> int:
        """The end of the body of a place; 0 if no place is named."""
        end = head.end
        court = 0  # tối cao, cấp cao
        if self.tokens[end].text.lower() in ("tối", "cấp"):
            court = self.match(end, DOMAIN).end
        end = self._place_of(court or end) or court
        if end:
            self._add(at, end, BODY)
        return end

    def _place_of(self, at: int) -> int:
        """The end of the place that a body is of, behind its head; 0 if none is named."""
        if self.tokens[at].text == "tại":
            at += 1
        unit = self.match(at, PLACE_HEAD | UNIT_HEAD)
        known = self.match(at, COUNTRY | PLACE | WORD_PLACE)
        if unit.end > known.end:
            return self._place_name(unit.end, unit.kinds, bool(self.tokens[at].is_ & PEOPLE_NOT))
        if known.end > at + 1 or (known.end and known.end >= self._run_end(at)):
            return known.end
        return self._place_name(at, UNIT_HEAD, True) if self._is_proper(at) else 0

    def _is_proper(self, at: int) -> bool:
        """Whether a name that is no title and no head begins at a token."""
        token = self.tokens[at]
        return token.shape == CAPITAL and not self.match(at, _HEADS & ~SITE_HEAD | ORG).end

    def _organisation(  # noqa: PLR0911, PLR0912, PLR0915 - in the order of the native one
        self, at: int, start: int
    ) -> int:
        """The end of an organisation's name whose head ends before `start`; 0 if it is not sure."""
        tokens = self.tokens
        end = here = start
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
            body = self.match(here, GOV_HEAD) if here > start or office else _NONE
            if body.end:
                place_end = self._place_of(body.end)
                if place_end:
                    return self._ended(at, place_end)
                if office:
                    return 0
                break
            place = _NONE if is_small else self.match(here, COUNTRY | PLACE)
            word = self.match(here, DOMAIN) if token.begins_word else _NONE
            if place.end and place.end >= word.end:
                end, proper = place.end, True
                break
            if word.end and not (is_small and proper):
                written = sum(one.shape != LOWER for one in tokens[here : word.end])
                capitals += written
                titled += written
                here = end = word.end
                continue
            inner = self.match(here, ORG_HEAD | UNIT_HEAD | PLACE_HEAD)
            if inner.end and inner.kinds & (UNIT_HEAD | PLACE_HEAD) and not proper:
                place_end = self._place_name(inner.end, inner.kinds, bool(token.is_ & PEOPLE_NOT))
                if place_end and (capitals or not is_small or tokens[at].shape != LOWER):
                    return self._ended(at, place_end)
                break
            if inner.end and not is_small:
                capitals += 1
                here = end = inner.end
                continue
            if token.shape in (CAPITAL, CAPITALS) or (token.shape == INITIAL and not proper):
                if token.shape == INITIAL and tokens[here + 1].text == ".":
                    return 0
                run = self._proper_end(here, proper or end > start)
                if run == here:
                    break
                capitals += run - here
                if tokens[run].shape == LOWER and not tokens[run].begins_word:
                    while tokens[run].shape == LOWER and not tokens[run].begins_word:
                        run += 1  # báo Tuổi trẻ
                    if not self._is_over(run):
                        return 0
                following = tokens[run]
                if following.shape == LOWER and not self.match(run, AFTER).end:
                    one = run == here + 1 and is_vietnamese(token.text)
                    if one or self.match(run, DOMAIN).end:
                        return 0  # Uỷ ban Quân vụ, Công ty TNHH BOT đầu tư
                proper = True
                here = end = run
                continue
            if token.shape == NUMBER and not proper and here == end and token.text.isdigit():
                end, proper = here + 1, True
            break
        if end == start or not (capitals or proper):
            return 0
        alone = end == start + 1 == at + 2 and is_vietnamese(tokens[start].text)
        if alone and tokens[start].shape == CAPITAL and not self.match(start, DOMAIN).end:
            return 0  # Trường Giang
        if not proper and titled < 2 and tokens[at].shape == LOWER:
            return 0
        if not proper and (tokens[at].is_ & NEEDS_NAME or not self._is_over(end)):
            return 0
        return self._ended(at, end)

    def _is_over(self, at: int) -> bool:
        """Whether the name of an organisation can end before a token."""
        shape = self.tokens[at].shape
        return shape in (SIGN, LINE) or bool(self.match(at, AFTER).end)

    def _goes_on(self, at: int, proper: bool) -> bool:
        """Whether a name goes on behind a sign, *và* or *của*."""
        if proper or not self.match(at + 1, DOMAIN).end:
            return False
        return self.tokens[at].text != "," or self.tokens[at + 1].shape != LOWER

    def _ended(self, at: int, end: int) -> int:
        self._add(at, end, BODY)
        return end

    def _proper_end(self, at: int, is_behind: bool) -> int:
        """The end of capitals that name an organisation; not into a person behind it."""
        end = self._run_end(at)
        for here in range(at, end):
            if is_behind and here + 2 < end and self._is_person(here, end):
                return here
            if here > at and self._begins_other(here, GOV_HEAD | TITLE | ORG):
                return here
        return end

    # Places

    def _place_name(  # noqa: PLR0911, PLR0912 - in the order of the native one
        self, at: int, kinds: int, no_person: bool = False
    ) -> int:
        """The end of a place's name behind its head; 0 if there is none.

        With `no_person`, the name is none of a person.
        """
        tokens = self.tokens
        token = tokens[at]
        if token.shape == NUMBER and kinds & (UNIT_HEAD | SITE_HEAD):
            if kinds & SITE_HEAD and not token.begins_word:
                return 0
            if tokens[at + 1].text in ("/", "-", ",", ".") and tokens[at + 2].shape == NUMBER:
                return 0
            digits = token.text
            if kinds & SITE_HEAD and digits[-1] in "ABCDEFGHK":
                digits = digits[:-1]  # quốc lộ 1A
            return at + 1 if digits.isdigit() and len(digits) < 4 else 0
        if token.shape not in (CAPITAL, CAPITALS):
            return 0
        known = self.match(at, PLACE | COUNTRY)
        end = max(self._run_end(at), known.end)
        if known.end == end:
            return end
        if known.end and (
            kinds & PLACE_HEAD or self._is_person(known.end, end) or token.shape == CAPITALS
        ):
            return known.end
        if kinds & (PLACE_HEAD | UNIT_HEAD):
            inner = (here for here in range(at + 2, end) if self._is_person(here, end))
            end = next(inner, end)
        if (kinds & PLACE_HEAD or no_person) and end > at + 2 and self._is_person(at, end):
            return 0
        other = self.match(at, GOV_HEAD | ORG | TITLE)
        if kinds & UNIT_HEAD and other.end == end and not other.kinds & (GOV_HEAD | TITLE):
            return end if token.shape == CAPITAL else 0  # xã Tiền Phong
        if other.end > at + 1:
            return 0
        for here in range(at + 1, end):
            if self._begins_other(here, GOV_HEAD | ORG | TITLE | ORG_HEAD):
                return here
        if end == at + 1 and tokens[end].shape == LOWER and not tokens[end].begins_word:
            return 0  # An toàn giao thông Quốc|_gia
        return min(end, at + _LONGEST_PLACE)

    def _begins_other(self, at: int, kinds: int) -> bool:
        """Whether something else of several syllables begins at a token within capitals."""
        found = self.match(at, kinds)
        if found.end <= at + 1:
            return False
        if found.kinds & ORG:
            return True
        return any(one.shape != CAPITAL for one in self.tokens[at : found.end])

    # Capitals

    def _run_end(self, at: int) -> int:
        """The end of the capitals that begin at a token, with nothing but spaces between."""
        tokens = self.tokens
        end = at
        while True:
            token = tokens[end]
            if token.shape in (CAPITAL, CAPITALS, INITIAL):
                end += 1
                end = self._joined(at, end)
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
            middle = last.shape == INITIAL and end - at > 1 and following.shape == CAPITAL
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

    def _is_surname(self, at: int, kind: int = SURNAME) -> bool:
        match = self.match(at, kind)
        return bool(match.end)

    def _is_person(self, at: int, end: int) -> bool:
        """Whether the tokens are a Vietnamese full name: a surname, and one to four syllables."""
        tokens = self.tokens
        if not 2 <= end - at <= 5 or not self._is_surname(at):
            return False
        if not all(one.shape == CAPITAL and is_vietnamese(one.text) for one in tokens[at:end]):
            return False
        if end - at == 2:
            return self._is_surname(at, COMMON_SURNAME)
        return self._is_surname(at, COMMON_SURNAME) or bool(self.match(at + 1, MIDDLE).end)

    def _has_initials(self, at: int, end: int) -> bool:
        """Whether the last of some capitals stands for a name: Vi Văn M., N.V.T."""
        tokens = self.tokens
        last = tokens[end - 1]
        if "initials" not in self._without and end - at > 1 and last.is_ & ONSET:
            return tokens[end].text == "."  # Nguyễn Thanh Th.
        if "initials" in self._without or last.shape != INITIAL or tokens[end].text == "-":
            return False
        return end - at > 1 or tokens[end].text == "."

    def _capitals(self, at: int, title: int, best: Match) -> tuple[int, int]:
        """Read what begins with a capital and is the name of nothing that was told before it."""
        tokens = self.tokens
        end = max(self._run_end(at), best.end if best.kinds & _GAZETTEER else 0)
        if self._has_initials(at, end):
            while tokens[end].text == "." and tokens[end + 1].shape == INITIAL:
                end += 2
            return end, -1
        place = best if best.kinds & _GAZETTEER else _NONE
        if title == CALLED:
            end = self._until_known(at, end, place)
            return self._person(at, end, title), -1
        if place.end and place.end <= end:
            return self._from_place(at, end, title, place)
        if tokens[at].begins_sentence and not title:
            start = self._real_start(at, end)
            if start > at:
                return start, -1
        end = self._until_known(at, end, place)
        return self._person(at, end, title), -1

    def _until_known(self, at: int, end: int, place: Match) -> int:
        """Where something known begins within capitals, or their end."""
        following = self.tokens[end]
        goes_on = following.shape == LOWER and not following.begins_word
        if self._is_person(at, end) and not (goes_on and end == at + 2):
            return end
        if goes_on:
            end -= 1  # HĐQT Công|_ty, Đoàn Thanh|_niên
        for here in range(at + 1, end):
            if self._begins_other(here, GOV_HEAD | ORG | TITLE):
                return here
            known = self.match(here, PLACE | COUNTRY)
            if known.end == end and known.end > here + 1 and here - at > 1:
                return here
            behind = here > at + 1 or not is_vietnamese(self.tokens[at].text)
            if behind and here + 2 < end and self._is_person(here, end):
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
            if self._is_person(at, end) and not self._is_person(place.end, end):
                return self._person(at, end, title), -1
            foreign = not all(is_vietnamese(tokens[one].text) for one in (at, place.end))
            if single and not foreign and not (self._is_person(place.end, end)):
                return self._person(at, end, title), -1
            if single and place.kinds & WORD_PLACE and not title:
                return self._person(at, end, title), -1
        if single and tokens[at + 1].shape == LOWER and not tokens[at + 1].begins_word:
            return end, -1  # Mỹ|_nhân ngư
        if place.kinds & WORD_PLACE and not rest:
            if tokens[at].begins_sentence or not self._is_near_place(at):
                return end, -1
        elif place.kinds & WORD_PLACE and tokens[at].begins_sentence:
            return self._person(at, end, title), -1
        alone = single and tokens[at].shape == CAPITAL and is_vietnamese(tokens[at].text)
        code = WORD_SITE if alone and not self._is_near_place(at) else SITE
        self._add(at, place.end, code, place.node)
        return place.end, title or -1

    def _is_near_place(self, at: int) -> bool:
        """Whether a word before a token tells that a place follows."""
        return any(at >= back and self.match(at - back, NEAR_PLACE).end == at for back in (2, 1))

    def _real_start(self, at: int, end: int) -> int:
        """Where a name begins that begins a sentence, whose first word may be none of it."""
        tokens = self.tokens
        first = tokens[at]
        if "starts" in self._without or not is_vietnamese(first.text) or first.shape == CAPITALS:
            return at
        if self._is_person(at, end) and (
            not self.match(at, START).end or self._is_surname(at, COMMON_SURNAME)
        ):
            return at
        start = self.match(at, START)
        if start.end:
            return max(at + 1, min(start.end, end))
        if end == at + 1:
            return at + 1
        return at

    def _person(self, at: int, end: int, title: int) -> int:
        """Note capitals as a person, or as a name without a type; returns where they end."""
        tokens = self.tokens
        if end <= at:
            return max(end, at + 1)
        full = self._is_person(at, end)
        vietnamese = all(is_vietnamese(one.text) for one in tokens[at:end])
        if end == at + 1 and vietnamese and tokens[at].shape == CAPITAL:
            if title == CALLED:
                self._add(at, end, GIVEN)
            return end  # a given name alone, or a word with a capital
        if full and not title and self._is_address(at):
            self._add(at, end, SITE, street=True)
            self._street = end
            return end
        code = UNKNOWN
        short = tokens[at].shape == CAPITALS and len(tokens[at].text) > 2  # giám đốc VCB Lâm Khê
        named = not short and any(one.shape == CAPITAL for one in tokens[at:end])
        if tokens[at].text == "The" or not named:
            code = UNKNOWN
        elif title:
            code = PERSON
            if title == WEAK_TITLE and not full:
                code = MAYBE_PERSON if end > at + 1 else UNKNOWN
        elif end - at > 1 and (self.match(end, SPEECH).end or self._is_aged(end)):
            code = PERSON
        elif full:
            code = MAYBE_PERSON
        elif self._is_near_place(at) and tokens[at].shape != CAPITALS:
            code = MAYBE_PLACE
        if code == UNKNOWN and end == at + 1 and tokens[at].shape in (CAPITALS, INITIAL):
            return end
        self._add(at, end, code)
        return end

    def _is_address(self, at: int) -> bool:
        """Whether the number of a house stands before a name: it is that of a street."""
        tokens = self.tokens
        if "addresses" in self._without:
            return False
        if at and self._street == at - 1 and tokens[at - 1].is_ & JOINING:
            return True
        if at < 2 or tokens[at - 1].shape != NUMBER:
            return False
        return bool(tokens[at - 2].is_ & NUMBERED)

    def _is_aged(self, at: int) -> bool:
        """Whether an age or a year of birth stands behind a name."""
        tokens = self.tokens
        if "ages" in self._without or tokens[at].text not in (",", "("):
            return False
        following = tokens[at + 1]
        if following.shape == NUMBER:
            return tokens[at + 2].text.lower() == "tuổi"
        return following.text in ("SN", "sinh")

    # Lines

    def _line_end(self, at: int) -> int:
        while self.tokens[at].shape != LINE:
            at += 1
        return at

    def _in_capitals(self, at: int) -> bool:
        """Whether a line is a headline in capitals."""
        end = at if "headlines" in self._without else self._line_end(at)
        letters = [one for one in self.tokens[at:end] if one.shape in (LOWER, CAPITAL, CAPITALS)]
        small = sum(one.shape != CAPITALS for one in letters)
        return len(letters) >= 4 and small * 5 <= len(letters)

    def _add(
        self,
        at: int,
        end: int,
        code: str,
        node: int = 0,
        *,
        street: bool = False,
        first: int = -1,
    ) -> None:
        """Note the tokens as a mention; `first` is where the name begins behind a head."""
        if code != SITE and "signs" not in self._without and self._signs(at, end, code):
            return
        canonical = self._lexicon.canonical.get(node, "") if node else ""
        if first >= 0 and not canonical:
            canonical = self.text[self.tokens[first].start : self.tokens[end - 1].end]
        if street:
            canonical = f"đường {self.text[self.tokens[at].start : self.tokens[end - 1].end]}"
        self.found.append(Mention(self.tokens[at].start, self.tokens[end - 1].end, code, canonical))

    def _signs(self, at: int, end: int, code: str) -> bool:
        """Whether a person signs a text or a picture there."""
        tokens = self.tokens
        before = tokens[at - 1] if at else None
        if before is not None and before.text in ":-/" and at > 1 and tokens[at - 2].is_ & SIGNED:
            return True
        if before is not None and before.is_ & SIGNS:
            return True
        if code == BODY:
            return False
        whole = before is None or tokens[at].begins_sentence or before.text in "()/,-–"
        closing = tokens[end].text in (")", ".") and tokens[end + 1].shape == LINE
        compiled = tokens[end].text == "(" and bool(tokens[end + 1].is_ & COMPILED)
        ends = tokens[end].shape == LINE or closing or compiled
        return whole and end - at <= 4 and ends and at > 0
