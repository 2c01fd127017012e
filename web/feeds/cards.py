"""Cards of the archive and of its articles: what links to them look like where they are shared."""

from __future__ import annotations

from flask import Response, url_for
from werkzeug.exceptions import NotFound

from index.articles.article import Article
from index.articles.excerpts import NAME, TITLE, beginning
from search.display.sanitizing import window_title
from web.archives import current_door
from web.configuration import current_configuration
from web.http.media_types import PNG
from web.pages.preferences import only_language
from web.parameters.ids import find_article, in_address
from web.pictures.card import Card, drawn
from web.pictures.png import png
from web.text.language import Language, language_of


def card() -> Response:
    """The card of the archive: its name, and how many articles it holds."""
    language = language_of(only_language().lang)
    with current_door().opened() as archive:
        count = len(archive)
    title = current_configuration().title
    made = Card("", title, language("front.count", count=count), language("tagline"))
    return Response(png(drawn(made)), mimetype=PNG)


def article_card(id: str) -> Response:
    """The card of an article: where and when it appeared, and its headline."""
    language = language_of(only_language().lang)
    with current_door().opened() as archive:
        found = find_article(archive, id)
    if found is None:
        raise NotFound
    return Response(png(drawn(_card_of(found, language))), mimetype=PNG)


def _card_of(article: Article, language: Language) -> Card:
    printed = window_title(beginning(article.title, TITLE)) or language("results.untitled")
    places = (beginning(one, NAME) for one in (article.source, article.category) if one)
    day = language.day(article.published) if article.published else ""
    return Card(" · ".join(places), printed, day, current_configuration().title)


def card_url(article: Article | None = None) -> str:
    """The whole address of a card, as other sites ask for it."""
    place = url_for("feeds.card", _external=True)
    return f"{place.removesuffix('.png')}s/{in_address(article.id)}" if article else place
