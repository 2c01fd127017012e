"""The page that explains what can be typed."""

from __future__ import annotations

from web.text.messages.catalogue import Catalogue

VIETNAMESE: Catalogue = {
    "help.intro": "Gõ vài từ khoá rồi bấm Tìm. Có dấu hay không dấu đều được, thứ tự từ không bắt "
    "buộc. Mỗi ví dụ dưới đây là một liên kết: bấm vào để thử ngay.",
    "help.typed": "Những cách gõ",
    "help.around": "Quanh ô tìm",
    "help.keys": "Phím tắt",
    "help.filters": "Bộ lọc ở cạnh kết quả: bấm một mục để chỉ xem mục ấy, bấm dấu − để loại trừ, "
    "bấm lần nữa để bỏ. Trừ năm, mỗi loại chọn được nhiều mục cùng lúc.",
    "help.days": "Thời gian gõ theo cách nói thường ngày: tháng 7/2021, quý II/2021, từ 1/7 đến "
    "15/7/2021, 7 ngày qua. Ô Thời gian ghi lại đúng khoảng đã hiểu. Bấm một cột trên biểu đồ để "
    "xem riêng năm, tháng hay ngày ấy.",
    "help.address": "Từ khoá và bộ lọc nằm cả trong liên kết của trang: có thể lưu lại hoặc gửi "
    "cho người khác.",
    "help.groups": "Những bài gần như trùng nhau được gộp thành một mục; số bài vẫn tính từng bài. "
    "Muốn xem riêng từng bài thì đổi “Bài trùng” thành “Tách riêng”.",
    "help.suggestions": "Trong danh sách gợi ý: mũi tên lên xuống để chọn, Enter để tìm, Esc để "
    "đóng.",
    "help.keys_on": "Dùng phím tắt",
    "help.close": "Đóng",
    "keys.1": "đến ô tìm kiếm",
    "keys.2": "bài sau, bài trước trong danh sách",
    "keys.3": "mở bài đang chọn",
    "keys.4": "đưa bài vào hồ sơ, hoặc bỏ ra",
    "keys.5": "chỗ khớp sau, chỗ khớp trước trong bài",
    "keys.6": "bài hoặc trang trước, bài hoặc trang sau",
    "keys.7": "bảng phím tắt này",
}

ENGLISH: Catalogue = {
    "help.intro": "Type a few keywords and press Search. Vietnamese marks may be left out, and "
    "words may stand in any order. Each example below is a link that runs it.",
    "help.typed": "What can be typed",
    "help.around": "Around the box",
    "help.keys": "Keys",
    "help.filters": "Filters stand beside the results: a value shows only what carries it, its − "
    "excludes it, and one more click removes either. Of all but years several can be chosen at "
    "once.",
    "help.days": "Periods may be typed as one says them: tháng 7/2021, quý II/2021, từ 1/7 đến "
    "15/7/2021, last week. The box then says which days were understood. A bar of the chart "
    "leads to that year, month or day.",
    "help.address": "Keywords and filters are all in the link of the page, which can be kept or "
    "sent to others.",
    "help.groups": "Articles that are almost the same are one entry; the total still counts every "
    "article. “Near-duplicates: one by one” shows each of them.",
    "help.suggestions": "Among the suggestions, the arrow keys choose, Enter searches and Esc "
    "closes the list.",
    "help.keys_on": "Use these keys",
    "help.close": "Close",
    "keys.1": "to the search box",
    "keys.2": "next and previous article of a list",
    "keys.3": "open the article one is at",
    "keys.4": "put the article into the dossier, or take it out",
    "keys.5": "next and previous match in an article",
    "keys.6": "article or page before and after",
    "keys.7": "this list of keys",
}
