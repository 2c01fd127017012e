"""The page of an article, and its entry for BibTeX."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from flask import Flask, Response, request, url_for
from werkzeug.exceptions import NotFound

from search import ArticleName
from search.display.article_spans import FindSpans
from search.display.sanitizing import web_address, web_host
from search.export import references
from search.export.formats import FORMATS, written
from search.query.periods import today_here
from web.archives import current_door
from web.article import metadata
from web.article.marking import marked_article
from web.article.naming import MARK, mark_of, marked_name, name_lists, spans_of
from web.article.neighbours import place
from web.article.portions import layout, read_portion, slice_of
from web.http.attachments import attachment
from web.pages.paging import numbered
from web.pages.preferences import Problems, read_page
from web.pages.rendering import article_url, render
from web.parameters.ids import find_article
from web.parameters.shared import RELATED

_NEAR_DUPLICATES = 10
_ENTRIES = {"bib": "bibtex", "ris": "ris"}


def register(app: Flask) -> None:
    """Let `app` answer articles here."""
    app.add_url_rule("/articles/<id:id>", "pages.article", article_page)
    for suffix in _ENTRIES:
        app.add_url_rule(f"/articles/<id:id>/cite.{suffix}", f"pages.cite_{suffix}", _entry(suffix))


def article_page(id: str) -> str:
    """One article, a long one in portions; what it was found by is marked."""
    parameters = read_page(request.args)
    problems = Problems(parameters.problems)
    portion = read_portion(request.args, problems)
    asked = bool(parameters.q.strip())
    to_be_marked = MARK in request.args
    with current_door().opened() as archive:
        found = find_article(archive, id)
        if found is None:
            raise NotFound
        laid = layout(found)
        names = archive.names(found.id, laid.by_name() if to_be_marked else {})
        marked = marked_name(request.args, names, problems)
        marks: FindSpans | None = partial(archive.marks, parameters.q) if asked else None
        if marked is not None:
            marks = spans_of(marked)
        shown = marked_article(laid, marks, portion)
        related = archive.similar(found.id, RELATED, excerpts=True)
        near = archive.near_duplicates(found.id, _NEAR_DUPLICATES, excerpts=True)
        at = place(archive, found, parameters)
    parameters = replace(parameters, problems=problems.found)
    authors = slice_of(found.authors, portion.authors)
    tags = slice_of(found.tags, portion.tags)

    def portion_url(anchor: str, **changes: int) -> str:
        """The address of this page with another portion of the article."""
        other = shown.portion.but(**{"authors": portion.authors, "tags": portion.tags, **changes})
        return here_url(anchor, marked, **other.to_args())

    def here_url(anchor: str, mark: ArticleName | None = None, **changes: int) -> str:
        """The address of this page with another name marked, or none, and of a portion of it."""
        beside = changes if mark is None else {MARK: mark_of(mark), **changes}
        listed = parameters.only_language if parameters.is_long else parameters
        return article_url(found, listed.but(page=listed.page), **beside) + anchor

    def match_url(number: int) -> str:
        """The address of a match, on this page or on that of another part."""
        there = shown.portion_with(number)
        anchor = f"#m{number}"
        return anchor if there == shown.portion else portion_url(anchor, **there.to_args())

    address = url_for("pages.article", id=found.id, _external=True)
    today = today_here()
    return render(
        "article.html",
        parameters,
        article=found,
        address=address,
        shown=shown,
        portion_url=portion_url,
        match_url=match_url,
        here_url=here_url,
        name_lists=name_lists(names),
        marked_name=marked,
        own={} if marked is None else {MARK: mark_of(marked)},
        part_numbers=numbered(shown.portion.part, shown.last_part),
        authors=authors,
        tags=tags,
        original=web_host(found.url),
        original_address=web_address(found.url),
        related=[hit.article for hit in related],
        near=near,
        place=at,
        citations=[(style, cited(found, today)) for style, cited in references.STYLES.items()],
        description=metadata.description(found),
        data=metadata.news_article(found, address),
    )


def _entry(suffix: str) -> Callable[[str], str | Response]:
    """What answers an article's entry for lists of references, as a file of one format."""
    format = _ENTRIES[suffix]

    def answer(id: str) -> str | Response:
        with current_door().opened() as archive:
            found = find_article(archive, id)
            is_an_id = archive.article(f"{id}/cite.{suffix}") is not None
        if is_an_id:  # an article is not to be hidden by the entry of another
            return article_page(f"{id}/cite.{suffix}")
        if found is None:
            raise NotFound
        body = b"".join(written([found], format, accessed=today_here()))
        name = f"{references.key(found)}.{suffix}"
        return attachment(body, FORMATS[format].media_type, name)

    return answer
