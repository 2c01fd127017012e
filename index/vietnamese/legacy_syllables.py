"""What a written Vietnamese syllable can look like: onset, rime and tone.

The tables follow the description of the orthography in Đoàn Thiện Thuật, *Ngữ âm tiếng Việt*
(1977), and Kirby, "Vietnamese (Hanoi Vietnamese)", Journal of the International Phonetic
Association 41 (2011): some 25 onsets, some 160 rimes, and six tones, of which only sắc and nặng
go with a rime that ends in a stop. They are used to tell Vietnamese from garbage, so they are
generous with names from the highlands (*Đắk*, *Kon*) and with either place of the tone mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from unicodedata import normalize

from index.vietnamese.spelling import fold

ONSETS = (
    *("", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng"),
    *("ngh", "nh", "p", "ph", "r", "s", "t", "th", "tr", "v", "x"),
)

# Grouped by the vowel with which they begin; after the onset `qu`, those of AFTER_QU.
RIMES = """
a ac ach ai ak am an ang anh ao ap at au ay
ă ăc ăk ăm ăn ăng ăp ăt
â âc âm ân âng âp ât âu ây
e ec em en eng eo ep et
ê êch êm ên ênh êp êt êu êk
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oc oi ok om on ong ooc oong op ot oa oac oach oai oam oan oang oanh oao oap oat oay
oăc oăm oăn oăng oăt oe oem oen oeo oet
ô ôc ôi ôm ôn ông ôông ôp ôt
ơ ơi ơm ơn ơng ơp ơt
u ua uc ui uk um un ung up ut uân uâng uât uây uê uêch uên uênh uêt
uôc uôi uôm uôn uông uôt uơ uy uya uych uyên uyêt uyn uynh uyp uyt uyu
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y yêm yên yêng yêt yêu
"""
AFTER_QU = """
a ac ach ai an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât âu ây
e en eo et ê êch ên êt êu i inh it ơ ơi ơn ơt ôc y ych yên yêt ynh yt yu
"""
_SHAPED = "ăâêôơư"


def tone_places(rime: str) -> set[int]:
    """The letters of `rime` that may carry the tone: one, or two where there are two styles."""
    shaped = [place for place, letter in enumerate(rime) if letter in _SHAPED]
    if shaped:
        return {shaped[-1]}
    vowels = [place for place, letter in enumerate(rime) if letter in "aeiouy"]
    if len(vowels) == 1:
        return {0}
    if len(vowels) == 3:
        return {1}
    if len(vowels) < len(rime):
        return {1}
    return {0, 1} if rime in ("oa", "oe", "uy") else {0}


def _bases() -> dict[str, set[int]]:
    """Every syllable without its tone, and the letters that may carry one."""
    found: dict[str, set[int]] = {}
    parts: list[tuple[str, Sequence[str]]] = [(rime, ONSETS) for rime in RIMES.split()]
    parts += [(rime, ("qu",)) for rime in AFTER_QU.split()]
    parts += [("uy", ("q",)), ("i", ("g",))]  # the slip qúy
    for rime, onsets in parts:
        places = tone_places(rime)
        for onset in onsets:
            found.setdefault(onset + rime, set()).update([len(onset) + one for one in places])
    return found


_BASES = _bases()
_LONGEST = 7  # nghiêng

TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0309": "hỏi", "\u0303": "ngã", "\u0323": "nặng"}
STOPS = ("c", "k", "p", "t", "ch")


@lru_cache(maxsize=1 << 14)
def is_syllable(word: str) -> bool:
    """Whether `word` (NFC, any case) is spelt as a Vietnamese syllable is, tone included."""
    word = word.lower()
    if word.isascii():
        return word in _BASES and not word.endswith(STOPS)
    word = normalize("NFC", word)
    if len(word) > _LONGEST:
        return False
    base, tones = "", []
    for place, letter in enumerate(word):
        bare, marks = without_tones(letter)
        tones += [(place, TONES[mark]) for mark in marks]
        base += bare
    places = _BASES.get(base)
    if places is None or len(tones) > 1 or (tones and tones[0][0] not in places):
        return False
    return not base.endswith(STOPS) or bool(tones and tones[0][1] in ("sắc", "nặng"))


@lru_cache(maxsize=1 << 10)
def without_tones(letter: str) -> tuple[str, list[str]]:
    """A character without its tones, and these."""
    marks = normalize("NFD", letter)
    bare = normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
    return bare, [mark for mark in marks if mark in TONES]


_UNMARKED = frozenset(map(fold, _BASES))


def is_unmarked_syllable(word: str) -> bool:
    """Whether `word` (in small letters) is what a Vietnamese syllable is without its marks."""
    return word in _UNMARKED
