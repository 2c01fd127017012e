"""The page of a name: its forms, its articles over time, and the names that stand beside it."""

from __future__ import annotations

from flask import Flask
from werkzeug.exceptions import NotFound

from index.articles.facets import NAME_FACETS
from web.archives import current_door
from web.pages.addresses import extended, fixed
from web.pages.preferences import only_language
from web.pages.rendering import render
from web.parameters.asked import Parameters
from web.parameters.ids import in_address

_ANY_NAME = "name"
_COMPANIONS = 12  # of each type
_NEWEST = 20


def register(app: Flask) -> None:
    """Let `app` answer names here."""
    app.add_template_global(name_url)
    app.add_url_rule(f"/names/<any({', '.join(NAME_FACETS)}):facet>/<id:name>", "pages.name", name)


def name_url(facet: str, name: str, parameters: Parameters) -> str:
    """The address of a name of a type, in the language of an address."""
    before, _, after = fixed("pages.name", facet=facet, name=_ANY_NAME).rpartition(_ANY_NAME)
    return extended(before + in_address(name) + after, parameters.only_language.to_args())


def name(facet: str, name: str) -> str:
    """A name in any of its forms. Raises NotFound for one that no article carries."""
    parameters = only_language()
    with current_door().opened() as archive:
        snapshot = archive.snapshot()
        shown = snapshot.values(facet).spelling(name)
        if shown is None:
            raise NotFound
        narrowed = parameters.but(**{facet: (shown,)})
        found = archive.search(
            limit=_NEWEST,
            sort="newest",
            snippets=False,
            excerpts=True,
            selection=narrowed.selection,
        )
        companions = archive.companions(facet, shown, _COMPANIONS)
        forms = [one for one in snapshot.name_forms(facet, shown) if one != shown]
    return render(
        "names.html",
        parameters,
        facet=facet,
        name=shown,
        forms=forms,
        found=found,
        narrowed=narrowed,
        years=found.facets["year"][::-1],
        most=max((count for _, count in found.facets["year"]), default=0),
        companions=companions,
    )
