"""What web pages cost: ordinary ones beside trafilatura alone, and hostile ones beside a bound.

    python tests/bench/pages.py [--most-seconds 6] [--most-mb 400] [--only NAME]

Ordinary pages of 10 and 300 kB: CPU time of our whole reading (headline, dates, authors, captions,
text) over that of trafilatura's text alone, the readers taking turns. Hostile pages: CPU time of
each in a process of its own, and the memory that it took beyond the page. Exits with 1 when one
takes more than the bound, or ends as anything but an article, a listing or a rejection.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import sys
import time
from collections.abc import Callable
from statistics import median

from index.articles.article import Article, Rejected
from index.inputs import read
from index.inputs.found import Listing

ROUNDS = 7
SENTENCE = (
    "Nước sông lên nhanh trong chiều, bà con đưa trâu bò lên đồi cao và dọn lúa vào kho trước khi "
    "trời tối hẳn. "
)
TEXT = "".join(f"<p>{SENTENCE * 3}</p>" for _ in range(6))
CARD = (
    '<div class="card"><a href="/tin-{0}.html"><img src="{0}.jpg"></a><h3><a href="/tin-{0}.html">'
    'Tin số {0} về phiên chợ vùng cao cuối năm</a></h3><p class="desc">Chợ họp từ gà gáy đến '
    'xế chiều, mỗi năm chỉ một lần.</p><span class="time">07/03/2021</span></div>'
)


def page(body: str, head: str = "", title: str = "Lũ về bản Nậm Khao trong đêm") -> str:
    """A page with a headline, a date and a body."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><h1>{title}</h1><p>03/08/2021 18:00</p>{body}</body></html>"
    )


def many(count: int, pattern: str) -> str:
    """A pattern so often, with its number in it."""
    return "".join(pattern.format(number) for number in range(count))


def linked(value: str) -> str:
    """A script of JSON-LD."""
    return f'<script type="application/ld+json">{value}</script>'


