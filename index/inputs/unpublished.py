"""Records that are in an input and were not published: drafts, what is in the trash, what waits.

`RULES` is one table for all inputs: under which keys content systems say so, and with which values.
A value that is not in it says nothing: in doubt a record is an article.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from index.articles.dates import simplified
from index.inputs.field_values import is_missing, is_null_word
from index.inputs.keys import field_of
from index.inputs.missing_dates import is_no_date

_LONGEST = 60  # characters of a key, and of a value, that says so
_MOST_KEYS = 100  # of a record whose keys are remembered together


class Rule(NamedTuple):
    """Under each of some keys, `says` gives for a value why the record is none, or "".

    `beside` are keys one of which has to be there, too.
    """

    keys: frozenset[str]
    says: Callable[[Any], str]
    beside: frozenset[str] = frozenset()


def _plain(text: str) -> str:
    return "".join(each for each in simplified(text) if each.isalnum())


def _keys(*names: str) -> frozenset[str]:
    return frozenset(map(_plain, names))


def _one(value: Any) -> Any:
    """The value itself, of an object or a list of one that holds it (Drupal, Notion)."""
    for _ in range(3):
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        elif isinstance(value, Mapping):
            held = (value.get(key) for key in ("value", "name", "code", "id", "slug", "status"))
            value = next((each for each in held if each is not None), None)
    return value


def _is_true(value: Any) -> bool:
    return _written(value) in _TRUE


def _is_false(value: Any) -> bool:
    return _written(value) in _FALSE


def _written(value: Any) -> str:
    """A short value in small letters without marks."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    short = isinstance(value, str | int) and len(str(value)) <= _LONGEST
    return simplified(str(value)).strip() if short else ""


def _word(value: Any) -> str:
    """A short text as letters and figures alone: `Bản nháp` as `bannhap`."""
    return _plain(_written(value)) if isinstance(value, str) else ""


def _status(value: Any) -> str:
    """Of a word for the state of a record."""
    if value is False:
        return "it is not published"
    word = _word(value)
    return f"its status is {str(value).strip()}" if word in _NOT_PUBLISHED else ""


def _flag(says: str) -> Callable[[Any], str]:
    """Of a flag that is set where a record is not published."""
    return lambda value: says if _is_true(value) else ""


def _no_flag(value: Any) -> str:
    """Of a flag that is set where a record is published."""
    return "it is not published" if _is_false(value) else ""


def _no_word(value: Any) -> str:
    """Of what may be a flag or a date, and 0 none."""
    return "" if _written(value) == "0" else _no_flag(value)


def _moment(value: Any) -> str:
    """Of the moment when a record was thrown away: any."""
    nothing = is_missing(value) or is_null_word(value) or is_no_date(value)
    return "" if nothing or isinstance(value, bool) else "it was deleted"


def _never(value: Any) -> str:
    """Of the moment when a record was published, which has none."""
    return "it was created and not published" if value is None else ""


def _zero(value: Any) -> str:
    """Of a number for the state of a record, in systems that are known to use it so."""
    return f"its status is {value}" if _written(value) in ("0", "-2") else ""


def _secret(value: Any) -> str:
    """Of a password."""
    return "" if is_missing(value) or is_null_word(value) else "it is protected by a password"


def _type(value: Any) -> str:
    """Of the type of a row of WordPress's posts."""
    technical = isinstance(value, str) and _NO_ARTICLE.fullmatch(value)
    return f"it is of the type {value!r}, and no article" if technical else ""


def _unlike(status: str) -> Callable[[Any], str]:
    """Of a status that is a certain one where a record is published."""
    return lambda value: (
        f"it is not published but {value!r}" if isinstance(value, str) and value != status else ""
    )


_NO_ARTICLE = re.compile(
    r"attachment|revision|nav_menu_item|wp_\w+|custom_css|customize_changeset|oembed_cache"
    r"|user_request|acf-.*|elementor_.*|shop_.*"
)
_TRUE = frozenset(("true", "1", "yes", "y", "t", "co", "on", "x"))
_FALSE = frozenset(("false", "0", "no", "n", "f", "khong", "off"))
_NOT_PUBLISHED = frozenset(
    map(
        _plain,
        (
            *("draft", "drafts", "auto-draft", "is draft", "pending", "pending review", "private"),
            *("future", "scheduled", "trash", "trashed", "deleted", "removed", "unpublished"),
            *("not published", "inactive", "disabled", "hidden", "rejected", "review", "in review"),
            *("needs review", "awaiting review", "submitted", "spam", "embargoed"),
            *("embargo", "withdrawn", "recycled", "password"),
            *("nháp", "bản nháp", "bài nháp", "tin nháp", "lưu nháp", "đang soạn", "đang viết"),
            *("đang biên tập", "chờ duyệt", "chưa duyệt", "chờ biên tập", "chờ xuất bản"),
            *("chờ đăng", "chưa đăng", "chưa xuất bản", "không xuất bản", "hẹn giờ", "lên lịch"),
            *("hẹn giờ đăng", "đã xóa", "đã xoá", "xóa", "xoá", "đã gỡ", "đã hủy", "thùng rác"),
            *("ẩn", "đã ẩn", "riêng tư", "bị từ chối", "từ chối", "trả lại", "bị trả lại"),
            *("gỡ bài", "gỡ xuống", "hạ bài", "không duyệt", "ngừng xuất bản"),
        ),
    )
)

