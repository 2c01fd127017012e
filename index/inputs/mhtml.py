"""Pages that a browser saved as MHTML: a letter whose parts are the page and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from typing import TYPE_CHECKING, Any

from index.articles.article import Rejected
from index.inputs.content import Content, printable
from index.inputs.found import Skipped
from index.inputs.mail_parts import is_page, message_date, part_name, payload, unfolded

if TYPE_CHECKING:
    from index.inputs.found import Piece


def read_page(
    content: Content, message: Message, parts: list[Message], saved: str
) -> Iterator[Piece]:
    """The page that a browser saved, without its pictures."""
    pages = [part for part in parts if is_page(part)]
    start = str(message.get_param("start", "") or "")
    main = next((one for one in pages if start and one["Content-ID"] == start), None)
    main = main or next((one for one in pages if unfolded(one, "Content-Location") == saved), None)
    main = main or next(iter(pages), None)
    if main is None:
        yield Rejected(content.name, "there is no page in it")
        return
    # The text of a page of frames is in the frames.
    framed = b"<frameset" in payload(main).lower()
    date = message_date(message)
    for number, part in enumerate(parts, 1):
        name = unfolded(part, "Content-Location") or part_name(part, number)
        if part is not main and not (framed and part in pages):
            yield Skipped(f"{content.name}/{printable(name)}", "it belongs to the saved page")
            continue
        url = saved if part is main and saved else unfolded(part, "Content-Location")
        facts: dict[str, Any] = {"content_type": part.get_content_type()}
        if charset := part.get_content_charset():
            facts["charset"] = charset
        if url.lower().startswith(("http:", "https:")):
            facts["url"] = url
        if date is not None:
            facts["crawled"] = date
        yield content.member(name, iter([payload(part)]), **facts)
