"""One spelling for what Vietnamese writes in several ways.

The steps, in the order in which they must run: Unicode (`clean`), tone placement and i/y
(`respell`), folding (`fold`). Folding before the spelling rules would lose what they repair.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from index import native
from index.vietnamese.lookalikes import (
    JOINED,
    OVERLAID,
    is_joined,
    likeness,
    may_look_otherwise_in_python,
)

__all__ = ["CleanText", "clean", "combines", "fold", "is_plain", "may_look_otherwise", "respell"]

# Characters that a reader does not see: soft hyphen, zero-width characters, marks of direction
# and the byte-order mark. (Unicode, general category Cf, without those that shape a script.)
_INVISIBLE = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
_SPACES = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_UNUSUAL = re.compile(f"[{_INVISIBLE}{_SPACES}]")
# Most texts have none of these: all else is seen, is no odd space, stays under NFC, and looks like
# nothing else.
_NOT_PLAIN = re.compile(
    "[^\\0-\x08\n-\x9f\u00a1-\u00ac\u00ae-\u00cf\u00d1-\u00ef\u00f1-\u0188\u018a-\u0255\u0257-\u02ff"
    "\u1e00-\u1eff\u2010-\u2027]+"
)
_TO_LETTERS = str.maketrans(JOINED)
# Python takes long to tell that a text is not in NFC; most that are not have one of these.
_DECOMPOSED = re.compile("[aăâeêioôơuưyAĂÂEÊIOÔƠUƯY][\u0300\u0301\u0303\u0309\u0323]")
_DROPPED = re.compile(f"[{_INVISIBLE}]")
_KEPT = re.compile(f"[^{_INVISIBLE}]+")
_SPACE = re.compile(f"[{_SPACES}]")


# More marks than this on one letter are no text (UAX #15, Stream-Safe Text Format).
_MOST_MARKS = 30
_STACKED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff"
    f"\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f]{{{_MOST_MARKS + 1},}}"
)


class CleanText(NamedTuple):
    """A text in NFC without invisible characters or look-alikes, and the way back to the original.

    `starts[i]` and `ends[i]` are the offsets in the original of what became character i;
    both are None when the text was clean already.
    """

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the original text of the characters `start` to `end` (not empty)."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def clean(text: str) -> CleanText:
    """`text` in NFC, without invisible characters, with plain spaces and the letters it shows."""
    if is_plain(text):
        return CleanText(text)
    changes_length = False
    if may_look_otherwise(text):
        text = likeness(text)
        changes_length = is_joined(text)
    # Normalising what is stacked would take time quadratic in its length.
    if changes_length or _STACKED.search(text):
        return CleanText(*compose(text))
    composed = not _DECOMPOSED.search(text) and unicodedata.is_normalized("NFC", text)
    if composed and not _UNUSUAL.search(text):
        return CleanText(text)
    if composed and not _DROPPED.search(text):
        return CleanText(_SPACE.sub(" ", text))
    if composed:
        starts = [place for kept in _KEPT.finditer(text) for place in range(*kept.span())]
        seen = _SPACE.sub(" ", _DROPPED.sub("", text))
        if unicodedata.is_normalized("NFC", seen):  # what was dropped had kept nothing apart
            return CleanText(seen, starts, [place + 1 for place in starts])
    return CleanText(*compose(text))


@lru_cache(maxsize=4096)
def combines(character: str) -> bool:
    """Whether `character` can join what stands before it under NFC.

    Beside the characters with a combining class these are marks without one (Indic vowel signs),
    conjoining Hangul, and the vowel signs of Kirat Rai (Unicode 16), which are letters.
    """
    return (
        unicodedata.category(character)[0] == "M"
        or "\u1160" <= character <= "\u11ff"
        or "\U00016d63" <= character <= "\U00016d6a"
    )


def compose_in_python(text: str) -> tuple[str, list[int], list[int]]:
    """`text` in NFC, made cluster by cluster, so that every character knows where it came from.

    A cluster is a character and those behind it that `combines` tells.
    """
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    places = list(range(len(text) + 1))
    at = 0
    for run in _NOT_PLAIN.finditer(text):
        start = run.start() - (run.start() > at)  # the plain character before may be combined with
        characters.append(text[at:start])
        starts += places[at:start]
        ends += places[at + 1 : start + 1]
        at = run.end()
        composed, run_starts, run_ends = _compose_run(text[start:at])
        characters.append(composed)
        starts += [start + place for place in run_starts]
        ends += [start + place for place in run_ends]
    characters.append(text[at:])
    starts += places[at:-1]
    ends += places[at + 1 :]
    return "".join(characters), starts, ends


def _compose_run(run: str) -> tuple[str, list[int], list[int]]:
    """NFC of a run of characters that are not plain, with the plain one before them.

    With it come the offsets in the run at which each of its characters starts and ends.
    """
    return _composed_short(run) if len(run) <= _LONGEST_REMEMBERED else _composed(run)


def _composed(run: str) -> tuple[str, list[int], list[int]]:
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    cluster = ""
    cluster_start = cluster_end = 0

    def close() -> None:
        composed = unicodedata.normalize("NFC", _spelled_out(cluster))
        characters.append(composed)
        starts.extend([cluster_start] * len(composed))
        ends.extend([cluster_end] * len(composed))

    for offset, character in enumerate(run):
        if _DROPPED.match(character):
            continue
        if not (cluster and combines(character)):
            if cluster:
                close()
            cluster, cluster_start = "", offset
        if len(cluster) <= _MOST_MARKS:
            cluster += " " if _SPACE.match(character) else character
        cluster_end = offset + 1
    if cluster:
        close()
    return "".join(characters), starts, ends


def _spelled_out(cluster: str) -> str:
    """A cluster with the letters of its ligature, and with one letter for a barred one."""
    if cluster[:2] in OVERLAID:
        cluster = OVERLAID[cluster[:2]] + cluster[2:]
    return cluster.translate(_TO_LETTERS)


_LONGEST_REMEMBERED = 4
_composed_short = lru_cache(maxsize=1 << 12)(_composed)


# A letter and a mark -> the letter with the mark: nearly all that is found decomposed.
_PAIRS = {
    letter + mark: unicodedata.normalize("NFC", letter + mark)
    for letters, marks in (
        ("aăâeêioôơuưy", "\u0300\u0301\u0303\u0309\u0323"),
        ("aeo", "\u0302"),
        ("a", "\u0306"),
        ("ou", "\u031b"),
    )
    for letter in letters + letters.upper()
    for mark in marks
}

_TONES = ("\u0300", "\u0301", "\u0309", "\u0303", "\u0323")  # huyền, sắc, hỏi, ngã, nặng


def _with_tone(vowel: str, tone: str) -> str:
    return unicodedata.normalize("NFC", vowel + tone)


# Old style to new: hòa -> hoà, khỏe -> khoẻ, thúy -> thuý, and the slip qúy -> quý.
_OPEN_RIMES = [
    rime
    for first, second in ("oa", "oe", "uy")
    for rime in (
        (first, second),
        (first.upper(), second),
        (first, second.upper()),
        (first.upper(), second.upper()),
    )
]
_MOVED = {
    _with_tone(first, tone) + second: first + _with_tone(second, tone)
    for first, second in _OPEN_RIMES
    for tone in _TONES
}
# Two classes are found faster than sixty alternatives; what is not in the table stays.
_OLD_STYLE = re.compile(
    f"[{''.join({rime[0] for rime in _MOVED})}][{''.join({rime[1] for rime in _MOVED})}](?!\\w)"
)

_I_FORMS = "i" + "".join(_with_tone("i", tone) for tone in _TONES)
_Y_FORMS = "y" + "".join(_with_tone("y", tone) for tone in _TONES)
_I_TO_Y = str.maketrans(_I_FORMS + _I_FORMS.upper(), _Y_FORMS + _Y_FORMS.upper())
_BEFORE_Y = "hklmstHKLMST"
# Looking back from the vowel is faster: few letters are one.
_LONE_I = re.compile(
    rf"[{_I_FORMS}{_I_FORMS.upper()}](?!\w)(?:(?<=\b[{_BEFORE_Y}].)|(?<=\b[qQ][uU].))"
)


def is_plain_in_python(text: str) -> bool:
    """Whether nothing in `text` is unseen, an odd space, a look-alike, or may change under NFC."""
    return _NOT_PLAIN.search(text) is None


def respell_in_python(text: str) -> str:
    """`text` (in NFC) with one placement of tones and one choice of i and y.

    The tone of an open oa, oe or uy stands on its second vowel (*hòa* becomes *hoà*), and a
    syllable that is h, k, l, m, s, t or qu and then only i or y takes y (*kĩ* becomes *kỹ*).
    Letter case and length stay, so offsets do too. The rules are those of the Ministry of
    Education's decision 240/QĐ of 1984 (tone) and of its i/y table, without the exceptions
    that papers do not follow.
    """
    text = _OLD_STYLE.sub(lambda match: _MOVED.get(match.group(), match.group()), text)
    return _LONE_I.sub(lambda match: match.group().translate(_I_TO_Y), text)


def fold(text: str) -> str:
    """`text` without tone and vowel marks, with d for đ: *Đường* becomes *Duong*."""
    if text.isascii():
        return text
    bare = text.translate(_BARE)
    return bare if bare.isascii() else unicodedata.normalize("NFC", bare)


class _Bare(dict[int, str]):
    """What each character is without marks; found when it is first met."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFD", chr(code))
        bare = "".join(one for one in parts if not unicodedata.combining(one))
        self[code] = bare
        return bare


_BARE = _Bare({ord("đ"): "d", ord("Đ"): "D"})


if native.is_used():
    with native.loading():
        from index.vietnamese._spelling import Composer, Respeller, is_plain, may_look_otherwise
    composer = Composer(_PAIRS, _compose_run)
    compose = composer.compose
    respell = Respeller(_MOVED, _I_TO_Y, _BEFORE_Y).respell
else:
    composer = None  # type: ignore[assignment]
    is_plain, respell, compose = is_plain_in_python, respell_in_python, compose_in_python
    may_look_otherwise = may_look_otherwise_in_python
