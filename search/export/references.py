"""Articles as sources to cite: in three written styles, and as RIS and BibTeX.

A day of access is told where there is one, and an address with it: without one, what was read is
the paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain, count

from index.articles.article import Article
from index.articles.dates import vietnamese_day
from index.vietnamese.spelling import fold
from search.display.sanitizing import web_address, window_title

_TITLE_WORDS_OF_KEY = 3
_UNTITLED = "Bài không có tiêu đề"
_MOST_AUTHORS = 20
_OTHERS = " và những người khác"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
# The first hundred of Lê Trung Hoa's list (Họ và tên người Việt Nam, 2005), in both spellings of y.
FAMILY_NAMES = frozenset(
    [
        *("An", "Âu", "Ân", "Bạch", "Bành", "Biện", "Bùi", "Ca", "Cái"),
        *("Cao", "Châu", "Chế", "Chu", "Chung", "Chử", "Cù", "Cung", "Dư"),
        *("Dương", "Đàm", "Đàng", "Đào", "Đặng", "Đậu", "Điền", "Điêu", "Đinh"),
        *("Đoàn", "Đỗ", "Đồng", "Đới", "Đường", "Giang", "Giáp", "Hà", "Hàn"),
        *("Hầu", "Hoa", "Hoàng", "Hồ", "Hồng", "Hứa", "Huỳnh", "Hùng", "Khổng"),
        *("Khúc", "Khuất", "Khương", "Kiều", "Kim", "La", "Lã", "Lại", "Lâm"),
        *("Lê", "Liêu", "Liễu", "Lò", "Lô", "Lỗ", "Lục", "Lư", "Lữ"),
        *("Lưu", "Lương", "Lý", "Lí", "Ma", "Mã", "Mạc", "Mạch", "Mai"),
        *("Mẫn", "Mẫu", "Mông", "Nghiêm", "Ngô", "Ngụy", "Nguỵ", "Nguyễn", "Nhan"),
        *("Nhâm", "Nhữ", "Nông", "Ninh", "Ông", "Phạm", "Phan", "Phí", "Phó"),
        *("Phùng", "Phương", "Quách", "Quan", "Quản", "Sầm", "Sùng", "Tạ", "Tào"),
        *("Tăng", "Thạch", "Thái", "Thân", "Thẩm", "Thi", "Thiều", "Tiêu", "Tiết"),
        *("Tô", "Tôn", "Tống", "Trà", "Trang", "Trần", "Triệu", "Trịnh", "Trình"),
        *("Trương", "Từ", "Ty", "Ứng", "Uông", "Văn", "Vi", "Võ", "Vòng"),
        *("Vũ", "Vương", "Xa"),
    ]
)
_ASCII_WORD = re.compile("[a-z0-9]+")
_ACTIVE = {
    **{character: f"\\{character}" for character in "%#&$_"},
    # BibTeX counts braces, whatever stands before them.
    **{"{": r"\textbraceleft{}", "}": r"\textbraceright{}"},
    **{"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
}
_OF_TEX = re.compile("|".join(map(re.escape, _ACTIVE)))


def newspaper(article: Article, accessed: date | None = None) -> str:
    """As Vietnamese papers name a source, on one line: *Trịnh Quyên: “Khởi công cầu”, Báo Hà Yên,
    ngày 7-7-2021, https://..., truy cập ngày 29-11-2026*."""
    authors, title = _names(article), _title(article)
    parts = [
        f"{authors}: “{title}”" if authors else f"“{title}”",
        window_title(article.source),
        _vietnamese(day_of(article)),
        *_address(article, accessed),
    ]
    return ", ".join(filter(None, parts))


def thesis(article: Article, accessed: date | None = None) -> str:
    """As Vietnamese theses list their sources, on one line: *Trịnh Quyên (2021), “Khởi công cầu”,
    Báo Hà Yên, ngày 7-7-2021, https://..., truy cập ngày 29-11-2026.*

    The rule is that of the Ministry of Education and Training for theses: names are not turned
    round, and a work without an author goes by its paper.
    """
    day = day_of(article)
    named = _names(article) or window_title(article.source)
    year = f"({day.year})" if day else "(không rõ năm)"
    parts = [
        f"{named} {year}" if named else "",
        f"“{_title(article)}”",
        window_title(article.source) if article.authors else "",
        _vietnamese(day),
        *_address(article, accessed),
    ]
    return ", ".join(filter(None, parts)) + "."


def apa(article: Article, accessed: date | None = None) -> str:
    """As APA (7th edition) cites an article of an online paper, on one line: *Trịnh, Q. (2021, July
    7). Khởi công cầu. Báo Hà Yên. https://...*

    The day of access is told where the day of publication is not known, as APA wants it. Names that
    begin with a Vietnamese family name are turned round, all others stay as they are.
    """
    day = day_of(article)
    named = [_abbreviated(one) for one in _author_names(article)]
    if len(named) > _MOST_AUTHORS:  # nineteen, an ellipsis and the last
        named[_MOST_AUTHORS - 1 : -1] = ["…"]
        authors = ", ".join(named).replace("…, ", "… ")
    else:
        authors = ", & ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))
    when = f"({day.year}, {_MONTHS[day.month - 1]} {day.day})." if day else "(n.d.)."
    title = _sentence(_title(article))
    address = web_address(article.url)
    if address and accessed and day is None:
        seen = f"{_MONTHS[accessed.month - 1]} {accessed.day}, {accessed.year}"
        address = f"Retrieved {seen}, from {address}"
    first = (_sentence(authors), when, title) if authors else (title, when)
    return " ".join(filter(None, (*first, _sentence(window_title(article.source)), address)))


