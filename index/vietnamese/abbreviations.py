"""Where a text explains an abbreviation: *Hội đồng nhân dân (HĐND)*, *HĐND (Hội đồng nhân dân)*."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.vietnamese.spelling import fold, respell

__all__ = ["LITTLE", "Explained", "essential", "explained", "letters"]

_FEWEST_LETTERS, _MOST_LETTERS = 2, 8
_CAPITAL = "A-ZĐƯĂÂÊÔƠ"
_SHORT = rf"[{_CAPITAL}](?:[ ]?[&./–-]?[ ]?[{_CAPITAL}]){{1,{_MOST_LETTERS - 1}}}"
_ANNOUNCED = r"(?:(?:(?:sau|dưới) đây )?(?:tên )?(?:viết|gọi) tắt(?: là| của|:)? )?"
# Parentheses that hold an abbreviation, and those behind one.
_PARENTHESIS = re.compile(
    rf"\((?:{_ANNOUNCED}[“\"]?(?P<short>{_SHORT})[”\"]?"
    rf"|(?<=[{_CAPITAL}] \(){_ANNOUNCED}(?P<long>[\w &–-]+))\)"
)
_ENDS_SHORT = re.compile(rf"(?<![\w&/.–-])({_SHORT}) $")
_LONGEST_SHORT = 3 * _MOST_LETTERS
# An expansion stands in so many characters before the parenthesis, without these marks inside. (A
# dash keeps the parts of a name together: Lao động - Thương binh và Xã hội.)
_LONGEST = 99
_BREAK = re.compile(r"[^\w &–-]")
_WORD = re.compile(r"[^\W_]+")
# Words whose letter an abbreviation may leave out.
LITTLE = frozenset("và của về các cho trong ở the of and for in on".split())  # noqa: SIM905


class Explained(NamedTuple):
    """An abbreviation in capitals as it was printed, and the words it stands for.

    `words` are in lower case and one spelling, with single spaces: *uỷ ban nhân dân*.
    """

    short: str
    words: str


def explained(text: str) -> Iterator[Explained]:
    """The abbreviations that `text` (clean, see `spelling.clean`) explains, in order.

    The letters must be the initials of the words directly before the parenthesis (or of all that
    stands in it), of which *và*, *của* and the like may go without.
    """
    start = -1
    while (start := text.find("(", start + 1)) >= 0:  # faster than the expression finds it
        found = _PARENTHESIS.match(text, start)
        if found is None:
            continue
        short, long = found.group("short", "long")
        if not short and not (long := long.rstrip()):
            continue
        # Most parentheses are none: a look at the last word and the last letter tells.
        last = text[text.rfind(" ", 0, start - 1) + 1] if short else long[long.rfind(" ") + 1]
        if not _begins(last, short[-1] if short else text[start - 2]):
            continue
        if short:
            before = text[max(0, start - _LONGEST) : start].rstrip(' ”"')
            words = _WORD.findall(_BREAK.split(before)[-1])
            first = _first_word(letters(short), words)
        else:
            ends = _ENDS_SHORT.search(text, max(0, start - _LONGEST_SHORT), start)
            short = ends.group(1) if ends else ""
            words = _WORD.findall(long)
            first = 0 if _first_word(letters(short), words) == 0 else None
        if first is not None:
            yield Explained(_printed(short), respell(" ".join(words[first:])).lower())


def essential(words: str) -> str:
    """`words` without *và*, *của* and the like."""
    some = words.split()
    if not LITTLE.isdisjoint(some):
        some = [word for word in some if word not in LITTLE]
    return " ".join(some)


def letters(short: str) -> str:
    """The letters of an abbreviation, without the signs between them."""
    return short if short.isalpha() else "".join(filter(str.isalpha, short))


def _printed(short: str) -> str:
    return short.replace(" ", "").replace("–", "-")


def _first_word(letters: str, words: Sequence[str]) -> int | None:
    """Where the words begin, at the latest, whose initials are `letters`; None where none are."""
    if not _FEWEST_LETTERS <= len(letters) <= _MOST_LETTERS:
        return None
    starts = {len(words)}  # of words whose initials are the last letters
    for letter in reversed(letters):
        starts = {at - 1 for at in _before(starts, words) if _begins(words[at - 1][0], letter)}
        if not starts:
            return None
    return max(starts)


def _before(starts: set[int], words: Sequence[str]) -> Iterator[int]:
    """The ends of words that may come before one of `starts`, with little ones between or not."""
    for start in starts:
        for at in range(start, 0, -1):
            yield at
            if at == len(words) or words[at - 1].lower() not in LITTLE:
                break


@lru_cache(maxsize=1 << 10)
def _begins(initial: str, letter: str) -> bool:
    """Whether a word that begins so can have this letter in an abbreviation; D stands for đ too."""
    initial = initial.upper()
    return initial == letter or (letter != "Đ" and fold(initial) == letter)
