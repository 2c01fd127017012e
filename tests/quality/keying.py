"""The keys of Telex and VNI by which people type a text, where no input method converts them."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_WORD = re.compile(r"[^\W\d_]+")
_SHAPES = {"\u0302": "hat", "\u031b": "horn", "\u0306": "breve"}
_TONES = {"\u0300": 0, "\u0301": 1, "\u0309": 2, "\u0303": 3, "\u0323": 4}


class Method(NamedTuple):
    """An input method: its keys for the tones (grave first), the shapes, and the bar of đ.

    `late` types the keys of a syllable behind it, otherwise each follows its letter.
    """

    tones: str
    hat: str
    horn: str
    breve: str
    bar: str
    late: bool


_TELEX = Method("fsrxj", "", "w", "w", "d", late=False)
_VNI = Method("21345", "6", "7", "8", "9", late=False)
METHODS = {
    "telex": _TELEX,
    "telex, keys last": _TELEX._replace(late=True),
    "vni": _VNI,
    "vni, keys last": _VNI._replace(late=True),
}


def keyed(text: str, method: Method) -> str:
    """The keys that type a text."""
    return _WORD.sub(lambda word: _keyed(word.group(), method), unicodedata.normalize("NFC", text))


def _keyed(word: str, method: Method) -> str:
    typed, shapes, tone = "", "", ""
    for letter in word:
        base, *marks = unicodedata.normalize("NFD", letter)
        keys = ""
        if letter in "đĐ":
            base, keys = ("d" if letter == "đ" else "D"), method.bar
        for mark in marks:
            if mark in _TONES:
                tone = method.tones[_TONES[mark]]
            else:
                keys += getattr(method, _SHAPES[mark]) or base.lower()
        if method.late:
            typed += base
            shapes += "" if keys in shapes and keys == method.horn else keys
        else:
            typed += base + keys + tone
            tone = ""
    return _in_case(typed + shapes + tone, word)


def _in_case(typed: str, word: str) -> str:
    return typed.upper() if word.isupper() and len(word) > 1 else typed