STYLES: dict[str, Callable[[Article, date | None], str]] = {
    "newspaper": newspaper,
    "thesis": thesis,
    "apa": apa,
}
"""The written styles by their names, the usual one first."""


def ris(article: Article, accessed: date | None = None, note: str = "") -> str:
    """A record of RIS, in UTF-8, as Zotero, EndNote and Mendeley read it; lines end in CR LF.

    `accessed` is told as `Y2`, `note` as `N1`. Names that begin with a Vietnamese family name are
    written *Trịnh, Quyên*; others have no comma, which makes them names of one part.
    """
    day = day_of(article)
    names = [", ".join(filter(None, _parts_of(one))) for one in _author_names(article)]
    lines = [
        ("TY", "NEWS"),
        *(("AU", name) for name in names),
        ("TI", _title(article)),
        ("T2", window_title(article.source)),
        ("SE", window_title(article.category)),
        ("PY", f"{day:%Y}" if day else ""),
        ("DA", f"{day:%Y/%m/%d}" if day else ""),
        ("AB", window_title(article.summary)),
        *(("KW", window_title(tag)) for tag in article.tags),
        ("UR", web_address(article.url)),
        ("Y2", f"{accessed:%Y/%m/%d}" if accessed else ""),
        ("N1", window_title(note)),
        ("LA", "vi"),
        ("AN", window_title(article.id)),
    ]
    written = "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value)
    return f"{written}ER  - \r\n"


def bibtex(
    article: Article, accessed: date | None = None, seen: set[str] | None = None, note: str = ""
) -> str:
    """An entry for BibTeX and biblatex, in UTF-8, ending in a newline.

    `accessed` is biblatex's `urldate`, `note` its own `note`. `seen` are the keys of the entries
    before it in a file, and grows by this one's: where keys would be alike, a number tells them
    apart.

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
        "urldate": f"{accessed:%Y-%m-%d}" if accessed and web_address(article.url) else "",
        "note": _tex(note),
        "language": "vietnamese",
    }
    written = "".join(f",\n  {name} = {{{value}}}" for name, value in fields.items() if value)
    name = key(article)
    if seen is not None:
        numbered = (f"{name}-{number}" for number in count(2))
        name = next(one for one in chain((name,), numbered) if one not in seen)
        seen.add(name)
    return f"@{'article' if fields['journal'] else 'misc'}{{{name}{written}\n}}\n"


def key(article: Article) -> str:
    """The name of an entry, of ASCII letters: *quyen2021-khoi-cong-cau*."""
    named = _words(" ".join(article.authors[:1])) or _words(article.source) or ["khobao"]
    day = day_of(article)
    title = _words(article.title)[:_TITLE_WORDS_OF_KEY]
    return "-".join([named[-1] + (f"{day:%Y}" if day else ""), *title])


def day_of(article: Article) -> date | None:
    """The day in Vietnam on which an article was published, if that is known."""
    return vietnamese_day(article.published) if article.published else None


def _title(article: Article) -> str:
    return window_title(article.title) or _UNTITLED


def _author_names(article: Article) -> list[str]:
    return list(filter(None, map(window_title, article.authors)))


def _names(article: Article) -> str:
    named = _author_names(article)
    return ", ".join(named[:_MOST_AUTHORS]) + _OTHERS * (len(named) > _MOST_AUTHORS)


def _vietnamese(day: date | None) -> str:
    return f"ngày {day.day}-{day.month}-{day.year}" if day else ""


def _address(article: Article, accessed: date | None) -> Sequence[str]:
    """The address, and when it was read."""
    address = web_address(article.url)
    return (address, f"truy cập {_vietnamese(accessed)}") if address and accessed else (address,)


def _parts_of(name: str) -> tuple[str, str]:
    """(family name, all other names); a name that is no Vietnamese person's has no others."""
    family, _, others = name.partition(" ")
    return (family, others.strip()) if others and family in FAMILY_NAMES else (name, "")


def _abbreviated(name: str) -> str:
    """A name as APA lists it: *Trịnh, Q.*, and others as they are."""
    family, others = _parts_of(name)
    initials = " ".join(f"{one[0].upper()}." for one in others.split())
    return f"{family}, {initials}" if initials else family


def _sentence(text: str) -> str:
    """A text that ends as a sentence does."""
    return text if not text or text[-1] in ".!?…" else f"{text}."


def _words(text: str) -> list[str]:
    return _ASCII_WORD.findall(fold(text).lower())


def _tex(text: str) -> str:
    """A text as one line that TeX prints as it is."""
    return _OF_TEX.sub(lambda found: _ACTIVE[found[0]], window_title(text))


def _tex_address(url: str) -> str:
    """An address in which every brace has its partner, for there are none."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
