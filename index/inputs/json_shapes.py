"""The envelopes in which programs keep one article: what of an object is the article itself.

Elasticsearch (`_source`), GraphQL (`node`), CouchDB (`doc`), Django (`fields`), JSON:API
(`attributes`), WordPress (`rendered`) and JSON Feed (`content_html`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from index.inputs.keys import field_of
from index.inputs.rich_text import is_rich
from index.inputs.structures import language_of, own_language
from index.inputs.unpublished import unpublished

_ENVELOPES = (
    *("_source", "node", "doc", "fields", "attributes", "document", "record"),
    *("article", "post", "item", "value", "data", "story", "entry", "news"),
)
_TEXTS = ("title", "summary", "body", "captions")
_CONNECTION = frozenset({"edges", "nodes", "node", "pageInfo", "totalCount", "__typename"})
_ABOUT_TEXT = frozenset(
    {"rendered", "processed", "$t", "value", "format", "type", "protected"}
    | {"main", "kicker", "content_kicker", "print_headline", "name", "seo", "sub"}
)
_HELD = ("rendered", "processed", "$t", "value", "main")
"""Under which WordPress, Drupal, Blogger and others keep the text of a field."""
_CUT_EXCERPT = re.compile(r"\[(?:…|\.\.\.|&hellip;|&#8230;)\]\s*(?:</p>)?\s*$")
_NO_ARTICLES = re.compile(
    r"attachment|revision|nav_menu_item|wp_\w+|custom_css|customize_changeset"
)


_TRANSLATED = ("translations", "locales", "languages", "i18n", "localizations", "langs")
_FEWEST_LANGUAGES = 2  # of objects that stand in a record beside its other keys
META = frozenset({"meta", "metadata", "info"})
"""Under which a record keeps what it says of itself."""
_OF_META = frozenset({"published", "authors", "category", "url", "source", "tags"})


class Core(NamedTuple):
    """The article in an object: its values, further values of its keys, and notes.

    `skip` says why it is no article.
    """

    values: dict[str, Any]
    again: tuple[tuple[str, Any], ...] = ()
    skip: str = ""


def has_text(value: Any) -> bool:
    """Whether a value is a text with something in it, a list of them, or what WordPress renders."""
    if isinstance(value, str):
        return bool(value) and not value.isspace()
    if isinstance(value, list):
        return bool(value) and all(isinstance(each, str) for each in value)
    if not isinstance(value, Mapping):
        return False
    language = own_language(value)
    if language:
        return isinstance(value[language], str)
    return any(isinstance(value.get(key), str) for key in _HELD)


def texts_of(value: Mapping[str, Any], mapping: Mapping[str, str]) -> set[str]:
    """Which of the title, summary, body and captions an object has."""
    mapped = [field for field in _TEXTS if field in mapping]
    found = {field for field in mapped if has_text(value.get(mapping[field]))}
    for key, each in value.items():
        field = "body" if key == "content_html" else field_of(key)
        if (
            field in _TEXTS
            and field not in found
            and (has_text(each) or _pictures(field, each) or (field == "body" and is_rich(each)))
        ):
            found.add(field)
    return found


def _pictures(field: str, value: Any) -> bool:
    return field == "captions" and isinstance(value, list) and bool(value)


def core_of(value: dict[str, Any], mapping: Mapping[str, str]) -> Core:
    """The article in an object, which is the object itself where there is no envelope."""
    core = Core(_with_meta(_in_own_language(value)))
    value = core.values
    if not texts_of(value, mapping) & {"title", "body"}:
        for key in _ENVELOPES:
            inner = value.get(key)
            if isinstance(inner, dict) and texts_of(inner, mapping):
                core = _merged(value, key, inner)
                break
    if isinstance(core.values.get("title"), Mapping) and "rendered" in core.values["title"]:
        return _of_wordpress(core)
    if "content_html" in core.values and "body" not in core.values:
        return core._replace(values=_of_json_feed(core.values))
    if any(isinstance(each, dict) for each in core.values.values()):
        return core._replace(values={key: _flat(each) for key, each in core.values.items()})
    return core


def _in_own_language(value: dict[str, Any]) -> dict[str, Any]:
    """An object with what it says in Vietnamese as its own, where it says all in each language:
    `{"vi": {…}, "en": {…}}`, alone or under `translations`, or as a list of such objects."""
    for place in (None, *(key for key in _TRANSLATED if key in value)):
        held = value if place is None else value[place]
        texts = _by_language(held)
        if not texts or (place is None and len(texts) < _FEWEST_LANGUAGES):
            continue
        key = next((key for key in texts if language_of(key) == "vi"), next(iter(texts)))
        outer = {
            name: each
            for name, each in value.items()
            if name != place and not (place is None and name == key)
        }
        return {**outer, **{name: each for name, each in texts[key].items() if each}}
    return value


def _by_language(held: Any) -> dict[str, Mapping[str, Any]]:
    """The objects with texts by the languages that they are said to be in."""
    if isinstance(held, Mapping):
        pairs = [(key, each) for key, each in held.items() if language_of(key)]
    elif isinstance(held, list):
        named = ((_language_in(each), each) for each in held if isinstance(each, Mapping))
        pairs = [(key, each) for key, each in named if key]
    else:
        pairs = []
    return {key: each for key, each in pairs if isinstance(each, Mapping) and texts_of(each, {})}


def _language_in(value: Mapping[str, Any]) -> str:
    said = (value.get(key) for key in ("locale", "lang", "language", "langcode", "languages_code"))
    return next((one for one in said if isinstance(one, str) and language_of(one)), "")


def _with_meta(value: dict[str, Any]) -> dict[str, Any]:
    """An object with what its `meta` says for fields that it has not itself."""
    known: set[str | None] | None = None
    more: dict[str, Any] = {}
    for key in META & value.keys():
        inner = value.get(key)
        if not isinstance(inner, Mapping) or not any(field_of(name) == "body" for name in value):
            continue
        known = known or {field_of(name) for name, each in value.items() if each}
        for name, each in inner.items():
            field = field_of(name)
            if field in _OF_META and field not in known and name not in value and each:
                more[name] = each
    return {**value, **more} if more else value


def _merged(outer: Mapping[str, Any], envelope: str, inner: dict[str, Any]) -> Core:
    """What is in an envelope, and what stands on it."""
    values: dict[str, Any] = {}
    again = []
    id = outer.get("_id", outer.get("pk"))
    if envelope in ("_source", "fields", "doc") and id is not None:
        values["id"] = id
        again += [("id", inner["id"])] if inner.get("id") not in (None, id, str(id)) else []
    for key, value in inner.items():
        values.setdefault(key, value)
    for key, value in outer.items():
        if key == envelope or value is None or (key in ("_id", "pk") and "id" in values):
            continue
        if key not in values:
            values[key] = value
        elif values[key] != value:
            again.append((key, value))
    return Core(values, tuple(again))


def _is_connection(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and value.keys() <= _CONNECTION


def _flat(value: Any) -> Any:
    """What a field of Blogger or Drupal holds, and a GraphQL connection:
    `{"edges": [{"node": …}]}` and the like."""
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return [
            {**each, "name": _flat(each["name"])} if _has_name(each) else each for each in value
        ]
    if isinstance(value, dict) and not value.keys() - _ABOUT_TEXT:
        return next((value[key] for key in _HELD if isinstance(value.get(key), str)), value)
    if not _is_connection(value):
        return value
    if "node" in value:
        return value["node"]
    held = value.get("edges", value.get("nodes", []))
    if not isinstance(held, list):
        return value
    return [each["node"] if isinstance(each, dict) and "node" in each else each for each in held]


def _has_name(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("name"), dict)


def _of_json_feed(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item of a JSON Feed, whose text may be given as HTML, as plain text or as both."""
    values = dict(item)
    if not has_text(values.get("content_text")):
        values["body"] = values.pop("content_html")
    return values


