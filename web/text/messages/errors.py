"""What a reader is told when something is wrong."""

from __future__ import annotations

from web.text.messages.catalogue import Catalogue

VIETNAMESE: Catalogue = {
    "error.400.title": "Địa chỉ chưa đúng",
    "error.400.text": "Máy chủ không hiểu yêu cầu này. Bạn kiểm tra lại địa chỉ trang.",
    "error.404.title": "Không có trang này",
    "error.404.text": "Bài báo hoặc trang bạn cần không có trong kho. "
    "Có thể địa chỉ đã gõ sai, hoặc bài đã được gỡ. Bạn thử tìm lại ở ô phía trên.",
    "error.405.title": "Không thực hiện được",
    "error.405.text": "Trang này chỉ để xem, không nhận dữ liệu gửi lên.",
    "error.414.title": "Địa chỉ quá dài",
    "error.414.text": "Máy chủ không nhận địa chỉ dài như vậy. Bạn tìm lại với đoạn ngắn hơn.",
    "error.429.title": "Bạn chờ một lát",
    "error.429.text": "Trong thời gian ngắn, máy chủ đã nhận quá nhiều yêu cầu từ địa chỉ mạng "
    "của bạn. Bạn đợi một lát rồi tải lại trang.",
    "error.500.title": "Máy chủ gặp lỗi",
    "error.500.text": "Lỗi đã được ghi lại. Bạn thử lại sau ít phút, hoặc tìm với ít từ hơn.",
    "error.503.title": "Kho báo chưa mở được",
    "error.503.text": "Kho chưa được lập, đang được thay mới hoặc đã bị hỏng. "
    "Khi kho dùng được, trang sẽ hoạt động lại ngay, không cần khởi động lại máy chủ.",
    "error.other.title": "Yêu cầu không thực hiện được",
    "error.other.text": "Máy chủ không thể đáp ứng yêu cầu này.",
    "error.detail": "Thông tin cho người quản trị",
    "error.home": "Về trang đầu",
    "error.parameter": "Tham số “{name}” không thể là “{value}”: chỉ nhận {wanted}.",
    "error.in_place": "Không hiểu “{value}” ở mục “{name}”, nên đã bỏ qua; mục này nhận {wanted}.",
    "wanted.page": "một số nguyên từ 1 trở lên",
    "wanted.number": "một số nguyên từ 1 đến {most}",
    "wanted.choice": "một trong các giá trị: {choices}",
    "wanted.day": "một ngày hay khoảng thời gian có thật, như 31/7/2021 hoặc tháng 7/2021",
    "wanted.values": "tối đa {most} giá trị không quá dài",
    "wanted.ids": "tối đa {most} mã bài",
    "wanted.queries": "tối đa {most} từ khoá",
    "wanted.name": "một tên mà bài này nhắc đến, như person:Trần Văn Bình",
    "wanted.path": "một địa chỉ trong trang này, như /?q=xã",
    "wanted.compared": "từ 2 đến {most} từ khoá",
    "wanted.cursor": "giá trị mà kết quả trước của chính lần tìm này đã đưa ra",
}

ENGLISH: Catalogue = {
    "error.400.title": "This address is not right",
    "error.400.text": "The server does not understand the request. Please check the address.",
    "error.404.title": "There is no such page",
    "error.404.text": "The article or page is not in the archive. The address may have been "
    "mistyped, or the article removed. You can search for it in the box above.",
    "error.405.title": "That cannot be done here",
    "error.405.text": "This page can only be read; it takes no data.",
    "error.414.title": "Address too long",
    "error.414.text": "The server does not take an address of that length. "
    "Try again with a shorter text.",
    "error.429.title": "Please wait a moment",
    "error.429.text": "The server has had too many requests from your network address "
    "in a short time. Wait a moment, then load the page again.",
    "error.500.title": "The server failed",
    "error.500.text": "The failure has been recorded. Please try again in a few minutes, "
    "or search for fewer words.",
    "error.503.title": "The archive cannot be opened",
    "error.503.text": "It has not been built, is being replaced, or is damaged. The pages come "
    "back as soon as it can be used; the server need not be restarted.",
    "error.other.title": "The request failed",
    "error.other.text": "The server cannot do what was asked.",
    "error.detail": "For the administrator",
    "error.home": "To the front page",
    "error.parameter": "The parameter “{name}” cannot be “{value}”: it is to be {wanted}.",
    "error.in_place": "“{value}” is not understood as “{name}”, and was left out: it takes "
    "{wanted}.",
    "wanted.page": "a whole number from 1 on",
    "wanted.number": "a whole number from 1 to {most}",
    "wanted.choice": "one of {choices}",
    "wanted.day": "a day or period that exists, such as 31/7/2021 or tháng 7/2021",
    "wanted.values": "at most {most} values, not too long",
    "wanted.ids": "at most {most} ids",
    "wanted.queries": "at most {most} queries",
    "wanted.name": "a name that this article has, such as person:Trần Văn Bình",
    "wanted.path": "an address of this site, such as /?q=xã",
    "wanted.compared": "from 2 to {most} queries",
    "wanted.cursor": "what an earlier answer to the same search gave",
}
