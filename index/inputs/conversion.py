"""From a record (a mapping of keys to values, as JSON has them) to an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from index.articles.article import Article, derive_id
from index.articles.limits import excess
from index.errors import InputError
from index.inputs.field_values import CONVERT, is_missing, is_null_word, says_more
from index.inputs.keys import FIELDS, field_candidates
from index.inputs.numbered import Numbered
from index.inputs.restoring import is_clean, restored
from index.vietnamese.spelling import is_plain

NOTES = "notes"
"""The key in `extra` of the list of what was repaired, replaced or could not be understood."""

_DEEPEST = 100  # levels in `extra`; far fewer than Python's pickle and json can take
_SURROGATE = re.compile("[\ud800-\udfff]")


class UnusableError(Exception):
    """Raised for a record that cannot become an article; the message says why."""


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
    found, extra, more = _fill(field_candidates(record, again, options.mapping))
    if restore and not is_clean(found):
        candidates, conversions = restored(field_candidates(record, again, options.mapping))
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
        elif is_missing(value):
            continue
        elif name in found or (name != "id" and is_null_word(value)):
            extra.keep(key, value)
        else:
            try:
                converted = CONVERT[name](value)
                if not is_missing(converted):
                    found[name] = converted
                if says_more(name, value):
                    extra.keep(key, value)
            except ValueError as error:
                remarks.append(f"{name}: {error}")
                extra.keep(name if name == "published" else key, value)
    return found, extra, remarks


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
