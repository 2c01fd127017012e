"""The page that explains what can be typed."""

from __future__ import annotations

from web.text.messages.catalogue import Catalogue

VIETNAMESE: Catalogue = {
    "help.intro": "Gõ vài từ rồi nhấn Tìm. Có dấu hay không dấu đều được, thứ tự từ không bắt "
    "buộc. Mỗi ví dụ dưới đây là một liên kết: bấm vào để thử ngay.",
    "help.typed": "Những cách gõ",
    "help.around": "Quanh ô tìm",
    "help.keys": "Phím / đưa con trỏ vào ô tìm. Trong danh sách gợi ý, mũi tên lên xuống để chọn, "
    "Enter để tìm, Esc để đóng.",
    "help.filters": "Chuyên mục, nguồn, tác giả và năm ở cạnh kết quả, bấm lần nữa để bỏ; trừ năm, "
    "mỗi mục chọn được nhiều giá trị cùng lúc.",
    "help.days": "Thời gian gõ được theo cách nói thường ngày: tháng 7/2021, quý II/2021, "
    "từ 1/7 đến 15/7/2021, 7 ngày qua. Bấm vào cột trên biểu đồ để xem riêng năm, tháng "
    "hay ngày ấy.",
    "help.address": "Nội dung tìm và bộ lọc nằm cả trong địa chỉ trang: có thể lưu lại hoặc gửi "
    "cho người khác.",
    "help.groups": "Những bài gần như giống nhau được gộp thành một mục; số bài vẫn tính từng bài. "
    "Muốn xem tách ra thì đổi mục “Bài trùng” trong tùy chọn tìm kiếm.",
}

ENGLISH: Catalogue = {
    "help.intro": "Type a few words and press Search. Vietnamese marks may be left out, and words "
    "may stand in any order. Each example below is a link that runs it.",
    "help.typed": "What can be typed",
    "help.around": "Around the box",
    "help.keys": "The key / goes to the search box. Among the suggestions, the arrow keys choose, "
    "Enter searches and Esc closes the list.",
    "help.filters": "Sections, sources, authors and years stand beside the results, and one more "
    "click removes one; of all but years several can be chosen at once.",
    "help.days": "Times may be typed as one says them: tháng 7/2021, quý II/2021, "
    "từ 1/7 đến 15/7/2021, last week. A bar of the chart leads to that year, month or day.",
    "help.address": "The query and its filters are all in the address of the page, which can be "
    "kept or sent to others.",
    "help.groups": "Articles that are almost the same are one entry; the total still counts every "
    "article. “Near-duplicates” among the search options shows them one by one.",
}
