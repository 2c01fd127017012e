"""The page of batches."""

from __future__ import annotations

from web.text.messages.catalogue import Catalogue

VIETNAMESE: Catalogue = {
    "batch.title": "Tra cứu theo danh sách",
    "batch.lead": "Dán danh sách tên người, doanh nghiệp hay từ khoá, mỗi dòng một mục, để biết "
    "mỗi mục có trong bao nhiêu bài.",
    "batch.list": "Danh sách, tối đa {most} mục",
    "batch.example": "Nguyễn Văn Tùng\nCông ty Thủy sản Bến Sậy\ncầu Bến Trúc",
    "batch.file": "hoặc chọn tệp (CSV, văn bản)",
    "batch.match": "Cách khớp",
    "batch.submit": "Tra cứu",
    "batch.unreadable": "Không đọc được danh sách này: tệp không phải văn bản, hoặc bảng không có "
    "cột nào tên là query, name, tên, họ tên, tên công ty…",
    "batch.too_many": "Danh sách có {count} mục; mỗi lần tra cứu được tối đa {most} mục.",
    "batch.nothing": "Danh sách chưa có mục nào.",
    "batch.found": "Kết quả tra cứu {count} mục",
    "batch.busy": "Đang tra cứu {count} mục; bảng hiện dần từng dòng.",
    "batch.name": "{type}: {count} bài trong kho",
    "batch.done": "Đã tra cứu xong {count} mục",
    "batch.repeated": "{count} mục bị lặp lại",
    "batch.none_of": "{count} mục không có bài nào",
    "batch.query": "Mục",
    "batch.phrase": "Đúng cụm từ",
    "batch.all": "Đủ mọi từ",
    "batch.score": "Khớp gần đúng",
    "batch.first": "Những bài đầu",
    "batch.no_query": "(không có gì để tra)",
    "batch.download": "Tải bảng này về",
    "batch.csv": "CSV",
    "batch.xlsx": "Excel (XLSX)",
}

ENGLISH: Catalogue = {
    "batch.title": "Look up a list",
    "batch.lead": "Paste a list of names, companies or keywords, one a line, and see how many "
    "articles each of them is in.",
    "batch.list": "The list, up to {most} entries",
    "batch.example": "Nguyễn Văn Tùng\nCông ty Thủy sản Bến Sậy\ncầu Bến Trúc",
    "batch.file": "or choose a file (CSV, text)",
    "batch.match": "Matching",
    "batch.submit": "Look up",
    "batch.unreadable": "This list cannot be read: the file is no text, or the table has no column "
    "called query, name, tên, họ tên, tên công ty…",
    "batch.too_many": "The list has {count} entries; up to {most} are looked up at a time.",
    "batch.nothing": "The list has no entry yet.",
    "batch.found": ("What was found for {count} entry", "What was found for {count} entries"),
    "batch.busy": (
        "Looking up {count} entry; the table grows row by row.",
        "Looking up {count} entries; the table grows row by row.",
    ),
    "batch.name": (
        "{type}: {count} article of the archive",
        "{type}: {count} articles of the archive",
    ),
    "batch.done": ("{count} entry was looked up", "All {count} entries were looked up"),
    "batch.repeated": ("{count} is repeated", "{count} are repeated"),
    "batch.none_of": ("{count} is in no article", "{count} are in no article"),
    "batch.query": "Entry",
    "batch.phrase": "Exact phrase",
    "batch.all": "All words",
    "batch.score": "Close matches",
    "batch.first": "First articles",
    "batch.no_query": "(nothing to look up)",
    "batch.download": "Download this table",
    "batch.csv": "CSV",
    "batch.xlsx": "Excel (XLSX)",
}
