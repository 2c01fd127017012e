"""Text from before Unicode, and UTF-8 that was read as something else: recognised, converted.

`decode` takes the bytes of a file, `recognise` texts that are Unicode already but whose
characters are the codes of an older encoding. Both judge by the outcome: a conversion is made
only if it turns nearly all marked words into well-formed Vietnamese syllables, enough of them,
and neither another conversion nor the text as it stands comes near. What is likely and no more
is left alone and reported as a doubt.

The encodings are described in `legacy_tables`, the syllables in `legacy_syllables`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import normalize

from index.vietnamese import legacy_mojibake as mojibake
from index.vietnamese.legacy_syllables import is_syllable
from index.vietnamese.legacy_tables import (
    TCVN3_GLYPHS,
    VIQR_STRONG,
    VIQR_SURE,
    VIQR_TOKEN,
    VNI_SHAPE,
    from_bytes,
    from_tcvn3,
    from_viqr,
    from_vni,
    from_windows_1258,
    is_strict_viqr,
    viqr_word,
)

SAMPLE = 64 * 1024
"""Characters by which an encoding is recognised; the rest of a text must then agree."""

_BLOCK = 1024 * 1024
_ENOUGH, _DIFFERENT = 8, 5  # well-formed words that a conversion must make, and kinds of them
_SHARE, _SHARE_OF_ALL = 0.85, 0.8  # of the marked words, in the sample and in the whole text
_DENSITY = 0.3  # of all words; in Vietnamese some 70 % carry marks
_RAREST = 20  # characters for one that is not ASCII; it is less than 8 in the 8-bit encodings
_MARGIN = 0.3  # between the best share and the next
_DOUBTFUL, _DOUBTFUL_SHARE = 2, 0.75


class Decoded(NamedTuple):
    """A text, what it was converted from, and what it may be if it was left as it is."""

    text: str
    conversion: str | None = None
    doubt: str | None = None

    def notes(self) -> list[str]:
        """What was done, in English, for people who read an article's notes."""
        return notes(self.conversion, self.doubt)


class UnreadableError(Exception):
    """Raised for bytes that are not UTF-8, from `start` on, and nothing else for certain."""

    def __init__(self, start: int, doubt: str | None) -> None:
        super().__init__(f"not UTF-8 at byte {start}")
        self.start = start
        self.doubt = doubt


@dataclass(frozen=True)
class Encoding:
    """A name, and the function that makes Unicode of text in the encoding."""

    name: str
    convert: Callable[[str], str]
    has_unicode: bool = False  # the encoding can stand within Unicode text

    def restore(self, text: str) -> str:
        """One of several texts of an article, which may be Unicode already."""
        if not self.has_unicode and _UNICODE.search(text):
            return text
        return self.convert(text)


class Recognised(NamedTuple):
    """The encoding of a text if it is certain, else the name of the one that it may be in."""

    encoding: Encoding | None = None
    doubt: str | None = None


def notes(conversion: str | None, doubt: str | None) -> list[str]:
    """The notes of an article for what `Decoded` and `Recognised` say."""
    if conversion:
        return [f"converted from {conversion}"]
    return [f"may be {doubt}; left as it is"] if doubt else []


