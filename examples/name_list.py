"""Shows how a list of names is looked for: a table of all names, and every article that has one.

python examples/name_list.py ARCHIVE [--names FILE] [--table names.csv] [--articles articles.jsonl]

FILE has a name on each line; without it 150 invented names are looked for. Quotation marks keep
the syllables of a name together and its marks exact. An article that has several of the names is
written once, with all that it has.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

import search

FAMILIES = ("Trịnh", "Đinh", "Lam", "Hà", "Bùi", "Khúc", "Lò", "Mạc", "Tạ", "Vũ")
GIVEN = ("Bá Quyên", "Thúy Vi", "Hạ", "Tịnh Yên", "Hữu Trác", "Thế Duân", "Mây Sao", "Vĩnh Tuyền")
LAST = ("Khoa Uyên", "Cẩm Hòa", "Lưu Đoan", "Khắc Miên", "Trúc Sinh", "Tường Lê", "Diễm Khê")


def invented_names() -> list[str]:
    """Names by a rule; a few of them are in the sample archive."""
    pairs = product(FAMILIES, (*GIVEN, *LAST))
    return list(islice((f"{family} {given}" for family, given in pairs), 150))


def rows(
    archive: search.Archive, names: list[str], found: dict[str, list[str]]
) -> Iterator[dict[str, str | int]]:
    """A row of the table for each name; `found` gets the names of each article's id."""
    for name in names:
        quoted = '"' + name.replace('"', " ") + '"'
        asked = f"{quoted} OR author:{quoted}"
        if archive.search(asked, limit=0).is_corrected:
            articles = []  # nobody of this name; a search would show another spelling instead
        else:
            articles = list(archive.export(asked, sort="oldest"))
        for article in articles:
            found.setdefault(article.id, []).append(name)
        days = [f"{article.published:%Y-%m-%d}" for article in articles if article.published]
        yield {
            "name": name,
            "articles": len(articles),
            "first": min(days, default=""),
            "last": max(days, default=""),
        }


def main() -> None:
    """Look for the names, and write both files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--names", type=Path)
    parser.add_argument("--table", type=Path, default=Path("names.csv"))
    parser.add_argument("--articles", type=Path, default=Path("articles.jsonl"))
    asked = parser.parse_args()
    names = invented_names()
    if asked.names:
        lines = asked.names.read_text(encoding="utf-8").splitlines()
        names = [line.strip() for line in lines if line.strip()]

    found: dict[str, list[str]] = {}
    with search.open(asked.archive) as archive:
        with asked.table.open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.DictWriter(file, ["name", "articles", "first", "last"])
            table.writeheader()
            table.writerows(rows(archive, names, found))
        with asked.articles.open("w", encoding="utf-8") as file:
            for id, its_names in found.items():
                article = archive.article(id)
                if article:
                    line = {"id": id, "title": article.title, "names": its_names}
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(f"{len(names)} names, {len(found)} articles")


if __name__ == "__main__":
    main()
