"""An article as a source to cite: in the style of Vietnamese papers, and as BibTeX."""

from __future__ import annotations

import re
from datetime import date

from index.articles.article import Article
from index.articles.dates import vietnamese_day
from index.vietnamese.spelling import fold
from web.text.safe import web_address, window_title

_TITLE_WORDS_OF_KEY = 3
_UNTITLED = "Bài không có tiêu đề"
_MOST_AUTHORS = 20
_OTHERS = " và những người khác"
_ASCII_WORD = re.compile("[a-z0-9]+")
_ACTIVE = {
    **{character: f"\\{character}" for character in "%#&$_"},
    # BibTeX counts braces, whatever stands before them.
    **{"{": r"\textbraceleft{}", "}": r"\textbraceright{}"},
    **{"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
}
_OF_TEX = re.compile("|".join(map(re.escape, _ACTIVE)))


def plain(article: Article) -> str:
    """One line: *Trịnh Quyên: “Khởi công cầu”, Báo Hà Yên, ngày 7-7-2021, https://...*"""
    named = list(filter(None, map(window_title, article.authors)))
    authors = ", ".join(named[:_MOST_AUTHORS]) + _OTHERS * (len(named) > _MOST_AUTHORS)
    title = f"“{window_title(article.title) or _UNTITLED}”"
    day = day_of(article)
    parts = [
        f"{authors}: {title}" if authors else title,
        window_title(article.source),
        f"ngày {day.day}-{day.month}-{day.year}" if day else "",
        web_address(article.url),
    ]
    return ", ".join(filter(None, parts))


def bibtex(article: Article) -> str:
    """An entry for BibTeX and biblatex, in UTF-8, ending in a newline.

    Names stand in braces, for what comes first in a Vietnamese name is the family; after the
    first twenty stands what BibTeX knows for *and others*. `date` is
    biblatex's field, `year` and `month` are those of the older styles.
    """
    day = day_of(article)
    named = [f"{{{name}}}" for name in filter(None, map(_tex, article.authors))]
    if len(named) > _MOST_AUTHORS:
        named[_MOST_AUTHORS:] = ["others"]
    fields = {
        "author": " and ".join(named),
        "title": f"{{{_tex(article.title) or _UNTITLED}}}",
        "journal": _tex(article.source),
        "date": f"{day:%Y-%m-%d}" if day else "",
        "year": f"{day:%Y}" if day else "",
        "month": str(day.month) if day else "",
        "url": _tex_address(web_address(article.url)),
        "language": "vietnamese",
    }
    written = "".join(f",\n  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{'article' if fields['journal'] else 'misc'}{{{key(article)}{written}\n}}\n"


def key(article: Article) -> str:
    """The name of an entry, of ASCII letters: *quyen2021-khoi-cong-cau*."""
    named = _words(" ".join(article.authors[:1])) or _words(article.source) or ["khobao"]
    day = day_of(article)
    title = _words(article.title)[:_TITLE_WORDS_OF_KEY]
    return "-".join([named[-1] + (f"{day:%Y}" if day else ""), *title])


def day_of(article: Article) -> date | None:
    """The day in Vietnam on which an article was published, if that is known."""
    return vietnamese_day(article.published) if article.published else None


def _words(text: str) -> list[str]:
    return _ASCII_WORD.findall(fold(text).lower())


def _tex(text: str) -> str:
    """A text as one line that TeX prints as it is."""
    return _OF_TEX.sub(lambda found: _ACTIVE[found[0]], window_title(text))


def _tex_address(url: str) -> str:
    """An address in which every brace has its partner, for there are none."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
