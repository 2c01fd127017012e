"""What is new, and the archive by days."""

from __future__ import annotations

from web.text.messages.catalogue import Catalogue

VIETNAMESE: Catalogue = {
    "new.title": "Mới nhập kho",
    "new.updated": "Kho cập nhật lần cuối {moment}.",
    "new.days": "Theo ngày nhập kho",
    "new.feed": "Theo dõi bài mới nhập (Atom)",
    "new.of_day": "Nhập kho {day}:",
    "new.all": "Xem cả {count} bài trong trang kết quả",
    "new.unknown": "Kho chưa ghi bài nào được nhập vào ngày nào.",
    "new.since_visit": "{number} bài mới nhập kho từ lần bạn ghé trước ({day})",
    "front.updated": "cập nhật {day}: {count} bài mới",
    "days.name": "Lần giở kho báo",
    "days.title": "Theo ngày đăng",
    "days.year": "Năm {year}",
    "days.sum": "Cả năm",
    "days.no_source": "Không rõ nguồn",
    "days.as_results": "Xem {count} bài này trong trang kết quả",
    "yearly.title": "Ngày này năm xưa",
    "yearly.of": "{day} qua các năm",
    "yearly.link": "Ngày này năm xưa",
    "yearly.none": "Kho không có bài nào đăng ngày này.",
    "yearly.ago": "{count} năm trước",
}

ENGLISH: Catalogue = {
    "new.title": "New in the archive",
    "new.updated": "The archive was last updated on {moment}.",
    "new.days": "By day of arrival",
    "new.feed": "Follow what comes in (Atom)",
    "new.of_day": "Came in on {day}:",
    "new.all": ("{count} article as a list of results", "All {count} as a list of results"),
    "new.unknown": "The archive does not tell of any article when it came in.",
    "new.since_visit": "{number} new in the archive since your last visit ({day})",
    "front.updated": ("updated on {day}: {count} new article", "updated on {day}: {count} new"),
    "days.name": "Leaf through the archive",
    "days.title": "By day of publication",
    "days.year": "The year {year}",
    "days.sum": "Year",
    "days.no_source": "Without a source",
    "days.as_results": (
        "This {count} article as a list of results",
        "These {count} articles as a list of results",
    ),
    "yearly.title": "On this day",
    "yearly.of": "{day} in all years",
    "yearly.link": "This day in other years",
    "yearly.none": "The archive has no article of this day.",
    "yearly.ago": ("{count} year ago", "{count} years ago"),
}
