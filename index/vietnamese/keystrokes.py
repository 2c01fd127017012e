"""Keystrokes of Telex and VNI that no input method has turned into letters: chisnh, chi1nh.

A key for a mark stands anywhere behind its letter, as the usual keyboards take it: `chisnh` and
`chinhs`, `ddang` and `dangd`. What comes out is spelled as the index spells (see `spelling`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from index.vietnamese.legacy_syllables import is_syllable
from index.vietnamese.spelling import respell

# Keys -> what they stand for; tests hold each row. None: no keystrokes of a Vietnamese syllable.
EXAMPLES: tuple[tuple[str, str | None], ...] = (
    # tones of Telex
    ("chisnh", "chính"),
    ("chinhs", "chính"),
    ("trij", "trị"),
    ("TRIJ", "trị"),
    ("khoer", "khoẻ"),
    ("cuxng", "cũng"),
    ("laf", "là"),
    ("quys", "quý"),
    ("gif", "gì"),
    ("gias", "giá"),
    ("giaf", "già"),
    ("giuwx", "giữ"),
    # letters of Telex
    ("ddang", "đang"),
    ("dangd", "đang"),
    ("tawng", "tăng"),
    ("taang", "tâng"),
    ("chuyeenr", "chuyển"),
    ("chuyenee", None),
    ("chuyenre", "chuyển"),
    ("moiw", "mơi"),
    ("tuw", "tư"),
    ("tw", "tư"),
    ("nguwowif", "người"),
    ("nguowif", "người"),
    ("nguoiwf", "người"),
    ("muaw", "mưa"),
    ("hoawcj", "hoặc"),
    ("ddoongf", "đồng"),
    ("ngoeor", "ngoẻo"),
    # both of VNI
    ("chi1nh", "chính"),
    ("tri5", "trị"),
    ("DA6N", "dân"),
    ("dang9", "đang"),
    ("d9a3ng", "đảng"),
    ("ngu7o7i2", "người"),
    ("nguoi72", "người"),
    ("ta8ng", "tăng"),
    ("d9o62ng", "đồng"),
    # no keystrokes, or of nothing Vietnamese
    ("chinh", None),
    ("boss", None),
    ("for", None),
    ("Covid19", None),
    ("G20", None),
    ("a380", None),
    ("2021", None),
    ("5", None),
    ("chính", None),
    ("", None),
)

_TELEX_TONES = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"2": "\u0300", "1": "\u0301", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_HATS = {"a": "â", "e": "ê", "o": "ô"}
_HORNS = {"o": "ơ", "u": "ư"}
_BREVES = {"a": "ă"}
_BARS = {"d": "đ"}
_VNI_SHAPES = {"6": _HATS, "7": _HORNS, "8": _BREVES, "9": _BARS}
_TELEX_SHAPES = {
    "w": {**_HORNS, **_BREVES},
    "d": _BARS,
    **{key: {key: _HATS[key]} for key in _HATS},
}
_VOWELS = frozenset("aeiouyăâêôơư")
_LONGEST = 11  # nghiêng with a key for its hat and one for a tone, and some more

_MOST_STATES = 32  # only keys that are pressed again and again make more

# The letters so far, the tone, and whether a key has been used for one of the two.
_State = tuple[str, str, bool]


def from_keystrokes(typed: str) -> str | None:
    """The syllable, in lower case, that the keys in `typed` stand for; None if they are none."""
    if not 1 < len(typed) <= _LONGEST or not typed.isascii() or not typed.isalnum():
        return None
    keys = typed.lower()
    has_digits = any(key.isdigit() for key in keys)
    tones = _VNI_TONES if has_digits else _TELEX_TONES
    shapes = _VNI_SHAPES if has_digits else _TELEX_SHAPES
    states: list[_State] = [("", "", False)]
    for key in keys:
        after = (found for state in states for found in _pressed(state, key, tones, shapes))
        states = list(dict.fromkeys(after))[:_MOST_STATES]
    for letters, tone, used in states:
        if used:
            for syllable in _with_tone(letters, tone):
                if is_syllable(syllable):
                    return syllable
    return None


def _pressed(
    state: _State, key: str, tones: dict[str, str], shapes: dict[str, dict[str, str]]
) -> Iterator[_State]:
    """What a key can make of a state, the likeliest first."""
    letters, tone, used = state
    if key in tones and any(letter in _VOWELS for letter in letters):
        if not tone:  # a second one takes the first back
            yield letters, tones[key], True
        return
    if key in shapes:
        for shaped in _shaped(letters, shapes[key]):
            yield shaped, tone, True
        if key == "w":
            yield letters + "ư", tone, True
            return
    if not key.isdigit():
        yield letters + key, tone, used


def _shaped(letters: str, shapes: dict[str, str]) -> Iterator[str]:
    """`letters` with the mark on one of those that take it, or on the two of `uo`."""
    if "o" in shapes and shapes["o"] == "ơ" and "uo" in letters:
        yield letters.replace("uo", "ươ", 1)
    for at in range(len(letters) - 1, -1, -1):
        if letters[at] in shapes:
            yield letters[:at] + shapes[letters[at]] + letters[at + 1 :]


def _with_tone(letters: str, tone: str) -> Iterator[str]:
    """`letters` with the tone on one of the vowels."""
    if not tone:
        yield respell(letters)
        return
    # The vowel of gi and qu belongs to the consonant before another.
    onset = 2 if letters[:2] in ("gi", "qu") and letters[2:3] in _VOWELS else 0
    for at, letter in enumerate(letters):
        if letter in _VOWELS and at >= onset:
            marked = unicodedata.normalize("NFC", letter + tone)
            yield respell(letters[:at] + marked + letters[at + 1 :])
