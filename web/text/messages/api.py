"""What the API's document and its page say.

`api.NAME` is an operation, `given.NAME` a parameter; one that means something else to an operation
is `given.NAME.OPERATION`.
"""

from __future__ import annotations

from web.text.messages.catalogue import Catalogue

VIETNAMESE: Catalogue = {
    "api.title": "Giao diện lập trình (API)",
    "api.about": "Mọi thao tác đều là GET, trừ batch là POST, và không cần đăng ký. Tham số để "
    "trống coi như không có; tham số không có tên trong danh sách là lỗi 400. Lỗi được trả về "
    "dưới dạng problem details (RFC 9457). Mỗi câu trả lời có ETag gắn với thế hệ của kho: gửi "
    "lại bằng If-None-Match thì máy chủ trả lời 304 nếu chưa có gì thay đổi.",
    "api.document": "Tài liệu OpenAPI 3.1",
    "api.run": "Chạy thử",
    "api.any": "(mặc định)",
    "api.told_once": "Mỗi tham số được giải thích ở chỗ đầu tiên có nó; ở mọi nơi nó có cùng một "
    "nghĩa.",
    "api.required": "bắt buộc",
    "api.answer": "Trả về",
    "api.article": "Đọc một bài báo với đủ mọi trường",
    "api.similar": "Tìm những bài gần nhất với một bài",
    "api.history": "Xem mọi bản của một bài mà kho còn giữ",
    "api.search": "Tìm bài, từng trang một",
    "api.suggest": "Gợi ý khi đang gõ",
    "api.timeline": "Đếm bài theo thời gian",
    "api.compare": "So sánh nhiều từ khoá theo thời gian",
    "api.distinctive": "Những từ làm nên nét riêng của kết quả",
    "api.export": "Tải toàn bộ kết quả",
    "api.batch": "Tìm cả danh sách từ khoá",
    "body.batch": 'Tối đa 1.000 từ khoá: một mảng JSON hoặc {{"queries": […]}}, mỗi phần tử là '
    "một từ khoá hay một đối tượng có từ khoá; văn bản, mỗi dòng một mục; hoặc bảng CSV. Trong kết "
    "quả, given giữ nguyên những gì đi kèm từ khoá.",
    "given.column": "Cột hoặc khoá chứa từ khoá; nếu không có thì là query, name, tên…",
    "given.match.batch": "Thế nào là khớp; nếu không chọn thì là các từ liền nhau thành cụm",
    "given.limit.batch": "Số bài đưa ra cho mỗi từ khoá",
    "given.id": "Mã của bài, được mã hoá phần trăm thành một đoạn của đường dẫn",
    "given.q": "Từ khoá; để trống là mọi bài, mới nhất trước",
    "given.q.article": "Từ khoá cần đánh dấu trong bài",
    "given.q.suggest": "Phần đã gõ",
    "given.q.timeline": "Từ khoá; lặp lại để so sánh",
    "given.q.compare": "Mỗi tham số q là một từ khoá",
    "given.page": "Số trang; không có tác dụng khi có cursor",
    "given.size": "Số bài mỗi trang",
    "given.lang": "Ngôn ngữ của các đường dẫn trong câu trả lời",
    "given.sort": "Thứ tự",
    "given.since": "Từ ngày này, theo giờ Việt Nam",
    "given.until": "Đến hết ngày này, theo giờ Việt Nam",
    "given.added": "Ngày hoặc khoảng thời gian bài được nhập vào kho",
    "given.since_added": "Bài được nhập vào kho từ ngày này",
    "given.undated": "Chỉ những bài không ghi ngày đăng",
    "given.exclude_category": "Trừ chuyên mục này; lặp lại để trừ nhiều giá trị",
    "given.exclude_source": "Trừ nguồn này; lặp lại để trừ nhiều giá trị",
    "given.exclude_author": "Trừ tác giả này; lặp lại để trừ nhiều giá trị",
    "given.exclude_person": "Trừ bài nhắc đến nhân vật này; lặp lại để trừ nhiều giá trị",
    "given.exclude_place": "Trừ bài nhắc đến địa danh này; lặp lại để trừ nhiều giá trị",
    "given.exclude_org": "Trừ bài nhắc đến tổ chức này; lặp lại để trừ nhiều giá trị",
    "given.category": "Chuyên mục; lặp lại để lấy nhiều giá trị",
    "given.source": "Nguồn; lặp lại để lấy nhiều giá trị",
    "given.author": "Tác giả; lặp lại để lấy nhiều giá trị",
    "given.person": "Nhân vật mà bài nhắc đến; lặp lại để lấy nhiều giá trị",
    "given.place": "Địa danh mà bài nhắc đến; lặp lại để lấy nhiều giá trị",
    "given.org": "Tổ chức mà bài nhắc đến; lặp lại để lấy nhiều giá trị",
    "given.match": "Thế nào là khớp: đủ sát (best), có các từ liền nhau thành cụm (phrase), "
    "có tất cả các từ (all), có ít nhất một (any)",
    "given.as_typed": "Tìm đúng như đã gõ: không đọc phím Telex, VNI thành chữ có dấu, không thử "
    "cách viết khác",
    "given.group": "Chỉ đưa ra một bài trong mỗi nhóm bài gần như trùng nhau",
    "given.cursor": "Chỗ đọc tiếp, lấy từ next của kết quả trước. Từ bài thứ 10.000 trở đi, next "
    "dùng cursor; notes cho biết nếu kho đã thay đổi từ đó",
    "given.limit": "Số mục nhiều nhất",
    "given.format": "Định dạng",
    "given.ids": "Mã của những bài cần tải, thay cho từ khoá; tối đa 200",
    "given.names": "Có kể những nhân vật, địa danh, tổ chức mà bài nhắc đến không, và ở đâu",
    "given.fields": "Trường cần lấy; lặp lại để lấy nhiều trường",
    "given.by": "So sánh nhiều từ khoá (query), hay một từ khoá trong nhiều nguồn hoặc chuyên mục",
    "given.every": "Độ dài mỗi khoảng; auto là khoảng ngắn nhất cho không quá 60 khoảng",
    "given.bom": "Đặt dấu thứ tự byte ở đầu tệp CSV, để Excel đọc đúng tiếng Việt",
}

