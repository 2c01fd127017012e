"""The fields that the values of a record fill, and what is kept beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from index.articles.dates import is_relative_date
from index.articles.limits import EXTRA_BYTES, weight
from index.inputs.bylines import without_papers
from index.inputs.field_values import CONVERT, is_missing, is_null_word, says_more
from index.inputs.missing_dates import begins_to_count, is_no_date
from index.inputs.numbered import Numbered
from index.inputs.publication import (
    DATE_FROM,
    PRECISION,
    Circumstances,
    publication,
    seen_in,
)
from index.inputs.unmarking import MOST_ORIGINALS, Cleaned

NOTES = "notes"
"""The key in `extra` of the list of what was repaired, replaced or could not be understood."""


class Filled(NamedTuple):
    """The fields of a record, what has no field, and what could not be understood."""

    found: dict[str, Any]
    extra: Numbered
    remarks: list[str]


def fill(clean: Cleaned, known: Circumstances) -> Filled:
    """The fields that candidates fill, what has no field, and what could not be understood."""
    found: dict[str, Any] = {}
    extra = Numbered(NOTES)
    remarks: list[str] = []
    changed = dict(clean.originals)
    date_from = ""
    for name, key, value in clean.candidates:
        if name is None:
            _keep_unknown(extra, remarks, key, value)
        elif is_missing(value):
            continue
        elif name in found or (name != "id" and is_null_word(value)):
            if key not in changed:
                extra.keep(key, _plain(value))
        else:
            try:
                if name == "published":
                    at = _seen(known, clean) if _may_be_relative(value) else known
                    date_from = _publish(found, extra, remarks, (key, value), at) or date_from
                    continue
                converted = CONVERT[name](value)
                if not is_missing(converted):
                    found[name] = converted
                if key not in changed and says_more(name, value):
                    extra.keep(key, value)
            except ValueError as error:
                remarks.append(f"{name}: {error}")
                if key not in changed:
                    extra.keep(name if name == "published" else key, value)
    _tell_where(extra, clean, date_from)
    _leave_out_papers(found, extra)
    return Filled(found, extra, remarks)


def _tell_where(extra: Numbered, clean: Cleaned, date_from: str) -> None:
    """Keep where the date came from; nothing where a reader told it of what is no date."""
    if date_from:
        extra.values.setdefault(DATE_FROM, date_from)
    elif DATE_FROM in extra.values and any(name == "published" for name, _, _ in clean.candidates):
        del extra.values[DATE_FROM]


def _publish(
    found: dict[str, Any],
    extra: Numbered,
    remarks: list[str],
    candidate: tuple[str, Any],
    known: Circumstances,
) -> str:
    """Fill in when an article was published; the key that says so, "" where it means nothing."""
    key, value = candidate
    try:
        published, notes = publication(key, value, known)
    except ValueError:
        if not is_no_date(value):
            raise
        extra.keep(key, _plain(value))
        return ""
    if not known.old and begins_to_count(value, published):
        shown = str(_plain(value))[:60]
        remarks.append(f"published: {shown!r} was taken for no date: programs begin to count there")
        extra.keep(key, _plain(value))
        return ""
    found["published"] = published.when
    if notes:
        remarks += notes
        extra.keep(key, value)
    if published.precision != "day":
        extra.values.setdefault(PRECISION, published.precision)
    return key


def _may_be_relative(value: Any) -> bool:
    return isinstance(value, str) and value[4:5] != "-" and is_relative_date(value)


def _seen(known: Circumstances, clean: Cleaned) -> Circumstances:
    """The circumstances of a record: it may say itself when it was saved."""
    unknown = [(key, value) for name, key, value in clean.candidates if name is None]
    inner = [pair for key, value in unknown if key == "extra" and value for pair in _pairs(value)]
    seen = seen_in([*unknown, *inner])
    return replace(known, seen=seen) if seen else known


def _pairs(value: Any) -> Iterable[tuple[str, Any]]:
    return value.items() if isinstance(value, Mapping) else ()


def _leave_out_papers(found: dict[str, Any], extra: Numbered) -> None:
    """Take the paper itself from the authors, and keep beside that it was among them."""
    authors, source = found.get("authors"), found.get("source")
    if authors and source:
        found["authors"] = without_papers(authors, source)
        if found["authors"] != authors:
            extra.keep("authors", list(authors))


def _keep_unknown(extra: Numbered, remarks: list[str], key: str, value: Any) -> None:
    """Keep a key that nobody knows; what is in a record's own `extra` is taken out of it."""
    if key != "extra" or not isinstance(value, Mapping):
        extra.keep(key, _plain(value))
        return
    for inner_key, inner in value.items():
        if inner_key == NOTES and isinstance(inner, list) and _all_texts(inner):
            remarks += inner  # an article that was exported earlier
        else:
            extra.keep(inner_key, inner)


def _plain(value: Any) -> Any:
    """A value that JSON can hold."""
    return value.isoformat() if isinstance(value, date) else value


def _all_texts(values: list[Any]) -> bool:
    return all(isinstance(each, str) for each in values)


def keep_originals(clean: Cleaned, extra: Numbered, where: str) -> list[str]:
    """Keep what fields with markup were, as far as an article may have it; else note its place."""
    originals = dict(clean.originals)
    size = weight(originals)[1]
    if size > MOST_ORIGINALS or size + weight(extra.values)[1] > EXTRA_BYTES:
        place = f" ({where})" if where else ""
        return [f"{', '.join(originals)}: what it was is too long to be kept here{place}"]
    for key, value in originals.items():
        extra.keep(key, value)
    return []
