"""Whether an archive in a cluster is as it was written."""

from __future__ import annotations

from collections.abc import Iterator

from index.analysis.analyser import document as analysed
from index.analysis.vectors import unpack
from index.articles.fingerprint import fingerprint
from index.articles.serialization import from_json
from index.cluster import language, years
from index.cluster.address import Address
from index.cluster.client import Cluster
from index.cluster.contents import Contents, indices_of, read_contents
from index.cluster.view import View
from index.errors import DamagedArchiveError
from index.printing import counted

_SAMPLE = 200  # articles


def verify(address: Address) -> list[str]:
    """What is not as it should be, a sentence each. Raises ArchiveError where nothing is there."""
    cluster = Cluster(address)
    contents = read_contents(cluster)
    view = View(cluster, contents)
    try:
        return [*_problems(cluster, contents, view)]
    finally:
        cluster.close()


def _problems(cluster: Cluster, contents: Contents, view: View) -> Iterator[str]:
    about = contents.about
    found = view.count()
    if found != about.articles:
        yield f"it should hold {about.articles:,} articles, and holds {found:,}"
    yield from _foreign(cluster, contents, view)
    if about.by_year:
        yield from years.misplaced(view)
    for told in about.language:
        try:
            language.read(cluster, contents.index, told)
        except DamagedArchiveError as error:
            yield str(error)
    by_chance = [{"fingerprint": "asc"}, {"key": "asc"}]
    body = {
        "_source": ["article"],
        "docvalue_fields": [*_ALWAYS],
        "query": {"match_all": {}},
    }
    for hit in view.each_hit(body, by_chance, _SAMPLE):
        yield from _problems_of(view, hit)


def _foreign(cluster: Cluster, contents: Contents, view: View) -> Iterator[str]:
    """What is there that Khobao did not write."""
    name = cluster.address.name
    own = indices_of(cluster, contents.index)
    for index in sorted({*cluster.ask("GET", f"/_alias/{name}")} - {*own}):
        yield f"the index {index} has the archive's name, too, and is none of its own"
    whole = [{"exists": {"field": field}} for field in _ALWAYS]
    query = {"bool": {"must_not": [{"bool": {"filter": whole}}]}}
    body = {"size": 0, "track_total_hits": True, "query": query}
    broken = view.search(body)["hits"]["total"]["value"]
    if broken:
        yield f"{counted(broken, 'document')} without all that Khobao writes"


def _problems_of(view: View, hit: dict[str, object]) -> Iterator[str]:
    """What is wrong with an article: its content, or the terms by which it is found."""
    fields, source = hit.get("fields", {}), hit.get("_source", {})
    assert isinstance(fields, dict)
    assert isinstance(source, dict)
    if not all(name in fields for name in _ALWAYS):
        return  # it was counted
    id = fields["id"][0]
    try:
        article = from_json(source["article"].encode())
    except (KeyError, ValueError) as error:
        yield f"the article {id} cannot be read ({error})"
        return
    if article.id != id or fingerprint(article) != fields["fingerprint"][0]:
        yield f"the article {id} is not as it was written"
        return
    values = analysed(article)
    vector = unpack(values["text"]) if "text" in values else unpack(bytes(8))
    if sum(vector.frequencies) != fields["text_length"][0]:
        yield f"the article {id} has other terms than its texts"
        return
    wanted = [{"term": {"text": term}} for term in vector.terms[:_TERMS]]
    query = {"bool": {"filter": [{"term": {"id": id}}, *wanted]}}
    if not view.search({"size": 0, "track_total_hits": True, "query": query})["hits"]["total"][
        "value"
    ]:
        yield f"the article {id} is not found by its terms"


_ALWAYS = ("id", "key", "fingerprint", "text_length")  # fields that every document has
_TERMS = 50  # of an article, by which it is looked for