def ordinary(size: int) -> str:
    """A page of so many characters as papers have them: menus, cards, scripts, an article."""
    menu = many(60, '<li><a href="/muc-{0}">Mục {0}</a></li>')
    script = "<script>" + "var a=1;if(a<2){b(a)}" * (size // 30) + "</script>"
    cards = many(max(3, size // 1500), CARD)
    text = TEXT * max(1, size // 60_000)
    return page(f"<ul>{menu}</ul><article>{text}</article><aside>{cards}</aside>", script)


HOSTILE: dict[str, Callable[[], str]] = {
    "55,000 lines in p": lambda: page(many(55_000, "<p>dòng {}</p>")),
    "29,000 lines in div, span": lambda: page(many(29_000, "<div><span>dòng {}</span></div>")),
    "40,000 lines with br": lambda: page(many(40_000, "dòng {} của bài thơ dài<br>")),
    "14,000 rows of a table": lambda: page(
        TEXT + "<table>" + many(14_000, "<tr><td>{}</td><td>ô</td><td>x</td></tr>") + "</table>"
    ),
    "50,000 nested div": lambda: page("<div>" * 50_000 + TEXT + "</div>" * 50_000),
    "20,000 nested, of all kinds": lambda: page("<b><i><div><span>" * 20_000 + TEXT),
    "20,000 nested, of no kind": lambda: page("<x-a>" * 20_000 + TEXT),
    "20,000 nested lists": lambda: page("<ul><li>a" * 20_000 + TEXT),
    "15,000 nested tables": lambda: page("<table><tr><td>" * 15_000 + TEXT),
    "100 nests of 190": lambda: page(("<div>" * 190 + SENTENCE + "</div>" * 190) * 100),
    "unclosed formats": lambda: page(many(5_000, "<b><i><font color=r><u>dòng {}<p>")),
    "unclosed links": lambda: page(many(8_000, "<a href=x{0}>liên kết {0} đi nơi khác<p>")),
    "unclosed comment": lambda: page(TEXT + "<!-- không đóng" + TEXT * 20),
    "unclosed script": lambda: page(TEXT + "<script>var a = 1;" + TEXT * 20),
    "100,000 attributes": lambda: page("<div " + many(100_000, 'a{0}="v{0}" ') + ">" + TEXT),
    "an attribute of 1 MB": lambda: page(f'<div title="{"a>b<c " * 200_000}">' + TEXT),
    "a class of 1 MB": lambda: page(f'<div class="{"a-b " * 250_000}">' + TEXT),
    "2,000 long classes": lambda: page(
        many(2_000, f'<p class="{"date meta " * 60}">dòng {{}}</p>')
    ),
    "4,000 linked cards": lambda: page(many(4_000, CARD)),
    "4,000 cards beside a text": lambda: page(TEXT * 3 + f"<div>{many(4_000, CARD)}</div>"),
    "4,000 cards in a text": lambda: page(f"<div>{TEXT * 3}{many(4_000, CARD)}{TEXT}</div>"),
    "4,000 pictures in p": lambda: page(
        many(4_000, '<p><img src="{0}.jpg"></p><p><em>Ảnh {0}</em></p>')
    ),
    "20,000 pictures in a row": lambda: page(
        f"<div>{many(20_000, '<img src={}.jpg>')}</div>{TEXT}"
    ),
    "a script of 50 MB": lambda: page(TEXT, f"<script>{'if(a<b){c()}' * 4_000_000}</script>"),
    "__NEXT_DATA__ of 20 MB": lambda: page(
        TEXT + f'<script id="__NEXT_DATA__">{{"a":"{"x" * 20_000_000}"}}</script>'
    ),
    "JSON-LD of 5 MB": lambda: page(
        TEXT, linked("[" + '{"@type":"Person","name":"a"},' * 150_000 + "{}]")
    ),
    "JSON-LD, nested": lambda: page(TEXT, linked("[" * 100_000 + "]" * 100_000)),
    "JSON-LD, cut off": lambda: page(TEXT, linked('{"headline":"' + '\\"' * 400_000)),
    "JSON-LD, comments": lambda: page(TEXT, linked("/*" * 400_000)),
    "base64 of 30 MB": lambda: page(f'<img src="data:image/png;base64,{"A" * 30_000_000}">' + TEXT),
    "100 MB of text": lambda: page("<p>" + SENTENCE * 800_000 + "</p>"),
    "7 MB of <": lambda: page(TEXT + "<" * 7_000_000),
    "2 MB of <script>": lambda: page(TEXT + "<script>" * 230_000),
    "2 MB of <!--": lambda: page(TEXT + "<!--" * 470_000),
    "2 MB of <noframes>": lambda: page("<frameset>" + "<noframes x>" * 150_000 + TEXT),
    "2 MB of /*": lambda: page(TEXT, "<style>" + "/*" * 1_000_000 + "</style>"),
    "an entity bomb": lambda: (
        '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">'
        + "".join(
            f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefg", "bcdefgh", strict=True)
        )
        + f"]><html><body><h1>Lũ về bản</h1>{TEXT}<p>&h;</p></body></html>"
    ),
    "1,000,000 entities": lambda: page("<p>" + "&amp;&#7841;&nbsp;" * 300_000 + "</p>" + TEXT),
    "a title of 2 MB": lambda: page(TEXT, title="Lũ về bản " * 200_000),
    "a title of separators": lambda: page(TEXT, title="Lũ về bản" + " - a" * 100_000),
    "a title of spaces": lambda: page(TEXT, title="Lũ" + " " * 500_000 + "về"),
    "20,000 headings": lambda: page(many(20_000, "<h1>Tin số {} về chợ phiên</h1>") + TEXT),
    "50,000 meta": lambda: page(TEXT, many(50_000, '<meta name="a{0}" content="b">')),
    "20,000 dates": lambda: page(many(20_000, '<span class="date">03/08/2021 10:10</span>') + TEXT),
    "100,000 dates in one line": lambda: page(
        "<p>" + "03/08/2021 10:10 " * 100_000 + "</p>" + TEXT
    ),
    "a number of 1 MB": lambda: page(f'<p class="date">{"1" * 1_000_000}</p>{TEXT}'),
    "20,000 authors": lambda: page(many(20_000, '<span class="author">Tác Giả {}</span>') + TEXT),
    "5,000 p in nested captions": lambda: page("<div class=caption>" * 180 + "<p>x</p>" * 5_000),
    "5,000 p in nested bylines": lambda: page(
        "<div class=author>" * 180 + "<p>xin chào</p>" * 5_000
    ),
    "5,000 p in nested leads": lambda: page("<div class=sapo>" * 180 + "<p>xin chào</p>" * 5_000),
    "5,000 p in nested fonts": lambda: page(
        "<font size=5><b>" * 90 + "<p>chào các bạn</p>" * 5_000
    ),
    "nested breadcrumbs": lambda: page(
        "<div class=breadcrumb>" * 180 + many(5_000, "<a href=/{0}>Mục {0}</a>")
    ),
    "white space of 20 MB": lambda: page(" \n\t" * 7_000_000 + TEXT),
    "a word of 5 MB": lambda: page("<p>" + "a" * 5_000_000 + "</p>" + TEXT),
}


def outcome(html: str | bytes) -> str:
    """What comes of a page, in a few words."""
    data = html.encode() if isinstance(html, str) else html
    [one] = read(["-"], standard_input=io.BytesIO(data))
    if isinstance(one, Rejected):
        return f"rejected: {one.reason}"[:60]
    if isinstance(one, Article):
        return f"article of {len(one.body):,} characters"
    return "listing" if isinstance(one, Listing) else f"unexpected: {one!r}"[:60]


def apart(html: str) -> tuple[float, float, str]:
    """CPU seconds, megabytes beyond the page, and what came of it, in a process of its own."""
    data = html.encode()
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.process_time()
        said = outcome(data)
        spent = time.process_time() - began
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        os.write(theirs, f"{spent}|{grown}|{said}".encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, encoding="utf-8") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    if not said:
        return 0.0, 0.0, "unexpected: the process died"
    spent, grown, what = said.split("|", 2)
    return float(spent), float(grown), what


def throughput() -> None:
    """Print the CPU time of ordinary pages, and its ratio to that of trafilatura alone."""
    from trafilatura import extract  # noqa: PLC0415  (after the options have been read)

    print(f"{'ordinary page':16}{'ms':>8}{'trafilatura alone':>20}{'ratio':>8}")
    for size in (10_000, 300_000):
        html = ordinary(size)
        times: dict[str, list[float]] = {"ours": [], "alone": []}
        for _ in range(ROUNDS):
            for name, work in (("ours", outcome), ("alone", extract)):
                began = time.process_time()
                work(html)
                times[name].append(time.process_time() - began)
        ours, alone = (1e3 * median(times[name]) for name in ("ours", "alone"))
        print(f"{len(html) / 1000:10.0f} kB   {ours:8.1f}{alone:20.1f}{ours / alone:8.2f}")


def main() -> int:
    """Print the tables; returns the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--most-seconds", type=float, default=6.0)
    parser.add_argument("--most-mb", type=float, default=400.0)
    parser.add_argument("--only", default="", help="pages whose names have this in them")
    asked = parser.parse_args()
    outcome(ordinary(10_000))  # loads what is loaded lazily
    throughput()
    print(f"\n{'hostile page':28}{'MB':>7}{'s':>7}{'MB more':>9}")
    worst = False
    for name, make in HOSTILE.items():
        if asked.only not in name:
            continue
        html = make()
        spent, grown, what = apart(html)
        is_over = spent > asked.most_seconds or grown > asked.most_mb
        is_over |= what.startswith("unexpected")
        worst |= is_over
        row = f"{name:28}{len(html) / 1e6:7.1f}{spent:7.2f}{grown:9.0f}  {what}"
        print(row + ("  OVER" if is_over else ""), flush=True)
    return int(worst)


if __name__ == "__main__":
    sys.exit(main())
