"""The page of a name: its forms, its articles over time, and the names that stand beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, redirect, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from index.articles.facets import NAME_FACETS
from search import Archive, NameCount
from search.display.sanitizing import sanitized
from search.engines.protocol import Snapshot
from search.export.tables import table_lines
from search.insight.companions import Companion, EgoNetwork
from search.query.periods import today_here
from web.archives import current_door
from web.configuration import current_configuration
from web.http.attachments import attachment
from web.http.media_types import CSV, PNG, SVG
from web.names.network import Sizes, plan
from web.names.picture import drawn
from web.pages.addresses import extended, fixed
from web.pages.preferences import PageParameters, only_language
from web.pages.rendering import render
from web.parameters.asked import Parameters
from web.parameters.ids import in_address
from web.parameters.shared import LEAST_ARTICLES
from web.pictures.png import png
from web.text.language import Language, language_of

_ANY_NAME = "name"
_COMPANIONS = 12  # of each type
_IN_PICTURE = 6
_IN_TABLE = 100  # of each type, in the file
_NEWEST = 20
_OFFERED = 50
_SIZES = Sizes(360, 11, 30)
_FILES = ("csv", "svg", "png")


def register(app: Flask) -> None:
    """Let `app` answer names here."""
    app.add_template_global(name_url)
    app.add_template_global(companions_url)
    place = f"/names/<any({', '.join(NAME_FACETS)}):facet>/<id:name>"
    app.add_url_rule(place, "pages.name", name_page)
    for suffix in _FILES:
        rule = f"{place}/companions.{suffix}"
        app.add_url_rule(rule, f"pages.companions_{suffix}", _file(suffix))


def name_url(facet: str, name: str, parameters: Parameters) -> str:
    """The address of a name of a type, in the language of an address."""
    return extended(_place("pages.name", facet, name), parameters.only_language.to_args())


def companions_url(facet: str, name: str, parameters: Parameters, suffix: str) -> str:
    """The address of the companions of a name as a file: csv, svg or png."""
    place = _place(f"pages.companions_{suffix}", facet, name)
    return extended(place, parameters.only_language.to_args())


def _place(endpoint: str, facet: str, name: str) -> str:
    before, _, after = fixed(endpoint, facet=facet, name=_ANY_NAME).rpartition(f"/{_ANY_NAME}")
    return f"{before}/{in_address(name)}{after}"


def name_page(facet: str, name: str) -> str | BaseResponse:
    """A name in any of its forms; what may be one without its marks leads there.

    Raises NotFound for one that no article carries.
    """
    parameters = only_language()
    language = language_of(parameters.lang)
    with current_door().opened() as archive:
        snapshot = archive.snapshot()
        shown = snapshot.values(facet).spelling(name)
        if shown is None:
            return _offered(snapshot, facet, name, parameters)
        narrowed = parameters.but(**{facet: (shown,)})
        found = archive.search(
            limit=_NEWEST,
            sort="newest",
            snippets=False,
            excerpts=True,
            selection=narrowed.selection,
        )
        companions = archive.companions(facet, shown, _COMPANIONS)
        network = archive.ego_network(facet, shown, _IN_PICTURE, beside=companions)
        forms = [one for one in snapshot.name_forms(facet, [shown])[0] if one != shown]
    return render(
        "names.html",
        parameters,
        facet=facet,
        name=shown,
        address=url_for("pages.name", facet=facet, name=shown, _external=True),
        is_indexed=found.total >= LEAST_ARTICLES,
        forms=forms,
        found=found,
        narrowed=narrowed,
        years=found.facets["year"][::-1],
        most=max((count for _, count in found.facets["year"]), default=0),
        companions=companions,
        network=plan(network, _SIZES) if network.companions else None,
        told=_told(network, language),
    )


def _offered(
    snapshot: Snapshot, facet: str, name: str, parameters: PageParameters
) -> str | BaseResponse:
    """The way to the only name that is meant, or all that may be. Raises NotFound without any."""
    known = snapshot.values(facet)
    mine = [NameCount(facet, one, known.count(one)) for one in known.without_marks(name)]
    if len(mine) == 1:
        return redirect(name_url(facet, mine[0].name, parameters))
    offers = [*dict.fromkeys((*mine, *snapshot.named(name)))][:_OFFERED]
    if not offers:
        raise NotFound
    page = render("names_offered.html", parameters, facet=facet, name=name, offers=offers)
    return Response(page, HTTPStatus.MULTIPLE_CHOICES)


def _shown(archive: Archive, facet: str, name: str) -> str:
    """A name as it is shown. Raises NotFound for one that no article carries."""
    shown = archive.snapshot().values(facet).spelling(name)
    if shown is None:
        raise NotFound
    return shown


def _told(network: EgoNetwork, language: Language) -> str:
    """What the picture shows, for those who do not see it."""
    return language(
        "network.told",
        name=sanitized(network.name),
        count=len(network.companions),
        ties=len(network.ties),
    )


def _file(suffix: str) -> Callable[[str, str], str | BaseResponse]:
    """What answers the companions of a name as a file of one kind."""
    made = {"csv": _table, "svg": _svg, "png": _png}[suffix]

    def answer(facet: str, name: str) -> str | BaseResponse:
        parameters = only_language()
        with current_door().opened() as archive:
            whole = f"{name}/companions.{suffix}"
            if archive.snapshot().values(facet).spelling(whole) is not None:
                return name_page(facet, whole)  # which is a name, too
            return made(archive, facet, _shown(archive, facet, name), parameters)

    return answer


def _table(archive: Archive, facet: str, name: str, _: PageParameters) -> Response:
    rows = _rows(archive.companions(facet, name, _IN_TABLE).values())
    return attachment(table_lines(rows, bom=True), CSV, "companions.csv")


def _rows(companions: Any) -> Iterator[Sequence[Any]]:
    """A heading, and a row for each companion, type by type."""
    yield "type", "name", "together", "articles", "score"
    for of_type in companions:
        one: Companion
        for one in of_type:
            yield one.facet, one.name, one.count, one.total, f"{one.score:.3f}"


def _svg(archive: Archive, facet: str, name: str, parameters: PageParameters) -> Response:
    return Response(_picture(archive, facet, name, parameters), mimetype=SVG)


def _png(archive: Archive, facet: str, name: str, parameters: PageParameters) -> Response:
    return Response(png(_picture(archive, facet, name, parameters)), mimetype=PNG)


def _picture(archive: Archive, facet: str, name: str, parameters: PageParameters) -> str:
    """The picture. Raises NotFound where nothing stands beside the name."""
    network = archive.ego_network(facet, name, _IN_PICTURE)
    if not network.companions:
        raise NotFound
    language = language_of(parameters.lang)
    address = url_for("pages.name", facet=facet, name=name, _external=True)
    return drawn(
        network,
        [language("results.total", count=network.articles), language("network.method")],
        language(
            "picture.footer",
            title=current_configuration().title,
            day=language.day(today_here()),
            address=address,
        ),
        [(type, language(f"name.{type}")) for type in NAME_FACETS],
    )
