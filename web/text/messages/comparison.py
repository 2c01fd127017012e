"""The page that compares queries."""

from __future__ import annotations

from web.text.messages.catalogue import Catalogue

VIETNAMESE: Catalogue = {
    "compare.title": "So sánh theo thời gian",
    "compare.lead": "Đặt các câu tìm cạnh nhau để thấy báo viết về chúng khi nào, nhiều hay ít.",
    "compare.query": "Câu tìm {letter}",
    "compare.every": "Chia theo",
    "compare.submit": "So sánh",
    "compare.show": "Cách tính",
    "compare.picture": "Biểu đồ đường từ {first} đến {last}; số liệu ở bảng bên dưới",
    "compare.undated": "{count} bài không ghi ngày",
    "compare.none": "Không có bài nào ghi ngày đăng khớp với những câu tìm này.",
    "compare.too_many": "Chia như đã chọn thì quá nhỏ để vẽ, nên kỳ được chọn tự động.",
    "compare.words": "Từ đặc trưng",
    "compare.words_remark": "Những từ có trong các bài này nhiều hơn hẳn so với cả kho.",
    "compare.no_words": "Không có từ nào nổi bật.",
    "compare.word_counts": "{count} bài trong nhóm này, {total} bài trong cả kho",
    "compare.table": "Bảng số liệu",
    "compare.left_out": "Bảng chỉ có {shown} kỳ gần nhất; tệp CSV có đủ.",
    "compare.csv": "Tải số liệu (CSV)",
    "every.auto": "Tự chọn",
    "every.year": "Năm",
    "every.month": "Tháng",
    "every.week": "Tuần",
    "every.day": "Ngày",
    "show.share": "Tỷ lệ trên mọi bài cùng kỳ",
    "show.count": "Số bài",
}

ENGLISH: Catalogue = {
    "compare.title": "Compare over time",
    "compare.lead": "Put queries side by side: when did the papers write about them, and how much?",
    "compare.query": "Query {letter}",
    "compare.every": "Periods",
    "compare.submit": "Compare",
    "compare.show": "Measure",
    "compare.picture": "Line chart from {first} to {last}; the figures are in the table below",
    "compare.undated": "{count} without a date",
    "compare.none": "No article with a date matches these queries.",
    "compare.too_many": "Such short periods are too many to draw: longer ones were chosen.",
    "compare.words": "Telling words",
    "compare.words_remark": "Words far more frequent in these articles than in the whole archive.",
    "compare.no_words": "No word stands out.",
    "compare.word_counts": "in {count} of these articles, in {total} of the whole archive",
    "compare.table": "The figures",
    "compare.left_out": "Only the latest {shown} periods; the CSV file has them all.",
    "compare.csv": "Download the figures (CSV)",
    "every.auto": "chosen for me",
    "every.year": "year",
    "every.month": "month",
    "every.week": "week",
    "every.day": "day",
    "show.share": "Share of all articles of the period",
    "show.count": "Number of articles",
}
