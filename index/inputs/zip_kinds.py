"""What a zip is by the names of its members: documents, tables and saved pages are zips, too."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from index.inputs.content import Content
    from index.inputs.conversion import Options
    from index.inputs.detection import Format
    from index.inputs.found import Piece

_DOCUMENTS = {"word/document.xml": "docx", "xl/workbook.xml": "workbook"}


class Kind(NamedTuple):
    """The format that reads a zip as a whole, if there is one; and with what the names of the
    members begin that are read, if not all are."""

    reader: Format | None = None
    wanted: str = ""

    def read(self, content: Content, options: Options) -> Iterator[Piece]:
        """What its reader finds in all of the zip."""
        if self.reader is not None:
            yield from self.reader.load()(content, options)


def kind_of(names: Collection[str]) -> Kind:
    """What a zip with these members is."""
    from index.inputs.detection import FORMATS  # noqa: PLC0415  (it names this reader)

    found = set(names)
    for member, name in _DOCUMENTS.items():
        if member in found:
            return Kind(next((one for one in FORMATS if one.name == name), None))
    if "datapackage.json" in found and any(name.startswith("archive/") for name in found):
        return Kind(wanted="archive/")
    return Kind()
