"""The values of a record: what each field of an article makes of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from index.inputs.bylines import authors_in, authors_of
from index.inputs.structures import CAPTIONS, NAMES, TEXTS, named


def is_missing(value: Any) -> bool:
    if isinstance(value, str):
        return not value or value.isspace()
    return value is None or value in ([], {}, ())


_NULL_WORDS = frozenset(
    {
        *("none", "null", "(null)", "<null>", "nan", "n/a", "#n/a", "<na>", "undefined", "\\n"),
        *("-", "--", "---", "–", "—", "[]", "{}"),
    }
)


def is_null_word(value: Any) -> bool:
    """Whether a program wrote that there is nothing, as pandas, SQL and JavaScript do."""
    return isinstance(value, str) and len(value) < 20 and value.strip().lower() in _NULL_WORDS


def as_text(value: Any, keys: tuple[str, ...] = TEXTS) -> str:
    """`value` as text; that of an object is what it has under one of some keys, and a list of one
    counts as its element. Raises ValueError if it is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return str(int(value) if value.is_integer() and abs(value) < 10**15 else value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Mapping):
        if len(value) == 1 and next(iter(value)).startswith("$"):  # MongoDB: {"$oid": "65..."}
            return as_text(next(iter(value.values())))
        text = named(value, keys)
        if text is None:
            raise ValueError("it is an object where text is needed")
        return text
    if isinstance(value, list):
        if len(value) == 1:
            return as_text(value[0], keys)
        raise ValueError("it is a list where one text is needed")
    raise ValueError(f"it is {str(value).lower()} where text is needed")


def _first(value: Any) -> Any:
    """The first element of a list that is something; what is no list as it is."""
    if not isinstance(value, list):
        return value
    return next((each for each in value if not is_missing(each) and not is_null_word(each)), "")


def _short(value: Any) -> str:
    return as_text(_first(value)).strip()


def _address(value: Any) -> str:
    return as_text(_first(value), ("url", "href", "@id", "canonical", "value", "rendered")).strip()


def _label(value: Any) -> str:
    """A text, the name of an object, or the first of a list of these."""
    return as_text(_first(value), NAMES).strip()


def _paragraphs(value: Any) -> str:
    """A text, or a list of paragraphs as lines."""
    if isinstance(value, list):
        return "\n".join(as_text(each) for each in value if not is_missing(each))
    return as_text(value)


def _captions(value: Any) -> tuple[str, ...]:
    """One text or a list of texts or of objects that have one."""
    return tuple(_texts(value, CAPTIONS))


def _texts(value: Any, keys: tuple[str, ...]) -> list[str]:
    values = value if isinstance(value, list) else [value]
    texts = (as_text(each, keys) for each in values if not is_missing(each))
    return [text for text in texts if text.strip()]


def says_more(name: str, value: Any) -> bool:
    """Whether the value of a field has more than the field takes, so that all of it is kept.

    A picture has an address beside its caption, a section others beside it, a byline who took the
    pictures.
    """
    if isinstance(value, str):
        return name == "authors" and _loses_words(value)
    if name in _ONE and isinstance(value, list) and len(value) > 1:
        return True
    values = value if isinstance(value, list) else [value]
    if name == "authors" and any(map(_is_byline, values)):
        return True
    return any(isinstance(each, Mapping) and len(each) > 1 for each in values)


def _is_byline(value: Any) -> bool:
    return isinstance(value, str) and _loses_words(value)


@lru_cache(maxsize=4096)
def _loses_words(byline: str) -> bool:
    """Whether a byline says more than the names of the authors."""
    kept = re.findall(r"\w+", " ".join(authors_of(byline)))
    return kept != [word for word in re.findall(r"\w+", byline) if word.lower() not in _AND]


def _authors(value: Any) -> tuple[str, ...]:
    """The names in a byline, or in a list of them."""
    if isinstance(value, str):
        return _something(authors_of(value))
    return _something(authors_in(_texts(value, NAMES)))


def _tags(value: Any) -> tuple[str, ...]:
    """A list, or one text that lists tags after commas or semicolons."""
    texts = re.split("[,;]", value) if isinstance(value, str) else _texts(value, NAMES)
    return _something(tuple(map(str.strip, texts)))


def _something(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in texts if text and not is_null_word(text))


_AND = ("và", "and")
_LABELS = ("category", "source")
_ONE = (*_LABELS, "id", "title", "url")
CONVERT: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("id", "title"), _short),
    "url": _address,
    **dict.fromkeys(_LABELS, _label),
    **dict.fromkeys(("summary", "body"), _paragraphs),
    "authors": _authors,
    "tags": _tags,
    "captions": _captions,
}
"""By field, but for the date: what makes its value of one in a record; raises ValueError, with the
reason."""
