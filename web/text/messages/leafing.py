"""What is new, the archive by days, and the pages of names."""

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
    "name.person": "Nhân vật",
    "name.place": "Địa danh",
    "name.org": "Tổ chức",
    "name.by_rule": "loại được đoán theo quy tắc",
    "name.forms": "Cũng được viết là",
    "name.years": "Theo năm",
    "name.beside": "Thường đi cùng",
    "name.method": "Tên có mặt trong các bài này nhiều hơn mức ngẫu nhiên, xếp theo tỉ số hợp lý "
    "logarit (Dunning 1993) nhân với logarit của tỉ lệ (Hardie 2014).",
    "name.together": "Cùng bài",
    "name.in_archive": "Cả kho",
    "network.title": "Những tên đi cùng",
    "network.told": "{name} ở giữa, quanh đó là {count} tên thường đi cùng nhất; {ties} đường đứt "
    "nối những tên cũng đi cùng nhau. Các bảng bên dưới có đủ số liệu.",
    "network.node": "{type} {name}: cùng {count} bài",
    "network.signs": "Hình tròn: nhân vật; hình vuông: địa danh; hình tam giác: tổ chức.",
    "network.method": "Đường càng đậm, hai tên càng đi cùng nhau nhiều hơn mức ngẫu nhiên; đường "
    "đứt nối những tên cũng đi cùng nhau trong các bài này.",
    "name.alone": "Không có tên nào đi cùng nhiều hơn mức ngẫu nhiên.",
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
    "name.person": "Person",
    "name.place": "Place",
    "name.org": "Organisation",
    "name.by_rule": "types are found by rule",
    "name.forms": "Also written",
    "name.years": "By year",
    "name.beside": "Named beside it",
    "name.method": "Names that stand in these articles more often than chance has it, by the "
    "log-likelihood ratio (Dunning 1993) times the log ratio (Hardie 2014).",
    "name.together": "Together",
    "name.in_archive": "In the archive",
    "network.title": "Names that stand together",
    "network.told": "{name} in the middle, around it the {count} names that stand beside it most; "
    "{ties} broken lines join those that stand together as well. The tables have the numbers.",
    "network.node": "{type} {name}: in {count} of these articles",
    "network.signs": "Disc: a person; square: a place; triangle: an organisation.",
    "network.method": "The thicker a line, the more often two names stand together than by chance; "
    "broken lines join names that also stand together in these articles.",
    "name.alone": "No name stands beside it more often than chance has it.",
}
