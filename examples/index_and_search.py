"""Shows how a program's own articles become an archive, and are found without marks.

python examples/index_and_search.py FOLDER
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import index
import search

ARTICLES = [
    {
        "id": "lk-1",
        "title": "Thông xe cầu treo Bản Lấu",
        "body": "Sáng nay, xã Mường Khao thông xe cầu treo Bản Lấu dài 86 m qua suối Nậm Ho.",
        "published": "2022-05-12T09:30:00+07:00",
        "source": "Báo Lam Khê",
    },
    {
        "id": "lk-2",
        "title": "Chè Mường Khao được mùa",
        "body": "Hợp tác xã chè Mường Khao thu 64 tấn búp tươi, giá tăng một phần ba.",
        "published": "2021-04-02",
        "source": "Báo Lam Khê",
    },
    {"id": "lk-3", "title": "Một bài không có gì ngoài đầu đề"},
]


def main() -> None:
    """Index the articles, and search them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the input and the archive are to be")
    folder: Path = parser.parse_args().folder

    folder.mkdir(parents=True, exist_ok=True)
    lines = folder / "articles.jsonl"
    lines.write_text("".join(json.dumps(one) + "\n" for one in ARTICLES), encoding="utf-8")
    report = index.reindex([lines], folder / "archive")
    print(f"{report.indexed} articles indexed, {report.rejected} rejected")

    with search.open(folder / "archive") as archive:
        results = archive.search("cau treo muong khao")
        print(f"{results.total} of them match")
        for hit in results:
            print(f"{hit.score:5.2f}  {hit.article.title}")
            for snippet in hit.snippets:
                print(f"       {snippet.html()}")


if __name__ == "__main__":
    main()
