"""The names by which a query asks for a field, in any letter case, with or without marks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.articles.facets import PRINTED_FACETS
from index.vietnamese.spelling import fold

# Fields of words: name as it is typed, without marks -> field.
WORD_FIELDS = {
    "title": "title",
    "tieu de": "title",
    "intitle": "title",
    "caption": "caption",
    "chu thich": "caption",
    "anh": "caption",
    "category": "category",
    "chuyen muc": "category",
    "muc": "category",
    "source": "source",
    "nguon": "source",
    "bao": "source",
    "author": "author",
    "tac gia": "author",
    "tag": "tag",
    "the": "tag",
    "tu khoa": "tag",
}
# Whom and what the texts name.
NAME_FIELDS = {
    "person": "person",
    "nhan vat": "person",
    "place": "place",
    "dia danh": "place",
    "org": "org",
    "to chuc": "org",
}
# Those of whose values an archive knows all.
FACET_FIELDS = {
    **{name: field for name, field in WORD_FIELDS.items() if field in PRINTED_FACETS},
    **NAME_FIELDS,
}
# Fields whose value is one piece without spaces.
VALUE_FIELDS = {"url": "url", "inurl": "url", "site": "site", "id": "id"}
DATE_FIELDS = {
    "date": "date",
    "ngay": "date",
    "published": "date",
    "ngay dang": "date",
    # When the archive first had an article, and when it last changed there.
    "added": "added",
    "ngay nhap": "added",
    "changed": "changed",
    "ngay sua": "changed",
}
# Up to the day before a period, or from the day after it.
ENDED_FIELDS = {"before": "before", "truoc": "before", "after": "after", "sau": "after"}
DATES = {
    **{"date": "published", "before": "published", "after": "published"},
    **{"added": "added", "changed": "changed"},
}
"""By the field of a date: which date of an article it is."""
PRESENT_FIELDS = {**WORD_FIELDS, **VALUE_FIELDS, **DATE_FIELDS}
"""The fields that an article has or has not."""
STORED_AS = {"site": "url"}
"""By a field that is only asked for: the one that an article has."""
FIELDS = {**PRESENT_FIELDS, **NAME_FIELDS, **ENDED_FIELDS}

_LETTERS = {
    "a": "aàáảãạăằắẳẵặâầấẩẫậ",
    "e": "eèéẻẽẹêềếểễệ",
    "i": "iìíỉĩị",
    "o": "oòóỏõọôồốổỗộơờớởỡợ",
    "u": "uùúủũụưừứửữự",
    "y": "yỳýỷỹỵ",
    "d": "dđ",
    " ": " _",
}


def field_named(name: str) -> str:
    """The field that a name as it was typed stands for. Raises KeyError if none does."""
    return _COMPACT[re.sub(r"[\s_]", "", fold(name).lower())]


_COMPACT = {name.replace(" ", ""): field for name, field in FIELDS.items()}


def any_of_names(names: Iterable[str]) -> str:
    """A regular expression for the names in any letter case, with marks or without."""
    return "|".join(_any_form(name) for name in sorted(names, key=len, reverse=True))


def _any_form(name: str) -> str:
    classes = (_LETTERS.get(letter, letter) for letter in name)
    return "".join("[ _]?" if set_ == " _" else f"[{set_}{set_.upper()}]" for set_ in classes)
