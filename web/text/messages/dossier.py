"""The dossier."""

from __future__ import annotations

from web.text.messages.catalogue import Catalogue

VIETNAMESE: Catalogue = {
    "dossier.title": "Hồ sơ",
    "dossier.of": "Hồ sơ {count} bài",
    "dossier.empty": "Hồ sơ chưa có bài nào.",
    "dossier.how": "Nút “+ Hồ sơ” ở danh sách kết quả và ở trang bài xếp bài vào đây. Hồ sơ nằm "
    "trên máy của bạn; máy chủ không giữ gì.",
    "dossier.missing": "Kho không có bài nào mang mã này:",
    "dossier.place": "Thứ tự",
    "dossier.note": "Ghi chú",
    "dossier.remove": "Bỏ khỏi hồ sơ",
    "dossier.add": "Thêm bài: dán địa chỉ hoặc mã, mỗi dòng một bài",
    "dossier.update": "Cập nhật",
    "dossier.download": "Tải về",
    "dossier.print": "Bản để in",
    "dossier.share": "Địa chỉ của hồ sơ này, để gửi cho người khác",
    "dossier.not_in_address": "Ghi chú không nằm trong địa chỉ: hãy tải hồ sơ về để giữ.",
    "dossier.contents": "Mục lục",
    "dossier.sources": "Nguồn",
    "dossier.printed": "In từ {name}, ngày {day}",
    "dossier.collect": "Hồ sơ",
    "dossier.copy": "Chép vào hồ sơ của tôi",
    "dossier.unkept": "Trình duyệt này không cho giữ hồ sơ trên máy.",
}

ENGLISH: Catalogue = {
    "dossier.title": "Dossier",
    "dossier.of": ("Dossier of {count} article", "Dossier of {count} articles"),
    "dossier.empty": "The dossier has no article yet.",
    "dossier.how": "“+ Dossier” in lists and on the page of an article puts it here. The dossier "
    "is on your device; the server keeps nothing.",
    "dossier.missing": "The archive has no article with the id",
    "dossier.place": "Place",
    "dossier.note": "Note",
    "dossier.remove": "Leave out",
    "dossier.add": "Add articles: their addresses or ids, one a line",
    "dossier.update": "Update",
    "dossier.download": "Download",
    "dossier.print": "To print",
    "dossier.share": "The address of this dossier, to send to others",
    "dossier.not_in_address": "Notes are not in an address: download the dossier to keep them.",
    "dossier.contents": "Contents",
    "dossier.sources": "Sources",
    "dossier.printed": "Printed from {name}, {day}",
    "dossier.collect": "Dossier",
    "dossier.copy": "Copy into my dossier",
    "dossier.unkept": "This browser keeps no dossier on the device.",
}
