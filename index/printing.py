"""Values and texts for a terminal or a pipe, without what a terminal would obey."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any


def json_line(value: Mapping[str, Any], indent: int | None = None) -> bytes:
    """One object as UTF-8 JSON, on one line unless it is indented, fit for a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    # These are no UTF-8, or a terminal obeys them; all stand inside strings.
    text = re.sub("[\x7f-\x9f\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)
    return text.encode()


_WHITE_SPACE = re.compile("[\t\n\v\f\r\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """The text, as long as before, without what a terminal would obey or cannot show."""
    return _UNPRINTABLE.sub("\ufffd", _WHITE_SPACE.sub(" ", text))


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 article`, `1,200 articles`."""
    return f"{number:,} {noun}" + "s" * (number != 1)
