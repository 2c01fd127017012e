"""Pages as tests read them: their elements, texts and links."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.wrappers import Response


class Page(HTMLParser):
    """An HTML answer: its elements in order, each with all the text inside it."""

    VOID = ("meta", "link", "input", "br", "hr", "img")

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.elements: list[tuple[str, dict[str, Any]]] = []
        self._open: list[tuple[str, dict[str, Any]]] = []
        self.feed(self.html)
        self.close()
        assert not self._open, f"never closed: {[tag for tag, _ in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element: tuple[str, dict[str, Any]] = (tag, {**dict(attrs), "text": ""})
        self.elements.append(element)
        if tag not in self.VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1][0] == tag, f"</{tag}> closes <{self._open[-1][0]}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for _, attrs in self._open:
            attrs["text"] += data

    def all(self, tag: str | None = None, **wanted: str) -> list[dict[str, Any]]:
        """The attributes of every element with this tag and these attributes, and its text."""
        class_ = wanted.pop("class_", None)
        return [
            attrs
            for name, attrs in self.elements
            if (tag is None or name == tag)
            and (class_ is None or class_ in (attrs.get("class") or "").split())
            and all(attrs.get(key) == value for key, value in wanted.items())
        ]

    def one(self, tag: str | None = None, **wanted: str) -> dict[str, Any]:
        """The only such element."""
        (found,) = self.all(tag, **wanted)
        return found

    def strange(self, tag: str) -> list[dict[str, Any]]:
        """Every element with this tag but for the scripts, the data and the chart of pages."""
        scripts = (
            {"src": f"/static/{name}.js"}
            for name in ("khobao", "keys", "preview", "chart", "dossier", "visits")
        )
        own = (*scripts, {"type": "application/ld+json"}, {"class": "chart"})
        return [
            attrs
            for attrs in self.all(tag)
            if not any(
                (attrs.get(key) or "").partition("?")[0] == value
                for one in own
                for key, value in one.items()
            )
        ]

    def texts(self, tag: str | None = None, **wanted: str) -> list[str]:
        """The texts of all such elements, white space made single."""
        return [" ".join(attrs["text"].split()) for attrs in self.all(tag, **wanted)]

    @property
    def text(self) -> str:
        """All the text of the page's body."""
        return " ".join(self.one("body")["text"].split())

    @property
    def marks(self) -> list[str]:
        return self.texts("mark")

    @property
    def ids(self) -> list[str]:
        """The addresses of the articles in the list, without their parameters."""
        links = [a["href"] for a in self.all("a") if a["href"].startswith("/articles/")]
        return [urlsplit(link).path.removeprefix("/articles/") for link in links]

    def link(self, text: str) -> str:
        """The address of the link with this text or label, open filters or not."""
        (found,) = {
            str(a["href"]).removesuffix("#filters")
            for a in self.all("a")
            if text in (" ".join(a["text"].split()), a.get("aria-label"))
        }
        return found


# What the fixtures `visit` and `articles` give.
Visit = Callable[..., Page]
Articles = dict[str, dict[str, Any]]


def visitor_of(client: FlaskClient) -> Visit:
    """Reads pages of an application: visit("/", q="dân vận")."""

    def read(path: str = "/", **parameters: Any) -> Page:
        with client.get(path, query_string=parameters or None) as response:
            return Page(response)

    return read
