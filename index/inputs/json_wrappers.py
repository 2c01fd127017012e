"""Objects and arrays that hold articles: which of what is in them are the articles.

An object that has a text is an article, whatever lists are in it (pictures, comments, articles of
the same kind). One that has none is a wrapper: of a list, of several, or of articles by their ids.
What has a title and no text is one or the other, as the names of its lists and what is in them
tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from index.articles.dates import simplified
from index.inputs.json_shapes import Core, core_of, texts_of
from index.inputs.keys import field_of

_DEEPEST = 12
_WRAPPING = frozenset(
    {
        *("items", "item", "articles", "articlelist", "data", "docs", "hits", "results", "posts"),
        *("entries", "entry", "news", "newslist", "records", "rows", "list", "response", "edges"),
        *("nodes", "stories", "documents", "value", "values", "result", "content", "contents"),
        *("baiviet", "tin", "tintuc", "danhsach", "dsbaiviet", "channel", "feed", "rss", "payload"),
        *("articlelists", "listarticle", "listnews", "article", "post", "pages", "collection"),
        *("graph", "records"),
    }
)
_ABOUT_SOURCE = ("feed", "channel", "source", "site", "title", "publisher")
_OF_FEEDS = frozenset({"item", "entry"})  # RSS and Atom, as programs write them in JSON
_SECONDARY = frozenset(
    {
        *("comments", "comment", "replies", "images", "image", "photos", "photo", "pictures"),
        *("related", "relatedarticles", "relatednews", "relatedposts", "authors", "author", "tags"),
        *("categories", "category", "videos", "video", "media", "attachments", "attachment"),
        *("links", "topics", "keywords", "gallery", "thumbnails", "enclosures", "users", "files"),
        *("binhluan", "hinhanh", "anh", "lienquan", "tinlienquan", "tacgia", "captions", "menu"),
        *("breadcrumb", "breadcrumbs", "facets", "aggregations", "contributors", "sources"),
    }
)


_TABLES = (("columns", "data"), ("columns", "rows"), ("fields", "rows"), ("header", "rows"))


class Inner(NamedTuple):
    """A value that a wrapper holds, and the way to it, such as `.articles[3]`."""

    path: str
    value: Any
    core: Core | None = None


@dataclass
class Wrapper:
    """What a wrapper says of all that is in it."""

    mapping: Mapping[str, str]
    source: str = ""
    left_out: list[str] = field(default_factory=list)

    def inner(self, value: Any) -> list[Inner]:
        """The articles that a value holds; none if it is no wrapper."""
        value = as_rows(value)
        if isinstance(value, list):
            found = list(self._of_list(value, "", 0))
            return found if any(isinstance(one.value, dict) for one in found) else []
        if isinstance(value, dict) and "body" not in texts_of(value, self.mapping):
            return self._of_element(value, "", 0)
        return []

    def is_list_of_articles(
        self, key: str, items: list[Any], outer: set[str], depth: int = 0
    ) -> bool:
        """Whether the list under a key of an object which has the fields `outer` is of articles."""
        name = _plain(key)
        sample = items[:200]
        if sample and all(isinstance(each, list) for each in sample):
            sample = [one for each in sample for one in each[:20]]
        objects = [each for each in sample if isinstance(each, dict)]
        if not objects or 2 * len(objects) < len(sample) or name in _SECONDARY:
            return False
        cores = [texts_of(core_of(each, self.mapping).values, self.mapping) for each in objects]
        own = outer & {"title", "summary", "captions"}
        if field_of(key) == "body":  # of paragraphs, unless they have titles
            return not own and all("title" in each for each in cores)
        if 2 * sum("body" in each for each in cores) > len(objects):
            dated = own and outer & {"published", "authors", "category"}
            return not dated or name in _WRAPPING
        strong = 2 * sum(map(self.is_strong, objects)) > len(objects)
        if own:
            dated = outer & {"published", "authors", "category"}
            return strong and name in (_OF_FEEDS if dated else _WRAPPING)
        if strong or (name in _WRAPPING and 2 * sum(map(bool, cores)) > len(objects)):
            return True
        probe = Wrapper(self.mapping)
        return any(probe._of_object(each, "", depth + 4) for each in objects[:3])

    def is_strong(self, value: Any) -> bool:
        """Whether an object is an article by what is in it, whatever it is called."""
        if not isinstance(value, dict):
            return False
        core = core_of(value, self.mapping).values
        texts = texts_of(core, self.mapping)
        if "body" in texts:
            return True
        named = {key for key in core if field_of(key)}
        headed = any(field_of(key) == "title" and _plain(key) != "name" for key in core)
        return "title" in texts and headed and len(named) > 1

    def _of_list(self, items: list[Any], path: str, depth: int) -> Iterator[Inner]:
        for number, value in enumerate(items):
            place = f"{path}[{number}]"
            if isinstance(value, list) and depth < _DEEPEST:
                yield from self._of_list(value, place, depth + 1)
            elif not isinstance(value, dict):
                yield Inner(place, value)
            else:
                inner = self._of_element(value, place, depth + 1)
                yield from inner or [Inner(place, value, core_of(value, self.mapping))]

    def _of_element(self, value: dict[str, Any], path: str, depth: int) -> list[Inner]:
        """The articles in an object that stands by itself, if it is a wrapper."""
        core = core_of(value, self.mapping)
        if "body" in texts_of(core.values, self.mapping):
            return []
        return self._of_object(value if core.values is value else core.values, path, depth)

    def _of_object(self, value: dict[str, Any], path: str, depth: int) -> list[Inner]:
        """The articles in an object without a text of its own."""
        if depth > _DEEPEST:
            return []
        outer = self._fields(value)
        inside: dict[str, list[Inner]] = {}
        for key, child in value.items():
            place = f"{path}.{key}"
            if isinstance(child, list):
                feed = key == "items" and is_json_feed(value)
                if feed or self.is_list_of_articles(key, child, outer, depth):
                    inside[key] = list(self._of_list(child, place, depth + 1))
            elif isinstance(child, dict) and self._may_hold(key, outer):
                inside[key] = self._of_child(key, child, place, depth)
        if any(isinstance(value[key], list) for key in inside if inside[key]):
            # An object with a title beside a list of articles is what the list belongs to.
            inside = {key: each for key, each in inside.items() if not self._is_about(each)}
        if any(inside.values()):
            self.take(value, [key for key in value if not inside.get(key)])
        return [one for each in inside.values() for one in each]

    def _is_about(self, inner: list[Inner]) -> bool:
        """Whether one object was found that has a title, and no text."""
        if len(inner) != 1 or inner[0].path.endswith("]"):
            return False
        one = inner[0]
        return one.core is not None and "body" not in texts_of(one.core.values, self.mapping)

    def _of_child(self, key: str, child: dict[str, Any], place: str, depth: int) -> list[Inner]:
        """What is in an object in an object: an article under its id, or a wrapper."""
        texts = texts_of(child, self.mapping)
        within = core_of(child, self.mapping)
        packed = within.values is not child and "body" in texts_of(within.values, self.mapping)
        if "body" not in texts and not (packed and _plain(key) in _WRAPPING):
            inside = self._of_object(child, place, depth + 1)
            if inside:
                return inside
        if not self.is_strong(child):
            return []
        core = within
        if _plain(key) not in _WRAPPING:
            core = core._replace(values=_with_id(core.values, key))
        return [Inner(place, child, core)]

    def _may_hold(self, key: str, outer: set[str]) -> bool:
        name = _plain(key)
        if outer & {"title", "summary", "body", "captions"}:
            return name in ("data", "channel", "response", "articles", "items", "entries", "posts")
        return name not in _SECONDARY

    def _fields(self, value: Mapping[str, Any]) -> set[str]:
        fields = texts_of(value, self.mapping)
        for key, each in value.items():
            name = field_of(key)
            if name and name not in ("title", "summary", "body", "captions") and each:
                fields.add(name)
        return fields - {"category"} if not fields & {"title"} else fields

    def take(self, value: Mapping[str, Any], others: list[str]) -> None:
        """Take what a wrapper says of its articles: whose they are; note the rest."""
        for key in others:
            each = value[key]
            if isinstance(each, Mapping) and _plain(key) in _ABOUT_SOURCE:
                each = next((each[name] for name in ("title", "name", "$t") if name in each), None)
            is_name = field_of(key) in ("title", "source") or isinstance(value[key], Mapping)
            if is_name and isinstance(each, str) and each.strip() and not self.source:
                self.source = each.strip()
            elif key not in self.left_out:
                self.left_out.append(key)


def as_rows(value: Any) -> Any:
    """The objects of a table in JSON: names of columns beside lists of values, or a list or an
    object of values for each column. Anything else as it is."""
    if not isinstance(value, dict):
        return value
    for names, rows in _TABLES:
        columns, lists = value.get(names), value.get(rows)
        if not isinstance(columns, list) or not isinstance(lists, list):
            continue
        if all(isinstance(one, str) for one in columns) and all(
            isinstance(row, list) and len(row) == len(columns) for row in lists
        ):
            return [dict(zip(columns, row, strict=True)) for row in lists]
    known = [field_of(key) for key in value]
    columns = list(value.values())
    if "body" in known and "title" in known and all(isinstance(one, dict) for one in columns):
        keys = columns[0].keys()
        if (
            keys
            and all(key.isdigit() for key in keys)
            and all(one.keys() == keys for one in columns)
        ):
            return [{name: value[name][key] for name in value} for key in keys]
    return value


def is_json_feed(value: Mapping[str, Any]) -> bool:
    """Whether an object says that it is a JSON Feed."""
    version = value.get("version")
    return isinstance(version, str) and "jsonfeed.org/version" in version


def is_secondary(key: str) -> bool:
    """Whether a list under this key is of what belongs to articles, such as comments."""
    return _plain(key) in _SECONDARY


def is_wrapping(key: str) -> bool:
    """Whether programs call lists of articles so."""
    return _plain(key) in _WRAPPING


def _with_id(values: dict[str, Any], key: str) -> dict[str, Any]:
    """The values with the key under which they stood as their id, if they have none."""
    if any(field_of(each) == "id" and values[each] not in (None, "") for each in values):
        return {**values, "key": values.get("key", key)}
    return {"id": key, **{name: each for name, each in values.items() if field_of(name) != "id"}}


def _plain(key: str) -> str:
    return "".join(each for each in simplified(key[:100]) if each.isalnum())