ENGLISH: Catalogue = {
    "api.title": "Programming interface (API)",
    "api.about": "Every operation but batch, a POST, is a GET; none needs a registration. An "
    "empty parameter is as none; one that is not listed is a 400. Errors are problem details "
    "(RFC 9457). Each answer to a GET has an ETag that is bound to the archive's generation: "
    "sent back as If-None-Match, it is answered by 304 as long as nothing has changed.",
    "api.document": "OpenAPI 3.1 document",
    "api.run": "Try it",
    "api.any": "(default)",
    "api.told_once": "What one parameter means is told where it comes first; it means the same "
    "everywhere.",
    "api.required": "required",
    "api.answer": "Answers",
    "api.article": "Read one article with every field",
    "api.similar": "Find the articles that are most like one",
    "api.history": "Read all versions of an article that the archive keeps",
    "api.search": "Search for articles, page by page",
    "api.suggest": "Complete what is being typed",
    "api.timeline": "Count articles over time",
    "api.compare": "Compare several queries over time",
    "api.distinctive": "The words that set a result apart",
    "api.export": "Download a whole result",
    "api.batch": "Search for a whole list of queries",
    "body.batch": 'Up to 1,000 queries: a JSON array or {{"queries": […]}}, of queries or objects '
    "that have one; text with a query on each line; or a table in CSV. In the answer, `given` "
    "keeps what stood beside a query.",
    "given.column": "The column or key of the queries; without it query, name, tên and the like",
    "given.match.batch": "What counts as a match; the words side by side, if nothing is said",
    "given.limit.batch": "How many hits there are of each query",
    "given.id": "The article's id, percent-encoded as one segment of the path",
    "given.q": "The query; an empty one is every article, newest first",
    "given.q.article": "The query whose matches are to be told",
    "given.q.suggest": "What has been typed so far",
    "given.q.timeline": "A query; repeat it to compare several",
    "given.q.compare": "Each is a query",
    "given.page": "The number of the page; it does nothing beside a cursor",
    "given.size": "Hits on a page",
    "given.lang": "The language that links in the answer carry on",
    "given.sort": "Order",
    "given.since": "From this day on, in Vietnamese time",
    "given.until": "Up to the end of this day, in Vietnamese time",
    "given.added": "A day or period in which the archive first had the articles",
    "given.since_added": "From this day on the archive has the articles",
    "given.undated": "Only articles without a date",
    "given.exclude_category": "Not this category; repeat it for several",
    "given.exclude_source": "Not this source; repeat it for several",
    "given.exclude_author": "Not this author; repeat it for several",
    "given.exclude_person": "Not with this person named; repeat it for several",
    "given.exclude_place": "Not with this place named; repeat it for several",
    "given.exclude_org": "Not with this body named; repeat it for several",
    "given.category": "Category; repeat it for several values, any of which will do",
    "given.source": "Source; repeat it for several values, any of which will do",
    "given.author": "Author; repeat it for several values, any of which will do",
    "given.person": "A person whom the text names; repeat it for several, any of whom will do",
    "given.place": "A place that the text names; repeat it for several, any of which will do",
    "given.org": "A body that the text names; repeat it for several, any of which will do",
    "given.match": "What counts as a match: a score close to the best (best), the words side by "
    "side (phrase), every word (all), at least one (any)",
    "given.as_typed": "Search as typed: read no keys of Telex or VNI as letters, try no other "
    "spelling",
    "given.group": "Give only the first of near-duplicates",
    "given.cursor": "Where to read on: from `next` of the answer before. From the 10,000th hit on, "
    "`next` has one; `notes` say so if the archive has changed since it was given",
    "given.limit": "How many at most",
    "given.format": "Format",
    "given.by": "Whether several queries are compared, or one query in several sources or sections",
    "given.every": "How long a period is; auto is the shortest that gives at most 60",
    "given.ids": "Ids of articles to download, in this order, instead of a query; up to 200",
    "given.names": "Whether it is told whom and what articles name, and where",
    "given.fields": "A field to have, in tables and JSON Lines; repeat it for more",
    "given.bom": "Begin a CSV file with a byte order mark, for spreadsheet programs",
}
