"""The static site of these pages: Sphinx reads the Markdown as it is, and nothing of the network.

    python -m sphinx -W --keep-going docs _site

The order of the pages is that of the links in index.md. Links to files beside this folder, which
are for those who have the project before them, become plain text.
"""

import re
from typing import Any

from sphinx.application import Sphinx

project = "Khobao"
author = copyright = "The Khobao authors"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "Khobao"
html_copy_source = html_show_sourcelink = False
myst_heading_anchors = 3
myst_links_external_new_tab = False

_PAGE = re.compile(r"^- \[[^\]]+\]\((?P<name>[\w-]+)\.md\)", re.MULTILINE)
_OUTSIDE = re.compile(r"(?<!!)\[(?P<text>[^\]]+)\]\(\.\./[^)]+\)")


def _read(app: Sphinx, name: str, source: list[str]) -> None:
    """Make plain text of links that lead out of the site, and the contents of the first page."""
    text = _OUTSIDE.sub(r"\g<text>", source[0])
    if name == "index":
        pages = "\n".join(found["name"] for found in _PAGE.finditer(text))
        text += f"\n```{{toctree}}\n:hidden:\n\n{pages}\n```\n"
    source[0] = text


def setup(app: Sphinx) -> dict[str, Any]:
    """Have pages changed before they are parsed."""
    app.connect("source-read", _read)
    return {"parallel_read_safe": True}
