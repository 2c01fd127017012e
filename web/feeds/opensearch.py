"""The archive as a search engine that browsers can add (OpenSearch 1.1)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from flask import Response, url_for

from web.configuration import current_configuration
from web.feeds.xml import add, answer
from web.http.media_types import ATOM, OPENSEARCH, SUGGESTIONS_JSON
from web.pages.preferences import only_language
from web.parameters.asked import Parameters
from web.text.language import Language

_SHORT, _LONG = 16, 48  # characters that names may have


def opensearch() -> Response:
    """How a browser's address bar can search the archive, and complete what is typed there."""
    language = Language(only_language().lang)
    lang = Parameters(lang=language.code).to_args()
    root = Element("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"})
    title = current_configuration().title
    add(root, "ShortName", title[:_SHORT].rstrip())
    if len(title) > _SHORT:
        add(root, "LongName", title[:_LONG].rstrip())
    add(root, "Description", language("tagline"))
    add(root, "InputEncoding", "UTF-8")
    add(root, "Language", "vi")
    icon = url_for("static", filename="favicon.svg", _external=True)
    add(root, "Image", icon, width="16", height="16", type="image/svg+xml")
    page = url_for("pages.search", **lang, _external=True)
    suggest = url_for("api.suggest", format="opensearch", _external=True)
    atom = url_for("feeds.feed", **lang, _external=True)
    add(root, "Url", type="text/html", template=_with_terms(page) + "&page={startPage?}")
    add(root, "Url", type=SUGGESTIONS_JSON, template=_with_terms(suggest))
    add(root, "Url", type=ATOM, template=_with_terms(atom))
    own = url_for("feeds.opensearch", **lang, _external=True)
    add(root, "Url", type=OPENSEARCH, rel="self", template=own)
    return answer(root, OPENSEARCH)


def _with_terms(address: str) -> str:
    """The address of a search as OpenSearch writes it."""
    return f"{address}{'&' if '?' in address else '?'}q={{searchTerms}}"