def decode(data: bytes) -> Decoded:
    """The text of a file, without a byte order mark, converted if it is in an older encoding.

    Raises `UnreadableError` for bytes that are not UTF-8 and not certain to be anything else.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return Decoded(data.decode("utf-16"), "UTF-16")
        except UnicodeDecodeError as error:
            raise UnreadableError(error.start, "damaged UTF-16") from None
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        text = from_bytes(data)
        encoding, doubt = recognise_bytes(text)
        if not encoding:
            raise UnreadableError(error.start, doubt) from None
        return Decoded(encoding.convert(text), encoding.name)
    return repair(text)


def repair(text: str) -> Decoded:
    """`text`, converted if its characters are the codes of an older encoding."""
    if not is_suspicious(text):
        return Decoded(text)
    encoding, doubt = recognise([text])
    if encoding:
        return Decoded(encoding.convert(text), encoding.name)
    return Decoded(text, doubt=doubt)


_UNICODE = re.compile("[ăđơưạ-ỹĂĐƠƯ]")  # letters that no older encoding shows
_has_unicode = _UNICODE.search
_LATIN = re.compile("[\u00a1-\u00ff]")


def is_clean(text: str) -> bool:
    """Whether `text` is Vietnamese in Unicode at the first glance; this takes no time.

    False says nothing: the text may be English, or too short to tell.
    """
    return "»" not in text and _has_unicode(text) is not None


def is_suspicious(text: str) -> bool:
    """Whether it is worth while to look at `text` more closely."""
    if _UNICODE.search(text):
        return "»" in text and mojibake.is_likely(text)
    if not text.isascii() and _LATIN.search(text):
        return True
    return VIQR_SURE.search(text) is not None


def recognise(texts: Iterable[str]) -> Recognised:
    """The encoding of `texts`, parts of one article, but for those that are Unicode already."""
    texts = list(texts)
    if found := _recognise_mojibake("\n".join(texts)):
        return found
    text = "\n".join(text for text in texts if not _UNICODE.search(text))
    sample = _sample(text)
    candidates = _EIGHT_BIT if len(_LATIN.findall(sample)) * _RAREST >= len(sample) else []
    candidates = [*candidates, _VIQR] if VIQR_SURE.search(sample) else candidates
    if not candidates:
        return Recognised()
    as_it_is = _judge(_AS_IT_IS, sample).share
    found = _choose(text, sample, candidates, as_it_is)
    if found.encoding is _VIQR.encoding and is_strict_viqr(text):
        return Recognised(_STRICT_VIQR)
    return found


def recognise_bytes(text: str) -> Recognised:
    """The encoding of a text that is no UTF-8 and was read by `from_bytes`."""
    sample = _sample(text)
    if mojibake.rounds(sample):
        return Recognised()  # UTF-8 with a few damaged bytes
    return _choose(text, sample, _EIGHT_BIT, 0)


def agrees(encoding: Encoding, text: str) -> bool:
    """Whether `text`, too short to be recognised, may be in the encoding of its neighbours."""
    for candidate in _EIGHT_BIT:
        if candidate.encoding is encoding:
            verdict = _judge(candidate, text)
            return verdict.bad <= verdict.good
    return False


def _sample(text: str) -> str:
    """SAMPLE characters of `text` from its beginning, or from a little before the first mark."""
    found = _LATIN.search(text) or VIQR_SURE.search(text)
    start = max(0, found.start() - SAMPLE // 8) if found else 0
    return text[start : start + SAMPLE]


@dataclass(frozen=True)
class _Candidate:
    """How to judge a text in an encoding.

    `judge` says of a token whether it is a good or a bad sign; None if it is none.
    """

    encoding: Encoding
    tokens: re.Pattern[str]
    judge: Callable[[str], bool | None]


@dataclass(frozen=True)
class _Verdict:
    good: int
    different: int  # good tokens, each counted once
    bad: int
    words: int

    @property
    def share(self) -> float:
        return self.good / (self.good + self.bad) if self.good else 0.0

    @property
    def density(self) -> float:
        return self.good / self.words if self.good else 0.0


def _judge(candidate: _Candidate, text: str) -> _Verdict:
    """How much speaks for and against `text` being in the encoding."""
    counts: Counter[str] = Counter()
    for begin in range(0, len(text), _BLOCK):
        counts.update(candidate.tokens.findall(text[begin : begin + _BLOCK]))
    good = different = bad = 0
    for token, count in counts.items():
        sign = candidate.judge(token)
        if sign:
            good += count
            different += 1
        elif sign is False:
            bad += count
    return _Verdict(good, different, bad, sum(counts.values()))


def _choose(text: str, sample: str, candidates: list[_Candidate], as_it_is: float) -> Recognised:
    """The candidate that is ahead of all others and of the text as it is, if one is."""
    verdicts = [(_judge(candidate, sample), candidate) for candidate in candidates]
    verdicts = [each for each in verdicts if each[0].density >= _DENSITY]
    if not verdicts:
        return Recognised()
    verdicts.sort(key=lambda each: (each[0].share, each[0].good), reverse=True)
    best, candidate = verdicts[0]
    margin = best.share - max([as_it_is, *(other.share for other, _ in verdicts[1:])])
    certain = (
        best.good >= _ENOUGH
        and best.different >= _DIFFERENT
        and best.share >= _SHARE
        and margin >= _MARGIN
    )
    if certain and len(text) > len(sample):
        certain = _judge(candidate, text).share >= _SHARE_OF_ALL
    if certain:
        return Recognised(candidate.encoding)
    likely = (
        best.different >= _DOUBTFUL
        and best.share >= _DOUBTFUL_SHARE
        and best.share - as_it_is >= _MARGIN
    )
    return Recognised(doubt=f"{candidate.encoding.name} text" if likely else None)


def _recognise_mojibake(text: str) -> Recognised | None:
    """Whether `text` is broken UTF-8; None if nothing speaks for it."""
    if not mojibake.is_possible(text):
        return None
    head = text[:SAMPLE]
    found = mojibake.count_signs(head)
    if rounds := mojibake.rounds(head):
        before, after = _judge(_AS_IT_IS, head), _judge(_AS_IT_IS, mojibake.undo(head, rounds))
        gained = after.different - before.different >= mojibake.ENOUGH
        if gained and after.bad <= before.bad and after.share >= _SHARE:
            return Recognised(_MOJIBAKE[rounds])
    return Recognised(doubt=_MOJIBAKE[1].name) if found >= mojibake.ENOUGH else None


def _mojibake(name: str, rounds: int) -> Encoding:
    return Encoding(name, lambda text: normalize("NFC", mojibake.undo(text, rounds)), True)


_MOJIBAKE = {
    1: _mojibake("UTF-8 that was read as Windows-1252", 1),
    2: _mojibake("UTF-8 that was read as Windows-1252 twice", 2),
    3: _mojibake("UTF-8 that was read as Windows-1252 three times", 3),
}


def _is_marked_syllable(word: str) -> bool | None:
    """Whether a word with marks is a syllable; None for one letter, which is no evidence."""
    return is_syllable(word) if len(word) > 1 else None


def _is_cased(word: str) -> bool:
    return word[1:].islower() or word.isupper() or len(word) == 1


def _judge_as_it_is(token: str) -> bool | None:
    if token.isascii():
        return None
    return _is_marked_syllable(token) if _is_cased(token) else False


_LONGEST_TOKEN = 14  # VNI writes some letters as two, VIQR as three


def _by(convert: Callable[[str], str], shape: re.Pattern[str]) -> Callable[[str], bool | None]:
    """The judge of an 8-bit encoding in which all words have the `shape`."""

    def judge(token: str) -> bool | None:
        if token.isascii():
            return None
        if len(token) > _LONGEST_TOKEN or not shape.fullmatch(token):
            return False
        return _is_marked_syllable(convert(token))

    return judge


def _judge_viqr(token: str) -> bool | None:
    if not VIQR_STRONG.search(token):
        return None
    if len(token) > _LONGEST_TOKEN:
        return False
    return _is_marked_syllable(viqr_word(token).rstrip("(^+`?~'."))


_LETTERS = re.compile("[A-Za-z\u00c0-\u00ff]+")
_GLYPHS = re.compile("[A-Za-z\u00a1-\u00ff]+")
_AS_IT_IS = _Candidate(
    Encoding("Unicode", str),
    re.compile("[A-Za-z\u00a1-\u024f\u0300-\u0323\u1e00-\u1eff]+"),
    _judge_as_it_is,
)
_EIGHT_BIT = [
    _Candidate(
        Encoding("TCVN3 (ABC)", from_tcvn3),
        _GLYPHS,
        _by(from_tcvn3, re.compile(f"[A-Za-z{re.escape(TCVN3_GLYPHS)}]+")),
    ),
    _Candidate(Encoding("VNI-Windows", from_vni), _LETTERS, _by(from_vni, VNI_SHAPE)),
    _Candidate(
        Encoding("Windows-1258", from_windows_1258), _LETTERS, _by(from_windows_1258, _LETTERS)
    ),
]
_VIQR = _Candidate(Encoding("VIQR", lambda text: from_viqr(text, False)), VIQR_TOKEN, _judge_viqr)
_STRICT_VIQR = Encoding("VIQR", lambda text: from_viqr(text, True))
