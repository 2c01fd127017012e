"""From a record (a mapping of keys to values, as JSON has them) to an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any

from index.articles.article import Article, derive_id
from index.articles.dates import parse_published, simplified
from index.articles.limits import excess
from index.errors import InputError
from index.inputs.restoring import is_clean, restored
from index.vietnamese.spelling import is_plain

FIELDS = tuple(each.name for each in fields(Article) if each.name != "extra")

ALIASES = {
    "id": ("_id", "guid", "article_id"),
    "title": ("headline", "name", "tieu_de"),
    "summary": ("sapo", "description", "lead", "abstract", "excerpt", "tom_tat"),
    "body": ("content", "text", "article", "maintext", "article_body", "noi_dung"),
    "captions": ("caption", "image_captions", "chu_thich"),
    "published": (
        *("date", "time", "datetime", "timestamp", "pub_date", "publish_date", "publish_time"),
        *("published_at", "published_date", "date_published", "created_at", "ngay_dang"),
    ),
    "category": ("topic", "section", "cate", "chuyen_muc"),
    "source": ("publisher", "newspaper", "site", "source_name", "nguon"),
    "authors": ("author", "byline", "tac_gia"),
    "url": ("link", "permalink", "href", "duong_dan"),
    "tags": ("keywords", "tu_khoa"),
}
"""What else the fields are called; case, marks, spaces, `_` and `-` make no difference."""

NOTES = "notes"
"""The key in `extra` of the list of what was repaired, replaced or could not be understood."""

_LONGEST_KEY = 50  # among those that are remembered, and may mean a field
_MOST_KEYS = 100  # of a record whose keys are remembered together
_DEEPEST = 100  # levels in `extra`; far fewer than Python's pickle and json can take
_SURROGATE = re.compile("[\ud800-\udfff]")


class UnusableError(Exception):
    """Raised for a record that cannot become an article; the message says why."""


class Numbered:
    """A dictionary that loses no value: a second `key` becomes `key_2`, a third `key_3`."""

    def __init__(self, *reserved: str) -> None:
        self.values: dict[str, Any] = {}
        self._last = dict.fromkeys(reserved, 1)

    def keep(self, key: str, value: Any) -> str:
        """Store `value`; returns the key under which it is found."""
        number = self._last.get(key, 0) + 1
        while (name := key if number == 1 else f"{key}_{number}") in self.values:
            number += 1
        self._last[key] = number
        self.values[name] = value
        return name


@dataclass(frozen=True)
class Options:
    """How records become articles.

    `namespace` goes before the records' own ids. `mapping` gives for a field the key under
    which the records keep it. Raises `InputError` for a field that articles do not have.
    """

    namespace: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.mapping:
            if name not in FIELDS:
                raise InputError(
                    f"articles have no field {name!r} to map a key to; "
                    f"the fields are {', '.join(FIELDS)}"
                )


def article_from(
    record: Mapping[str, Any],
    options: Options,
    *,
    again: Iterable[tuple[str, Any]] = (),
    notes: Iterable[str] = (),
    restore: bool = True,
) -> Article:
    """The article that `record` describes, with all that has no field of its own in `extra`.

    `again` holds the second and later values of keys that occur more than once; `notes` come
    first in `extra["notes"]`. Texts that show the codes of an older encoding are converted,
    unless `restore` says that this has been done. Raises `UnusableError` when there is no text, or
    too much of anything (see `limits`).
    """
    remarks = list(notes)
    again = list(again)
    found, extra, more = _fill(_candidates(record, again, options.mapping))
    if restore and not is_clean(found):
        candidates, conversions = restored(_candidates(record, again, options.mapping))
        if conversions:
            found, extra, more = _fill(candidates)
            remarks += conversions
    remarks += more
    if not any(map(found.get, ("title", "summary", "body", "captions"))):
        raise UnusableError("; ".join(["no text", *remarks]))
    return _storable_article(found, extra.values, remarks, options.namespace)


def _fill(
    candidates: Iterable[tuple[str | None, str, Any]],
) -> tuple[dict[str, Any], Numbered, list[str]]:
    """The fields that `candidates` fill, what has no field, and what could not be understood."""
    found: dict[str, Any] = {}
    extra = Numbered(NOTES)
    remarks: list[str] = []
    for name, key, value in candidates:
        if name is None:
            _keep_unknown(extra, remarks, key, value)
        elif _is_missing(value):
            continue
        elif name in found:
            extra.keep(key, value)
        else:
            try:
                converted = _CONVERT[name](value)
                if not _is_missing(converted):
                    found[name] = converted
                if isinstance(value, list) and any(map(_says_more, value)):
                    extra.keep(key, value)
            except ValueError as error:
                remarks.append(f"{name}: {error}")
                extra.keep(name if name == "published" else key, value)
    return found, extra, remarks


def _candidates(
    record: Mapping[str, Any], again: Iterable[tuple[str, Any]], mapping: Mapping[str, str]
) -> Iterator[tuple[str | None, str, Any]]:
    """(field or None, key, value) for every value, in the order in which they fill fields."""
    for mapped, key in mapping.items():
        if key in record:
            yield mapped, key, record[key]
    taken = set(mapping.values())
    pairs = [*record.items(), *again]
    order = _order if len(pairs) <= _MOST_KEYS else _order.__wrapped__
    for place, name in order(tuple([key[: _LONGEST_KEY + 1] for key, _ in pairs])):
        key, value = pairs[place]
        if key not in taken or place >= len(record):
            yield name, key, value


@lru_cache(maxsize=256)
def _order(keys: tuple[str, ...]) -> list[tuple[int, str | None]]:
    """The places of the keys in the order in which they fill fields, and the field of each."""
    fields = [_field_of(key) for key in keys]
    order = sorted(range(len(keys)), key=lambda place: fields[place][0])
    return [(place, fields[place][1]) for place in order]


def _field_of(key: str) -> tuple[int, str | None]:
    """The field that `key` means, after how exactly it means it: 0 for the field's own name."""
    return _field_of_short(key) if len(key) <= _LONGEST_KEY else (3, None)


