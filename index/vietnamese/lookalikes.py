"""Characters that readers take for others: which letters and figures they stand for.

Fonts, scanners and old keyboards leave letters in a text that look like Vietnamese ones and are
none. Each table says what they are read as; the text that is stored and shown keeps them.
"""

from __future__ import annotations

import re
from unicodedata import decomposition, normalize

__all__ = ["JOINED", "OVERLAID", "is_joined", "likeness", "may_look_otherwise_in_python"]

# Icelandic and African letters that are drawn as Đ is.
_BARRED = {"\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0256": "đ"}

# A d under a bar of its own.
OVERLAID = {f"{d}{bar}": barred for d, barred in ("DĐ", "dđ") for bar in "\u0335\u0336"}

# Where Unicode keeps other forms of letters and figures: subscripts, letter-like signs, Roman
# numerals, those in circles, squared units, ligatures, full width, letters of mathematics.
_BLOCKS = (
    (0x2080, 0x209C),
    (0x2100, 0x214F),
    (0x2160, 0x217F),
    (0x2460, 0x24FF),
    (0x3371, 0x33DF),
    (0xFB00, 0xFB06),
    (0xFF10, 0xFF5A),
    (0x1D400, 0x1D7FF),
)
_KINDS = ("<compat>", "<font>", "<wide>", "<sub>", "<circle>", "<square>")
_DEGREES = ("°C", "°F")  # ℃ and ℉ are one character each


def _forms() -> dict[str, str]:
    """The characters of those blocks that stand for plain letters and figures (NFKC)."""
    found = {}
    for first, last in _BLOCKS:
        for code in range(first, last + 1):
            plain = normalize("NFKC", chr(code))
            kind = decomposition(chr(code)).partition(" ")[0]
            is_text = plain.isascii() and plain.isalnum()
            if kind in _KINDS and (is_text or plain in _DEGREES):
                found[chr(code)] = plain
    return found


_FORMS = _forms()
# Those that are more than one letter; they change the length of a text.
JOINED = {character: plain for character, plain in _FORMS.items() if len(plain) > 1}
_SINGLE = {
    **_BARRED,
    **{character: plain for character, plain in _FORMS.items() if len(plain) == 1},
}

# Cyrillic and Greek letters that look like Latin ones, for words that are Latin but for them.
_FOREIGN = dict(
    zip(
        "АВЕКМНОРСТУХІЈЅаеорсухіјѕһԛԝԁ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορυ",
        "ABEKMHOPCTYXIJSaeopcyxijshqwd" + "ABEZHIKMNOPTYXaivopu",
        strict=True,
    )
)

# All characters of these tables are among these; native code has the same ranges.
_MAYBE = re.compile(
    "[\u00d0\u00f0\u0189\u0256\u0335\u0336\u0370-\u052f\u2080-\u24ff\u3371-\u33df\ufb00-\uffef"
    "\U0001d400-\U0001d7ff]"
)
_ANY_FOREIGN = re.compile(f"[{''.join(_FOREIGN)}]")
_WORD = re.compile("(?:[^\\W\\d_]|[\u0300-\u036f])+")
_OTHER_LETTERS = re.compile("[\u0370-\u03ff\u0400-\u052f]")  # Greek and Cyrillic ones
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_TO_LATIN = str.maketrans(_FOREIGN)
_TO_SINGLE = str.maketrans(_SINGLE)


def may_look_otherwise_in_python(text: str) -> bool:
    """Whether there is anything in `text` for which it is worth to ask `likeness`."""
    return _MAYBE.search(text) is not None


def likeness(text: str) -> str:
    """`text`, of the same length, with the letters that its odd ones are read as."""
    odd = set(_MAYBE.findall(text))
    if not odd.isdisjoint(_SINGLE):
        text = text.translate(_TO_SINGLE)
    if not odd.isdisjoint(_FOREIGN):
        text = _WORD.sub(lambda match: _latin(match.group()), text)
    return text


def is_joined(text: str) -> bool:
    """Whether something in `text` is read as more characters, or as fewer."""
    odd = set(_MAYBE.findall(text))
    return not odd.isdisjoint(JOINED) or any(barred in text for barred in OVERLAID)


def _latin(word: str) -> str:
    """`word` in Latin letters if it is Latin but for some that look so."""
    if not _ANY_FOREIGN.search(word) or not _LATIN.search(word):
        return word
    latin = word.translate(_TO_LATIN)
    return word if _OTHER_LETTERS.search(latin) else latin
