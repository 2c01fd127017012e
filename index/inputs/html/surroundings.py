"""What on a page is about other pages: menus, comments, lists of related articles."""

from __future__ import annotations

import re

from index.inputs.html.page import Page
from index.inputs.html.tree import Element, names_of, spend

_TAGS = ("aside", "footer", "nav", "option", "select")
_NAMES = re.compile(
    r"(?:comment|binh-?luan|phan-?hoi|relat|lien-?quan|sidebar|(?<!post-)(?<!entry-)footer|\bnav|menu|today|clock|most-"
    r"|\bnow\b|date-?now|top-?bar|hot-?news|other|tin-?khac|copyright|calendar|\blich)",
    re.I,
)


def is_in_header(page: Page, element: Element) -> bool:
    """Whether an element stands in the header of the site, which tells what day it is today."""
    return any(
        one.tag == "header" and one not in page.around and one.find(".//h1") is None
        for one in element.iterancestors()
    )


def is_elsewhere(page: Page, element: Element) -> bool:
    """Whether an element is about other pages, or about all of the site."""
    for number, one in enumerate((element, *element.iterancestors())):
        if one in page.around or one.tag in ("body", "html"):
            spend(number)
            return False
        if one.tag in _TAGS or _NAMES.search(names_of(one)):
            return True
    return False
