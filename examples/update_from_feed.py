"""Shows how the items of a JSON feed come into an archive, again and again.

python examples/update_from_feed.py ARCHIVE [FEED]

FEED is a file in the form of JSON Feed 1.1, as a program of yours may have fetched it; without it
an invented one is read. An item that the archive holds is replaced, so that running it twice does
no harm. What cannot be read is told, and the rest goes in.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import index
import search

FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Tin Lam Khê",
    "items": [
        {
            "id": "tlk-101",
            "url": "https://lamkhe.example/tin/101",
            "title": "Bến đò Cổ Trầm nghỉ vì lũ",
            "content_text": "Nước sông Ngà lên báo động hai, bến đò Cổ Trầm ngừng chở khách.",
            "date_published": "2020-10-18T06:00:00+07:00",
            "authors": [{"name": "Hà Thục Uyên"}],
            "tags": ["lũ"],
        },
        {
            "id": "tlk-102",
            "url": "https://lamkhe.example/tin/102",
            "title": "Đò lại sang sông",
            "content_text": "Sau bốn ngày, bến đò Cổ Trầm chở khách trở lại.",
            "date_published": "2020-10-22",
        },
        {"id": "tlk-103", "url": "https://lamkhe.example/tin/103"},
    ],
}
MAPPING = {"body": "content_text", "published": "date_published"}


def update(archive: Path, feed: dict[str, Any]) -> index.Report:
    """Add the feed's items, with its title as the paper that they are from."""
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "items.jsonl"
        with lines.open("w", encoding="utf-8") as file:
            for item in feed["items"]:
                file.write(json.dumps({"source": feed["title"], **item}) + "\n")
        is_new = not (archive / "CURRENT").exists()
        return (index.reindex if is_new else index.update)([lines], archive, mapping=MAPPING)


def main() -> None:
    """Add what a feed has, and tell what the archive holds then."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("feed", type=Path, nargs="?")
    asked = parser.parse_args()
    feed = json.loads(asked.feed.read_text(encoding="utf-8")) if asked.feed else FEED
    report = update(asked.archive, feed)
    print(f"{report.indexed} items written, {report.unchanged} were there already")
    for rejected in report.rejections:
        print(f"rejected: {rejected.where.rpartition(':')[2]}: {rejected.reason}")
    with search.open(asked.archive) as archive:
        print(f"{len(archive)} articles; of ferries tell", archive.search("do co tram").total)


if __name__ == "__main__":
    main()
