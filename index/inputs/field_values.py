"""The values of a record: what each field of an article makes of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from index.articles.dates import parse_published


def is_missing(value: Any) -> bool:
    if isinstance(value, str):
        return not value or value.isspace()
    return value is None or value in ([], {}, ())


_NULL_WORDS = frozenset(
    {"none", "null", "(null)", "<null>", "nan", "n/a", "#n/a", "undefined", "\\n"}
)


def is_null_word(value: Any) -> bool:
    """Whether a program wrote that there is nothing, as pandas, SQL and JavaScript do."""
    return isinstance(value, str) and value.strip().lower() in _NULL_WORDS


def _text(value: Any) -> str:
    """`value` as text; a list of one counts as its element. Raises ValueError if it is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return str(int(value) if value.is_integer() and abs(value) < 10**15 else value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Mapping):
        if len(value) == 1 and next(iter(value)).startswith("$"):  # MongoDB: {"$oid": "65..."}
            return _text(next(iter(value.values())))
        raise ValueError("it is an object where text is needed")
    if isinstance(value, list):
        if len(value) == 1:
            return _text(value[0])
        raise ValueError("it is a list where one text is needed")
    raise ValueError(f"it is {str(value).lower()} where text is needed")


def _short(value: Any) -> str:
    return _text(value).strip()


def _label(value: Any) -> str:
    """A text, the name of an object, or the first of a list of these."""
    if isinstance(value, list):
        value = next((each for each in value if not is_missing(each)), "")
    return _named(value).strip()


def _paragraphs(value: Any) -> str:
    """A text, or a list of paragraphs as lines."""
    if isinstance(value, list):
        return "\n".join(_text(each) for each in value if not is_missing(each))
    return _text(value)


def _texts(value: Any) -> tuple[str, ...]:
    """One text or a list of texts or of objects that have one."""
    values = value if isinstance(value, list) else [value]
    texts = (_named(each) for each in values if not is_missing(each))
    return tuple(text for text in texts if text.strip())


def _named(value: Any) -> str:
    if isinstance(value, Mapping):
        for key in ("name", "caption", "text"):
            if isinstance(value.get(key), str) and value[key].strip():
                return str(value[key])
    return _text(value)


def says_more(name: str, value: Any) -> bool:
    """Whether the value of a field has more than the field takes, so that all of it is kept.

    A picture has an address beside its caption, a section others beside it.
    """
    if name in _LABELS and isinstance(value, list) and len(value) > 1:
        return True
    values = value if isinstance(value, list) else [value] if name in _LABELS else []
    return any(isinstance(each, Mapping) and len(each) > 1 for each in values)


def _names(value: Any) -> tuple[str, ...]:
    """Authors or tags: a list, or one text that lists them after commas or semicolons."""
    texts = re.split("[,;]", value) if isinstance(value, str) else _texts(value)
    return tuple(text for text in map(str.strip, texts) if text and not is_null_word(text))


def _date(value: Any) -> Any:
    if isinstance(value, Mapping) and len(value) == 1 and "$date" in value:  # MongoDB
        value = value["$date"]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        value = _text(value)
    return parse_published(value)


_LABELS = ("category", "source")
CONVERT: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("id", "title", "url"), _short),
    **dict.fromkeys(_LABELS, _label),
    **dict.fromkeys(("summary", "body"), _paragraphs),
    **dict.fromkeys(("authors", "tags"), _names),
    "captions": _texts,
    "published": _date,
}
"""By field: what makes its value of one in a record; raises ValueError, with the reason."""
