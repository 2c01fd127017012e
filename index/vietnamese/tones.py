"""Tones on the wrong vowel (*nứơc, tóan, qúa*) and horns on one of two (*nuớc*), put right.

A syllable is put right only where nobody writes it so, in the old style of tone marks or the new
one, and where its letters with that tone can be read in one way. The tables of onsets and rimes
are those of `legacy_syllables`.
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import normalize

from index.vietnamese.legacy_syllables import (
    AFTER_QU,
    ONSETS,
    RIMES,
    STOPS,
    TONES,
    tone_places,
    without_tones,
)

__all__ = ["EXAMPLES", "put_right"]

# As it is written -> as it is read; tests hold each row. The last ones stay as they are.
EXAMPLES: tuple[tuple[str, str], ...] = (
    ("nứơc", "nước"),
    ("Ngừơi", "Người"),
    ("VỊÊT", "VIỆT"),
    ("tóan", "toán"),
    ("tòan", "toàn"),
    ("hùynh", "huỳnh"),
    ("qúa", "quá"),
    ("qủan", "quản"),
    ("gía", "giá"),
    ("gíup", "giúp"),
    ("cuả", "của"),
    ("mơí", "mới"),
    ("muà", "mùa"),
    ("nghiã", "nghĩa"),
    ("laị", "lại"),
    ("thúôc", "thuốc"),
    ("Vịệt", "Việt"),  # on both vowels
    ("ngườì", "người"),
    ("ng\u0300ươi", "người"),  # on a consonant
    ("nuớc", "nước"),
    ("đuợc", "được"),
    ("trưòng", "trường"),
    ("nguơi", "ngươi"),
    ("hòa", "hòa"),  # the old style, which `spelling.respell` brings to the new one
    ("thủy", "thủy"),
    ("của", "của"),
    ("quới", "quới"),
    ("thuở", "thuở"),
    ("giếng", "giếng"),
    ("gìn", "gìn"),
    ("hoác", "hoác"),
    ("tòac", "tòac"),  # no tone but sắc and nặng goes with a final stop
    ("mớì", "mớì"),  # which of the two?
    ("nuóc", "nuóc"),  # nuốc or nước?
    ("García", "García"),
    ("naïve", "naïve"),
    ("Thợ", "Thợ"),
)

_LONGEST = 9  # nghiêng, and a mark or two that are no part of a letter


def _syllables() -> dict[str, tuple[frozenset[int], int]]:
    """Every syllable without its tone: the letters that may carry one, and the one that does."""
    found: dict[str, tuple[frozenset[int], int]] = {}
    rimes = {rime: tone_places(rime) for rime in f"{RIMES} {AFTER_QU}".split()}
    parts = [(onset, RIMES) for onset in ONSETS if onset != "g"]
    # gi, of which an i is left out before another one; gia is gi and a, not g and ia
    parts += [("qu", AFTER_QU), ("g", RIMES)]
    for onset, those in parts:
        for rime in those.split():
            if onset + rime not in found:
                places = frozenset([len(onset) + place for place in rimes[rime]])
                found[onset + rime] = places, max(places)
    return found


_SYLLABLES = _syllables()


def put_right(word: str) -> str:
    """`word` (letters, in any case) with its tone and horns where they belong; else as it is."""
    if word.isascii() or not 1 < len(word) <= _LONGEST or not word[0].isalpha():
        return word
    return _put_right(word)


@lru_cache(maxsize=1 << 12)
def _put_right(word: str) -> str:
    letters, tones, places = _apart(word)
    base = letters.lower()
    known = _SYLLABLES.get(base)
    horned = base.replace("uơ", "ươ").replace("ưo", "ươ")
    if known is None and horned in _SYLLABLES and horned != base:
        letters = "".join(
            one.upper() if cased.isupper() else one
            for one, cased in zip(horned, letters, strict=True)
        )
        base, known = horned, _SYLLABLES[horned]
    elif known is None or not tones or (len(places) == 1 and places[0] in known[0]):
        return word
    if len(tones) > 1 or (base.endswith(STOPS) and not tones <= _WITH_STOPS):
        return word
    at = known[1]
    return normalize("NFC", letters[: at + 1] + "".join(tones) + letters[at + 1 :])


_WITH_STOPS = frozenset(mark for mark, name in TONES.items() if name in ("sắc", "nặng"))


def _apart(word: str) -> tuple[str, frozenset[str], list[int]]:
    """The letters of `word` without tones, its tones, and the places of letters that have one."""
    letters: list[str] = []
    tones: list[str] = []
    places: list[int] = []
    for letter in word:
        bare, found = without_tones(letter)
        if bare:
            letters.append(bare)
        if found:
            tones += found
            places += [len(letters) - 1] * len(found)
    return "".join(letters), frozenset(tones), places
