"""UTF-8 that was read as Windows-1252, Latin-1 or Windows-1258, once or several times over.

*Việt* becomes *Viá»‡t*. Every such letter is a lead byte and continuation bytes in the shape
of characters; only those that Vietnamese text has are looked for, so that a sequence is hardly
ever anything else.
"""

from __future__ import annotations

import re

from index.vietnamese.legacy_syllables import is_syllable
from index.vietnamese.legacy_tables import from_bytes

ENOUGH = 3
"""Sequences that must be found; each of those that count is nearly certain by itself."""

_MOST_ROUNDS = 3

_BYTES = {chr(byte): byte for byte in range(0x80, 0x100)}
_BYTES |= {from_bytes(bytes([byte])): byte for byte in range(0x80, 0xA0)}
_BYTES["Ă"] = 0xC3  # in Windows-1258

_NEXT = "[" + "".join(char for char, byte in _BYTES.items() if byte < 0xC0) + "]"
# U+1E80 to U+1EFF, where most Vietnamese letters are, and the combining tones and shapes.
_SURE = f"á[º»]{_NEXT}|Ì[\x80€\x81\x82‚\x83ƒ\x86†\x89‰\x9b›£]"
_SEQUENCE = re.compile(
    f"{_SURE}"
    f"|[ÂÃĂÄÅÆËÌ]{_NEXT}"  # the Latin letters and signs, ˆ, ˜, and combining tones
    f"|â[\x80€\x82‚\x84„]{_NEXT}"  # dashes, quotation marks, ₫ and €, ™
    f"|ï»¿|ð[\x9fŸ]{_NEXT}{_NEXT}"
)
_SURE_SEQUENCE = re.compile(_SURE)
_SIGNS = re.compile(f"{_SURE}|[ÂÃ][\xa0-\xbf]|â€{_NEXT}")
_TWICE = re.compile("Ã¡Â[º»]")

# A no-break space became a space: à, Ơ, Ạ and Ỡ end in that byte.
_LOST_SPACE = {"Ã": "à", "Æ": "Ơ", "áº": "Ạ", "á»": "Ỡ"}
_WITH_SPACE = re.compile("([A-Za-z\u00c0-\u1eff]{0,7})(Ã|Æ|áº|á») ([A-Za-z\u00e0-\u1eff]{0,7})")


def is_likely(text: str) -> bool:
    """Whether `text` has a sequence that hardly anything else can have."""
    return bool(_SURE_SEQUENCE.search(text) or _TWICE.search(text))


def is_possible(text: str) -> bool:
    """Whether `text` has anything that may be a sequence."""
    return bool(_SIGNS.search(text) or _TWICE.search(text))


def count_signs(text: str) -> int:
    """How many sequences of the common kinds `text` has."""
    return sum(1 for _ in _SIGNS.finditer(text))


def rounds(text: str) -> int:
    """How often `text` was misread; 0 if there is too little to tell."""
    for done in range(_MOST_ROUNDS):
        if sum(1 for _ in _SURE_SEQUENCE.finditer(text)) >= ENOUGH:
            return done + 1
        text = _undo(text)
    return 0


def undo(text: str, times: int) -> str:
    """`text` as it was before it was misread `times` times."""
    for left in range(times, 0, -1):
        if left > 1:
            text = text.replace("Â ", "Â\xa0")  # which became a space after the last misreading
        text = _undo(text)
    return _WITH_SPACE.sub(_restore_space, text)


def _undo(text: str) -> str:
    return _SEQUENCE.sub(_decode, text)


def _decode(match: re.Match[str]) -> str:
    return bytes(_BYTES[char] for char in match[0]).decode("utf-8", "replace")


def _restore_space(match: re.Match[str]) -> str:
    """The letter whose second half is a space now, with a space after it where one is needed."""
    before, broken, after = match.groups()
    joined = before + _LOST_SPACE[broken] + after
    if not after or is_syllable(joined):
        return joined
    return f"{before}à {after}" if broken == "Ã" else match[0]
