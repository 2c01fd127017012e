"""Roman numerals are numbers: *đại hội XIII* is *đại hội 13*. Which are, and after which words."""

from __future__ import annotations

# After these words a Roman numeral is a number, in any letters. After other words some are none: VI
# PHẠM and XI MĂNG are words of a headline in capitals.
COUNTED = frozenset(
    "quý kỷ khoá thứ kỳ cấp hạng loại bậc khu phần chương tập vòng đoạn".split()  # noqa: SIM905
)
COUNTED_EXAMPLES = ("quý II", "quý ii", "Quý 2", "QUÝ II")
# After these a single capital is a number, too: Đại hội V, thế chiến I, khu vực I, vùng I.
COUNTED_IN_CAPITALS = frozenset(("hội", "chiến", "vực", "vùng"))


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    figures = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    return ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx")[tens] + figures[ones]


_SYLLABLES_TOO = ("vi", "xi")  # in small letters these are Vietnamese
_SIZES = ("l", "xl", "li", "lv", "lx")  # of shirts, and letters of names

# Roman numerals as they are written -> Arabic ones.
ROMAN = {
    form: str(number)
    for number in range(1, 90)
    for form in (_roman(number), _roman(number).upper())
    if form not in _SYLLABLES_TOO and form.lower() not in _SIZES
}
# Those that are nothing else, whatever stands before: XIII. (XX and XXX stand for what is left
# out, and longer ones than these are rare.)
ROMAN_ALONE = {
    form: number
    for form, number in ROMAN.items()
    if len(form) > 1
    and "l" not in form.lower()
    and form.lower() not in (*_SYLLABLES_TOO, "xx", "xxx")
}
