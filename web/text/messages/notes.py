"""What a search tells about the query, by the code of the note.

The English sentences are the library's own (`NoteCode.sentence`).
"""

from __future__ import annotations

from collections.abc import Mapping

from search import NoteCode

VIETNAMESE: Mapping[NoteCode, str] = {
    NoteCode.UNCLOSED_QUOTE: "đã bỏ một dấu ngoặc kép đứng lẻ",
    NoteCode.UNBALANCED_PARENTHESIS: "đã bỏ một dấu ngoặc đơn đứng lẻ",
    NoteCode.TOO_LONG: "từ khoá quá dài, nên chỉ tìm theo phần đầu",
    NoteCode.NOT_UNDERSTOOD: "không hiểu được cú pháp, nên đã tìm theo từng từ",
    NoteCode.TOO_COMPLEX: "có quá nhiều điều kiện, nên đã tìm theo từng từ",
    NoteCode.QUOTED_PROSE: "đoạn trong ngoặc kép của một câu dài chỉ được ưu tiên, không bắt buộc",
    NoteCode.NOTHING_TO_FIND: "không có từ nào để tìm, nên mọi bài đều được liệt kê",
    NoteCode.IDLE_OPERATOR: "đã coi một toán tử không nối với từ nào là một từ",
    NoteCode.NOT_NEAR: "chỉ các từ liền nhau mới có thể đòi đứng gần nhau, nên đã đòi có đủ cả",
    NoteCode.NO_DATE: "không đọc được ngày sau dấu hai chấm, nên đã tìm theo từng từ",
    NoteCode.ABOUT_PERIOD: "đã nới thêm hai đầu của một khoảng thời gian chỉ nói áng chừng",
    NoteCode.PERIOD_OFFERED: "các từ này chỉ một khoảng thời gian; thêm “ngày:” phía trước để chỉ "
    "tìm bài trong khoảng ấy",
    NoteCode.CROSSED_DAYS: "không ngày nào thoả hết các điều kiện về ngày (ngày đầu đang sau ngày "
    "cuối)",
    NoteCode.BOUNDED_BOOST: "hệ số của một từ đã được đưa về trong khoảng từ 0.1 đến 10",
    NoteCode.BOUNDED_EDITS: "một từ chỉ được khác nhiều nhất hai chữ cái",
    NoteCode.WORDS_INSTEAD: "không có bài nào thoả các điều kiện này, nên đã tìm theo từng từ",
    NoteCode.OTHER_SPELLING: "không tìm thấy bài nào, nên đây là kết quả cho một cách viết khác",
    NoteCode.OTHER_MARKS: "không có bài nào có những từ này với đúng dấu đã gõ; "
    "các bài dưới đây có từ viết với dấu khác",
    NoteCode.KEYSTROKES: "đã đọc các phím gõ Telex hoặc VNI thành chữ có dấu",
    NoteCode.TELLING_WORDS: "từ khoá dài, nên đã tìm theo những từ tiêu biểu nhất",
    NoteCode.SYNONYMS: "đã tìm cả những cách viết khác của một từ",
    NoteCode.CUT_EXPANSION: "có quá nhiều từ giống mẫu này, chỉ một phần được tìm",
    NoteCode.FIELD_VALUE: "đã hiểu cả cụm này là một giá trị; "
    "đặt trong ngoặc kép thì tìm cả những giá trị có chứa cụm này",
    NoteCode.FOLDED_VALUE: "không có giá trị nào viết đúng như vậy; gõ không dấu thì hiểu là",
    NoteCode.UNKNOWN_VALUE: "không có bài nào trong kho mang giá trị này",
    NoteCode.NO_NAMES: "kho chưa biết các bài nhắc đến ai và nơi nào "
    "(lệnh khobao upgrade sẽ tìm ra)",
    NoteCode.ARCHIVE_CHANGED: "kho đã thay đổi từ trang trước, có bài có thể lặp lại hoặc bị sót",
}
