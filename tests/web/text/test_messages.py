"""The catalogue: both languages say everything that the pages say."""

from __future__ import annotations

import re
import string
from datetime import date, datetime, timezone
from importlib import import_module
from pathlib import Path

import pytest

import web
from index.articles.facets import FACETS, NAME_FACETS
from index.build.reports import COUNTS
from search import CountCode, NoteCode
from search.choices import MATCHES
from search.export.references import STYLES
from web.api.operations import OPERATIONS
from web.compare.request import BY, SMOOTH
from web.pages.preferences import LISTS
from web.text.language import Language
from web.text.messages import MESSAGES, Message, notes
from web.text.problems import SENTENCES

WEB = Path(web.__file__).parent
VIETNAMESE, ENGLISH = MESSAGES["vi"], MESSAGES["en"]
SOURCES = [
    path.read_text(encoding="utf-8")
    for path in [*WEB.glob("templates/*.html"), *WEB.rglob("*.py")]
    if path.parent.name != "messages"
]
OWN = {  # parameters that mean something else to an operation
    name
    for one in OPERATIONS
    for parameter in one.parameters
    if f"given.{(name := f'{parameter.name}.{one.name}')}" in VIETNAMESE
}
# Where a key is put together, its first part and the values that the second can have.
PREFIXES = {
    "sort.": ("relevance", "newest", "oldest", "added"),
    "match.": MATCHES,
    "counted.": tuple(code.value for code in CountCode),
    "facet.": (*FACETS, "year"),
    "form.": ("since", "until"),
    "name.": NAME_FACETS,
    "group.": ("true", "false"),
    "list.": LISTS,
    "chip.": ("facet", "exclude"),
    "period.": ("since", "until"),
    "keys.": "1234567",
    "chart.": ("year", "month", "day"),
    "bars.": ("count", "share"),
    "by.": BY,
    "smooth.": SMOOTH,
    "values.": ("source", "category"),
    "way.": ("phrase", "all", "best"),
    "count.": COUNTS,
    "journal.": ("rejected", "skipped", "notes"),
    "status.": (
        *("place", "generation", "articles", "undated", "dates", "size", "names", "code"),
        "fingerprint",
    ),
    "each.": ("year", "month", "week", "day"),
    "compare.": (
        *("every", "match", "by", "smooth", "share", "count", "of_source", "of_category"),
    ),
    "every.": ("auto", "year", "month", "week", "day"),
    "show.": ("share", "count"),
    "cite.": tuple(STYLES),
    "api.": tuple(one.name for one in OPERATIONS),
    "body.": tuple(one.name for one in OPERATIONS if one.takes),
    "given.": ("id", *{parameter.name for one in OPERATIONS for parameter in one.parameters}, *OWN),
}
ERRORS = [
    f"error.{status}.{part}"
    for status in (400, 404, 405, 414, 429, 500, 503, "other")
    for part in ("title", "text")
]


def names_in(message: Message) -> set[str]:
    messages = message if isinstance(message, tuple) else (message,)
    return {name for one in messages for _, name, _, _ in string.Formatter().parse(one) if name}


def test_languages_have_the_same_messages_with_the_same_names_in_them() -> None:
    assert VIETNAMESE.keys() == ENGLISH.keys()
    for key, message in VIETNAMESE.items():
        assert names_in(message) == names_in(ENGLISH[key]), key


def test_every_message_that_a_page_uses_is_there_and_none_is_idle() -> None:
    used = {
        key
        for source in SOURCES
        for key in re.findall(r'["\']([a-z]+(?:\.[a-z_0-9]+)?)["\']', source)
    }
    called = {
        key for source in SOURCES for key in re.findall(r'\b(?:t|language)\(\s*"([^"]+)"', source)
    }
    composed = {prefix + value for prefix, values in PREFIXES.items() for value in values}
    called = {key for key in called if not key.endswith(".")}
    assert called <= VIETNAMESE.keys()
    assert composed | set(ERRORS) <= VIETNAMESE.keys()
    assert set(VIETNAMESE) - used - composed - set(ERRORS) == set()


def test_no_two_catalogues_have_the_same_key() -> None:
    folder = WEB / "text" / "messages"
    modules = [import_module(f"web.text.messages.{path.stem}") for path in folder.glob("[a-z]*.py")]
    keys = [key for module in modules for key in getattr(module, "ENGLISH", ())]
    assert len(keys) == len(ENGLISH) == len(set(keys))


def test_every_note_of_the_library_is_translated() -> None:
    assert set(NoteCode) == notes.VIETNAMESE.keys()


def test_note_is_a_sentence_without_its_end_in_the_language_of_the_page() -> None:
    assert Language("vi").note(NoteCode.TOO_LONG).startswith("Từ khoá quá dài")
    assert Language("en").note(NoteCode.TOO_LONG).startswith("The query was too long; only")


def test_every_problem_that_is_told_has_a_sentence_and_none_is_idle() -> None:
    told = {
        code
        for source in SOURCES
        for call in re.findall(r"\b(?:sentence|refusal)\(([^)]*)", source)
        for code in re.findall(r'"([a-z-]+)"', call)
    }
    assert told == SENTENCES.keys()


@pytest.mark.parametrize(
    ("code", "count", "said"),
    [
        ("vi", 1, "1 bài"),
        ("vi", 1234567, "1.234.567 bài"),
        ("en", 0, "0 articles"),
        ("en", 1, "1 article"),
        ("en", 1234, "1,234 articles"),
    ],
)
def test_numbers_and_plurals_are_those_of_the_language(code: str, count: int, said: str) -> None:
    assert Language(code)("results.total", count=count) == said


def test_seconds_have_the_decimal_sign_of_the_language() -> None:
    assert Language("vi").seconds(0.0123) == "0,012"
    assert Language("en").seconds(0.0123) == "0.012"
    assert Language("vi").seconds(0.0000001) == "0,001"
    assert Language("vi").seconds(1234.56) == "1.234,6"


def test_moment_is_told_in_vietnamese_time() -> None:
    moment = datetime(2021, 7, 7, 20, 30, tzinfo=timezone.utc)
    assert Language("vi").moment(moment) == "8/7/2021, 03:30"
    assert Language("en").moment(moment) == "8 Jul 2021, 03:30"
    assert Language("vi").moment(date(2021, 7, 11)) == "11/7/2021"


def test_months_are_told_with_and_without_their_year() -> None:
    day = date(2021, 7, 11)
    assert Language("vi").month(day) == "tháng 7/2021"
    assert Language("en").month(day) == "July 2021"
    assert (Language("vi").short_month(day), Language("en").short_month(day)) == ("thg 7", "Jul")


def test_braces_in_a_value_are_kept() -> None:
    chip = Language("vi")("chip.facet", facet="Nguồn", value="{0} {x}")
    assert chip == "Nguồn: {0} {x}"
