"""Signs as other keyboards and word processors write them, brought to those that the syntax knows.

Every sign takes the place of one, so that nothing else moves.
"""

from __future__ import annotations

import re

from search.query.fields import FIELDS, any_of_names
from search.query.operators import OPERATORS

_WIDE = str.maketrans("：（）！＋－＊？～＾＆｜／", ":()!+-*?~^&|/")
_IS_WIDE = re.compile("[！-～]")
_SINGLE = re.compile(r"(?<![\w’])[‘‹](?=[^\s‘’‹›])([^‘’‹›]+)[’›](?!\w)")
# What makes a quotation in single marks one that was meant so, before it and behind it.
_MEANT_BEFORE = re.compile(
    rf"(?:(?<!\S)[+!-]|(?<!\w)(?:{any_of_names(FIELDS)}):[ ]?|(?<!\S)(?:{OPERATORS})\s+)$"
)
_MEANT_BEHIND = re.compile(rf"[~^]\d|\s+(?:{OPERATORS})(?!\S)")
_LONGEST_BEFORE = 20  # no field's name is longer


def with_known_signs(text: str) -> tuple[str, bool]:
    """`text` with the signs of the syntax for others that mean the same; whether that is a guess.

    Single quotation marks mostly stand around what somebody said or for an apostrophe. They make a
    quotation beside a sign, a field or an operator, and around all of a query, which is a guess.
    """
    if _IS_WIDE.search(text):
        text = text.translate(_WIDE)
    if "‘" not in text and "‹" not in text:
        return text, False
    whole = _SINGLE.fullmatch(text.strip())
    if whole is not None:
        start = text.index(whole.group())
        return f"{text[:start]}“{whole[1]}”{text[start + len(whole.group()) :]}", True
    return _SINGLE.sub(_quoted_if_meant, text), False


def _quoted_if_meant(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - _LONGEST_BEFORE) : found.start()]
    if _MEANT_BEFORE.search(before) or _MEANT_BEHIND.match(found.string, found.end()):
        return f"“{found[1]}”"
    return found.group()
