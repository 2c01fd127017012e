"""The encodings of Vietnamese before Unicode, as characters of Windows-1252 and as Unicode.

- **TCVN3 (ABC)**: TCVN 5712:1993, the set VN3: one code for every lower-case letter and for the
  seven capitals Ă Â Đ Ê Ô Ơ Ư. Other accented capitals were the lower-case codes in a font of
  capitals (`.VnTimeH`), so in plain text *CỘNG* is found as *CéNG*. The capitals with two marks
  and the combining tones are those of the set VN2, which leaves all other codes alone.
- **VNI-Windows**: the table of the VNI Software Company. A vowel is followed by a second
  letter that stands for its marks; đ, ơ, ư, ị, ỉ, ĩ and ỵ have codes of their own.
- **Windows-1258**: Microsoft's cp1258, vowels with combining tones.
- **VIQR**: RFC 1456 (1993), section 4: `(` breve, `^` circumflex, `+` horn, then the tone
  `'` sắc, `` ` `` huyền, `?` hỏi, `~` ngã, `.` nặng; `dd` is đ; `\\` before a mark that is none.

The 8-bit encodings are met in two states, as bytes and as text that was read as Windows-1252
or Latin-1; `from_bytes` turns the first into the second, and the converters begin there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

from index.vietnamese.legacy_syllables import is_syllable

_TONES = ("\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # huyền, hỏi, ngã, sắc, nặng


def _compose(letter: str, mark: str) -> str:
    return normalize("NFC", letter + mark)


# Microsoft's best fit: the five bytes that Windows-1252 does not assign are C1 controls.
_WINDOWS_1252 = {
    byte: char
    for byte in range(0x80, 0xA0)
    if (char := bytes([byte]).decode("cp1252", "replace")) != "\ufffd"
}


def from_bytes(data: bytes) -> str:
    """`data` read as Windows-1252, with C1 controls for the bytes that it does not assign."""
    return data.decode("latin-1").translate(_WINDOWS_1252)


def _tcvn3_codes() -> dict[int, str]:
    codes = {0xA1 + place: letter for place, letter in enumerate("ĂÂÊÔƠƯĐăâêôơưđ")}
    rows = (  # the letter, then the codes of its forms in the order of _TONES
        *(("a", "B5 B6 B7 B8 B9"), ("ă", "BB BC BD BE C6"), ("â", "C7 C8 C9 CA CB")),
        *(("e", "CC CE CF D0 D1"), ("ê", "D2 D3 D4 D5 D6"), ("i", "D7 D8 DC DD DE")),
        *(("o", "DF E1 E2 E3 E4"), ("ô", "E5 E6 E7 E8 E9"), ("ơ", "EA EB EC ED EE")),
        *(("u", "EF F1 F2 F3 F4"), ("ư", "F5 F6 F7 F8 F9"), ("y", "FA FB FC FD FE")),
    )
    for letter, row in rows:
        codes.update(zip(bytes.fromhex(row), (_compose(letter, t) for t in _TONES), strict=True))
    return codes


def _vn2_codes() -> dict[int, str]:
    """What the set VN2 of TCVN 5712 has where VN3 has nothing."""
    capitals = zip(
        bytes.fromhex("AF BA BF C0 C1 C2 C3 C4 C5 CD D9 DA DB E0 F0 FF"),
        "ẰẲẴẮẦẨẪẤỀỂỄẾỒỔỖỐ",
        strict=True,
    )
    return {0xB0 + place: tone for place, tone in enumerate(_TONES)} | dict(capitals)


TCVN3_CODES = _tcvn3_codes()
TCVN3_GLYPHS = "".join(map(chr, TCVN3_CODES))
_TCVN3 = TCVN3_CODES | _vn2_codes()


def from_tcvn3(text: str) -> str:
    """TCVN3 in the shape of Windows-1252 as Unicode; capitals where they can be told."""
    return _capitals(normalize("NFC", text.translate(_TCVN3)))


_WORD = re.compile(r"[^\W\d_]+")
_NO_CASE = re.compile("[A-ZĂÂĐÊÔƠƯ]+")  # the letters that are certain to be capitals
_TWO_CAPITALS = re.compile("[A-ZĂÂĐÊÔƠƯ][^\\W\\d_a-z]*[A-ZĂÂĐÊÔƠƯ]")


def _capitals(text: str) -> str:
    """`text` with whole words in capitals where the font of capitals was used.

    A word is in capitals if it is a syllable with two sure capitals and no sure small letter
    (*CộNG*). A word with one or none (*Mỹ*, *ở*) goes with the nearest words that decide.
    """
    if not _TWO_CAPITALS.search(text):
        return text
    return "\n".join(
        _capitals_of_line(line) if _TWO_CAPITALS.search(line) else line for line in text.split("\n")
    )


def _capitals_of_line(line: str) -> str:
    words = list(_WORD.finditer(line))
    votes = [_vote(word[0]) for word in words]
    before = _last_votes(votes)
    after = _last_votes(votes[::-1])[::-1]
    pieces: list[str] = []
    end = 0
    for word, vote, left, right in zip(words, votes, before, after, strict=True):
        capital = vote == "capitals" or (
            vote == "either" and {left, right} in ({"capitals"}, {"capitals", ""})
        )
        pieces += line[end : word.start()], word[0].upper() if capital else word[0]
        end = word.end()
    return "".join([*pieces, line[end:]])


def _vote(word: str) -> str:
    """`capitals`, `small`, `either`, or nothing for a word that says nothing (*UBND*)."""
    if any("a" <= letter <= "z" for letter in word):
        return "small"
    sure = sum(map(len, _NO_CASE.findall(word)))
    if sure == len(word):
        return "capitals" if sure > 1 and is_syllable(word) else ""
    return "either" if sure < 2 else "capitals" if is_syllable(word) else ""


def _last_votes(votes: list[str]) -> list[str]:
    """For every word, the last vote before it that decides; empty if there is none."""
    last, found = "", []
    for vote in votes:
        found.append(last)
        if vote in ("capitals", "small"):
            last = vote
    return found


def _vni_pairs() -> dict[str, str]:
    """What two or one characters mean."""
    pairs = dict(zip("ñöôíìæóòî", "đươíìỉĩịỵ", strict=True))
    tones = "øûõùï"  # in the order of _TONES
    for letter, code in zip("aeouyơư", "aeouyôö", strict=True):
        pairs |= {code + mark: _compose(letter, t) for mark, t in zip(tones, _TONES, strict=True)}
    for letter in "aeo":
        wide = _compose(letter, "\u0302")
        pairs[letter + "â"] = wide
        pairs |= {letter + m: _compose(wide, t) for m, t in zip("àåãáä", _TONES, strict=True)}
    pairs["aê"] = "ă"
    pairs |= {"a" + mark: _compose("ă", t) for mark, t in zip("èúüéë", _TONES, strict=True)}
    del pairs["yï"]  # ỵ has its own code
    return pairs


_VNI = _vni_pairs()
_VNI_UNIT = re.compile(
    "[ae][âàåãáä]|o[âàåãáä]|a[êèúüéë]|[aeouôö][øûõùï]|y[øûõù]|[ñöôíìæóòî]", re.IGNORECASE
)
VNI_SHAPE = re.compile(f"(?:{_VNI_UNIT.pattern}|[a-z])+", re.IGNORECASE)


def from_vni(text: str) -> str:
    """VNI-Windows in the shape of Windows-1252 as Unicode; marks without a vowel are left."""
    return normalize("NFC", _VNI_UNIT.sub(_vni_letter, text))


def _vni_letter(match: re.Match[str]) -> str:
    unit = match[0]
    letter = _VNI[unit.lower()]
    return letter.upper() if unit[0].isupper() else letter


_CP1258 = {
    byte: char
    for byte in range(0xA0, 0x100)
    if (char := bytes([byte]).decode("cp1258")) != chr(byte)
}


def from_windows_1258(text: str) -> str:
    """Windows-1258 that was read as Windows-1252 as Unicode."""
    return normalize("NFC", text.translate(_CP1258))


_VIQR_TONES = dict(zip("`?~'.", _TONES, strict=True))
_VIQR_SHAPES = {"(": "\u0306", "^": "\u0302", "+": "\u031b"}
_VIQR_VOWEL = re.compile(r"([aA](?:\(|\^)?|[eE]\^?|[oO](?:\^|\+)?|[uU]\+?|[iIyY])([`?~'.]?)")
_VIQR_DD = re.compile("\\A[dD]{2}")
VIQR_TOKEN = re.compile(
    r"[A-Za-z](?:[A-Za-z^(+`?~']|(?<=[aeiouyAEIOUY(^+])\.(?!\.\.(?!\.)))*"  # ... is punctuation
)
_VIQR_STEP = re.compile(rf"\\([(^+`?~'.\\dD])|({VIQR_TOKEN.pattern})")
_VIQR_ESCAPED = re.compile(r"[A-Za-z]\\[?'.(]")
VIQR_SURE = re.compile(r"[aA][(^]|[eEoO]\^|[oOuU]\+|[aeiouyAEIOUY][`~]")
_VIQR_INSIDE = re.compile(rf"{VIQR_SURE.pattern}|[aeiouyAEIOUY]'(?=[A-Za-z])")
_VIQR_PUNCTUATION = re.compile(r"[^aeiouyAEIOUY(^+][.?!](?:\s|\Z)")
VIQR_STRONG = re.compile(
    rf"{VIQR_SURE.pattern}|[aeiouyAEIOUY][(^+]?[?'.](?=[A-Za-z])"
    r"|\b[dD][dD](?=[aeiouyAEIOUY])"
)


def is_strict_viqr(text: str) -> bool:
    """Whether `text` has `\\` before punctuation, as RFC 1456 wants it and few people write."""
    return bool(_VIQR_ESCAPED.search(text))


def from_viqr(text: str, strict: bool | None = None) -> str:
    """VIQR as Unicode.

    A mark is read where it makes a syllable, and elsewhere if it is no punctuation. Unless the
    text is `strict`, `?` and `.` at the end of a line are punctuation if there is more of it;
    a title has none.
    """
    if strict is None:
        strict = is_strict_viqr(text)
    strict = strict or not _VIQR_PUNCTUATION.search(text)

    def convert(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        token = match[2]
        if not strict and text[match.end() : match.end() + 1] in ("", "\n", "\r"):
            end = len(token) - token.endswith(("?", "."))
            return viqr_word(token[:end]) + token[end:]
        return viqr_word(token)

    return normalize("NFC", _VIQR_STEP.sub(convert, text))


@lru_cache(maxsize=1 << 14)
def viqr_word(token: str) -> str:
    """One word of VIQR, with the punctuation that may follow it, as Unicode."""
    converted = _VIQR_VOWEL.sub(_viqr_vowel, token)
    converted = _VIQR_DD.sub("Đ" if token[0] == "D" else "đ", converted)
    if token.isupper():
        converted = converted.replace("DD", "Đ")  # HĐND
    word = converted.rstrip("(^+`?~'.")
    if is_syllable(word) or word == "đ" or (token.isalpha() and token.isupper()):
        return converted
    return converted if _VIQR_INSIDE.search(token) else token


def _viqr_vowel(match: re.Match[str]) -> str:
    vowel, tone = match.groups()
    marks = _VIQR_SHAPES.get(vowel[1:], "") + _VIQR_TONES.get(tone, "")
    return normalize("NFC", vowel[0] + marks)