def _of_wordpress(core: Core) -> Core:
    """A post as the REST interface of WordPress gives it."""
    post = core.values
    values: dict[str, Any] = {}
    for key, value in post.items():
        rendered = value.get("rendered") if isinstance(value, Mapping) else None
        values[key] = rendered if isinstance(rendered, str) else value
    if isinstance(title := values["title"], str):
        values["title"] = html.unescape(title)
    if isinstance(excerpt := values.get("excerpt"), str) and _CUT_EXCERPT.search(excerpt):
        values["excerpt_cut"] = values.pop("excerpt")  # the beginning of the text, by a program
    if isinstance(date := values.get("date_gmt"), str) and re.fullmatch(r"[\d-]+T[\d:]+", date):
        values["published"] = date + "Z"
        values["date_from"] = "date_gmt"
    _take_embedded(values)
    status, type = post.get("status", "publish"), str(post.get("type", "post"))
    if reason := unpublished(values):
        return Core(values, core.again, reason)
    if status == "inherit":  # of what is attached to a post
        return Core(values, core.again, f"its status is {status}")
    if _NO_ARTICLES.fullmatch(type):
        return Core(values, core.again, f"its type is {type}")
    return Core(values, core.again)


def _take_embedded(values: dict[str, Any]) -> None:
    """Take the names of authors, categories and tags out of `_embedded`, and keep their numbers."""
    embedded = values.get("_embedded")
    if not isinstance(embedded, Mapping):
        return
    authors = [name for each in _list(embedded.get("author")) if (name := _name(each))]
    terms = [term for group in _list(embedded.get("wp:term")) for term in _list(group)]
    for field, key, names in (
        ("authors", "author", authors),
        ("category", "categories", _terms(terms, "category")),
        ("tags", "tags", _terms(terms, "post_tag")),
    ):
        if names:
            if key in values:
                values[f"{key}_ids"] = values.pop(key)
            values[field] = names


def _terms(terms: list[Any], taxonomy: str) -> list[str]:
    return [
        name
        for term in terms
        if isinstance(term, Mapping) and term.get("taxonomy") == taxonomy and (name := _name(term))
    ]


def _name(value: Any) -> str:
    name = value.get("name") if isinstance(value, Mapping) else None
    return html.unescape(name).strip() if isinstance(name, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