_PUBLISHED = frozenset(
    map(_plain, ("publish", "published", "public", "live", "đã đăng", "đã xuất bản", "xuất bản"))
)
_DATED = _keys(
    *("created_at", "created", "created_date", "published_at", "publish_date", "published_date"),
    *("date", "pub_date", "updated_at", "ngày đăng", "ngày tạo", "ngày xuất bản"),
)

RULES = (
    Rule(
        _keys(
            *("status", "post_status", "state", "trạng thái", "tình trạng", "publish_status"),
            *("publication_status", "published_status", "article_status", "news_status"),
            *("workflow_state", "workflow_status", "moderation_state", "visibility", "_status"),
            *("content_status", "post_state", "wp:status", "status_name", "trạng thái bài"),
            *("trạng thái xuất bản", "trạng thái bài viết", "status_text", "doc_status"),
        ),
        _status,
    ),
    Rule(
        _keys(
            *("draft", "is_draft", "isDraft", "nháp", "là nháp", "là bản nháp", "bản nháp"),
            *("lưu nháp", "is_auto_draft"),
        ),
        _flag("it is a draft"),
    ),
    Rule(
        _keys(
            *("deleted", "is_deleted", "trashed", "is_trashed", "trash", "đã xóa", "đã xoá"),
            *("isRemoved", "removed", "in_trash", "is_trash", "_deleted", "bị xóa"),
        ),
        _flag("it was deleted"),
    ),
    Rule(
        _keys(
            *("private", "is_private", "hidden", "is_hidden", "unpublished", "is_unpublished"),
            *("bị ẩn", "đã ẩn", "riêng tư", "is_pending", "is_scheduled", "scheduled"),
        ),
        _flag("it is not published"),
    ),
    Rule(
        _keys(
            *("is_published", "public", "is_public", "visible", "is_visible", "is_active"),
            *("active", "approved", "is_approved", "đã đăng", "đã xuất bản", "xuất bản"),
            *("hiển thị", "đã duyệt", "công khai", "published_flag", "publish_flag"),
            *("is_publish", "kích hoạt"),
        ),
        _no_flag,
    ),
    Rule(_keys("published", "publish"), _no_word),
    Rule(_keys("published", "publish"), _no_flag, _DATED),
    Rule(
        _keys("deleted_at", "deleted_on", "date_deleted", "trashed_at", "deleted_date", "ngày xóa"),
        _moment,
    ),
    Rule(
        _keys("published_at", "publishedAt", "first_published_at"),
        _never,
        _keys("updated_at", "updatedAt"),  # a program that only lacks the date says none of that
    ),
    Rule(_keys("status"), _zero, _keys("nid", "node_id", "vid")),  # Drupal
    Rule(_keys("state"), _zero, _keys("catid", "introtext")),  # Joomla
    Rule(_keys("post_password"), _secret),
    Rule(_keys("post_type"), _type, _keys("post_status")),  # WordPress
    Rule(_keys("post_status"), _unlike("publish"), _keys("post_type")),
)


def unpublished(values: Mapping[str, Any]) -> str:
    """Why a record with such values was not published; "" where nothing says so."""
    keys = tuple(values)
    rules = _rules(keys) if len(keys) <= _MOST_KEYS else _rules.__wrapped__(keys)
    for key, says in rules:
        reason = says(_one(values[key]))
        if reason and not (says is _never and _is_told(values)):
            return reason
    return ""


@lru_cache(maxsize=1024)
def _rules(keys: tuple[str, ...]) -> tuple[tuple[str, Callable[[Any], str]], ...]:
    """What is to be asked of the values of a record with such keys."""
    plain = {key: _plain(key) for key in keys if len(key) <= _LONGEST}
    there = frozenset(plain.values())
    return tuple(
        (key, rule.says)
        for rule in RULES
        if not rule.beside or rule.beside & there
        for key, name in plain.items()
        if name in rule.keys
    )


def _is_told(values: Mapping[str, Any]) -> bool:
    """Whether a record says that it was published, though not when; or when, though elsewhere."""
    for key, value in values.items():
        plain = _plain(key[:_LONGEST])
        if plain in RULES[0].keys and _word(_one(value)) in _PUBLISHED:
            return True
        dated = field_of(key) == "published" and not plain.startswith(("created", "datecreated"))
        if dated and not is_missing(value) and not is_null_word(value):
            return True
    return False
