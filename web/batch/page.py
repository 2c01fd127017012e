"""The page of batches: a list of names or queries, and what is found for each, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from flask import Flask, Response, request

from index import InputError
from search.batches import Row, rows, table_of
from search.choices import MATCHES
from search.export.formats import FORMATS
from search.export.tables import table_lines
from search.export.workbook import workbook
from search.query_lists import QueryList, columns_of, read_list
from web.archives import current_door
from web.http.attachments import attachment
from web.http.security import BATCH_PAGE
from web.pages.preferences import Problems, read_page
from web.pages.rendering import render, streamed
from web.parameters.asked import Parameters
from web.parameters.types import Choice
from web.text.language import Language

MOST_QUERIES = 200
"""So many are looked up on a page; the API takes more."""
_HITS = 3
_FILES = ("", "csv", "xlsx")  # the page itself first
_MATCH = Choice("match", ("phrase", *(one for one in MATCHES if one != "phrase")))
_FORMAT = Choice("format", _FILES)


def register(app: Flask) -> None:
    """Let `app` answer lists here."""
    app.add_url_rule(BATCH_PAGE, "pages.batch", batch_page)
    app.add_url_rule(BATCH_PAGE, "pages.batch_found", batch_found, methods=["POST"])


class _Given(NamedTuple):
    """What a form holds: the list as a text, or as an uploaded file, and how it is to be read."""

    text: str
    name: str
    data: bytes
    match: str
    format: str


def batch_page() -> str:
    """The form."""
    return _page(read_page(request.args))


def batch_found() -> str | Response:
    """What is found for each query of the list, as a page or a file, sent row by row."""
    parameters = read_page(request.values)
    problems = Problems(parameters.problems)
    given = _given(problems)
    parameters = replace(parameters, problems=problems.found)
    language = Language(parameters.lang)
    told: dict[str, Any] = {"match": given.match}
    try:
        listed = read_list(given.data, given.name or "the list")
    except InputError:
        return _page(parameters, text=given.text, problem=language("batch.unreadable"), **told)
    # A file comes back as a text, so that the form can be sent again as it is.
    told["text"] = given.text or _text_of(listed)
    count = len(listed.entries)
    if count > MOST_QUERIES:
        problem = language("batch.too_many", count=count, most=MOST_QUERIES)
        return _page(parameters, problem=problem, **told)
    if not count:
        return _page(parameters, problem=language("batch.nothing"), **told)
    with current_door().opened() as archive:
        found = rows(
            archive,
            listed.entries,
            limit=_HITS,
            match=given.match,
            selection=parameters.selection,
        )
    if given.format:
        return _file(found, listed, given.format)
    return streamed(
        "batch.html", parameters, **_values(parameters, found=found, listed=listed, **told)
    )


def _given(problems: Problems) -> _Given:
    form = request.form
    text = form.get("list", "")
    upload = request.files.get("file")
    name = upload.filename or "" if upload else ""
    data = upload.read() if upload and name else b""
    if data:
        text = ""
    match = problems.caught(_MATCH.read, form) or _MATCH.choices[0]
    format = problems.caught(_FORMAT.read, form) or ""
    return _Given(text, name, data or text.encode(), match, format)


def _text_of(listed: QueryList) -> str:
    return "\n".join(entry.query for entry in listed.entries if not entry.error)


def _page(parameters: Parameters, **told: Any) -> str:
    return render("batch.html", parameters, **_values(parameters, **told))


def _values(parameters: Parameters, **told: Any) -> dict[str, Any]:
    """What the page shows."""
    usual: dict[str, Any] = {"found": None, "problem": "", "text": "", "match": _MATCH.choices[0]}
    return {
        "matches": _MATCH.choices,
        "most": MOST_QUERIES,
        "search_of": lambda row, match: _search(parameters, row, match),
        **usual,
        **told,
    }


def _search(parameters: Parameters, row: Row, match: str) -> Parameters:
    """The search that shows what a number of a row counts."""
    return parameters.but(q=row.entry.query, match=match)


def _file(found: Iterator[Row], listed: QueryList, format: str) -> Response:
    table = table_of(found, columns_of(listed), _HITS)
    pieces = table_lines(table, bom=True) if format == "csv" else workbook(table)
    return attachment(pieces, FORMATS[format].media_type, f"danh-sach.{format}", kept=False)