@lru_cache(maxsize=4096)
def _field_of_short(key: str) -> tuple[int, str | None]:
    if key in FIELDS:
        return 0, key
    plain = _plain(key)
    if plain in FIELDS:
        return 1, plain
    name = _BY_ALIAS.get(plain)
    return (2, name) if name else (3, None)


def _plain(key: str) -> str:
    return re.sub(r"[\s_:-]+", "", simplified(key))


_BY_ALIAS = {_plain(alias): name for name, aliases in ALIASES.items() for alias in aliases}


def _is_missing(value: Any) -> bool:
    if isinstance(value, str):
        return not value or value.isspace()
    return value is None or value in ([], {}, ())


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


def _paragraphs(value: Any) -> str:
    """A text, or a list of paragraphs as lines."""
    if isinstance(value, list):
        return "\n".join(_text(each) for each in value if not _is_missing(each))
    return _text(value)


def _texts(value: Any) -> tuple[str, ...]:
    """One text or a list of texts or of objects that have one."""
    values = value if isinstance(value, list) else [value]
    texts = (_named(each) for each in values if not _is_missing(each))
    return tuple(text for text in texts if text.strip())


def _named(value: Any) -> str:
    if isinstance(value, Mapping):
        for key in ("name", "caption", "text"):
            if isinstance(value.get(key), str) and value[key].strip():
                return str(value[key])
    return _text(value)


def _says_more(value: Any) -> bool:
    """Whether an element of a list has more than its text, as a picture has an address."""
    return isinstance(value, Mapping) and len(value) > 1


def _names(value: Any) -> tuple[str, ...]:
    """Authors or tags: a list, or one text that lists them after commas or semicolons."""
    texts = re.split("[,;]", value) if isinstance(value, str) else _texts(value)
    return tuple(filter(None, map(str.strip, texts)))


def _date(value: Any) -> Any:
    if isinstance(value, Mapping) and len(value) == 1 and "$date" in value:  # MongoDB
        value = value["$date"]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        value = _text(value)
    return parse_published(value)


_CONVERT: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("id", "title", "category", "source", "url"), _short),
    **dict.fromkeys(("summary", "body"), _paragraphs),
    **dict.fromkeys(("authors", "tags"), _names),
    "captions": _texts,
    "published": _date,
}


def _keep_unknown(extra: Numbered, remarks: list[str], key: str, value: Any) -> None:
    """Keep a key that nobody knows; what is in a record's own `extra` is taken out of it."""
    if key != "extra" or not isinstance(value, Mapping):
        extra.keep(key, value)
        return
    for inner_key, inner in value.items():
        if inner_key == NOTES and isinstance(inner, list) and _all_texts(inner):
            remarks += inner  # an article that was exported earlier
        else:
            extra.keep(inner_key, inner)


def _all_texts(values: list[Any]) -> bool:
    return all(isinstance(each, str) for each in values)


def _storable_article(
    found: dict[str, Any], extra: dict[str, Any], remarks: list[str], namespace: str
) -> Article:
    """The article, with its id and without anything that UTF-8 and JSON cannot hold."""
    clean = {}
    for name, value in found.items():
        clean[name] = _storable(value)
        if clean[name] != value:
            remarks.append(f"{name}: U+FFFD stands for half characters (lone surrogates)")
    if extra:
        kept = _storable(extra)
        if kept != extra:
            remarks.append("extra: U+FFFD stands for half characters (lone surrogates)")
        extra = kept
    if remarks:
        extra[NOTES] = [_storable(each) for each in remarks]
    article = Article(**{"id": "", **clean}, extra=extra)
    id = derive_id(article, namespace)
    article = article if id == article.id else replace(article, id=id)
    too_much = excess(article)
    if too_much:
        raise UnusableError(too_much)
    return article


def _storable(value: Any, depth: int = 0) -> Any:
    """`value` with U+FFFD for lone surrogates. Raises UnusableError if nested too deep."""
    if isinstance(value, str):
        return value if is_plain(value) else _storable_text(value)
    if depth > _DEEPEST:
        raise UnusableError(f"values are nested more than {_DEEPEST} levels deep")
    if isinstance(value, tuple):
        return tuple(_storable(each) for each in value)
    if isinstance(value, list):
        return [_storable(each, depth + 1) for each in value]
    if isinstance(value, Mapping):
        clean = Numbered()
        for key, each in value.items():
            clean.keep(_storable(key), _storable(each, depth + 1))
        return clean.values
    return value


def _storable_text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text
