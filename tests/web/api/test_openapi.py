"""The OpenAPI document holds: schemathesis asks what it allows, and much that it does not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from web.api.operations import OPERATIONS, Operation
from web.http.media_types import JSON

# Not checked: that everything the schemas allow is accepted. None says which days people can name.


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_every_request_is_answered_as_the_document_says(
    operation: Operation, mode: GenerationMode, app: Flask
) -> None:
    document = schemathesis.openapi.from_wsgi("/openapi.json", app)
    requests = document[operation.path][operation.method].as_strategy(generation_mode=mode)

    @settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=HealthCheck)
    @given(requests)
    def ask(request: schemathesis.Case) -> None:
        plain = {"Accept-Encoding": "identity"}  # the client of WSGI applications unpacks nothing
        request.call_and_validate(headers=plain, excluded_checks=[positive_data_acceptance])

    ask()


def test_the_document_lists_what_can_be_asked(client: FlaskClient) -> None:
    document = client.get("/openapi.json").get_json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        *(f"/api/v1/{name}" for name in ("search", "suggest", "export", "batch")),
        *(f"/api/v1/{name}" for name in ("timeline", "compare", "distinctive")),
        *(
            "/api/v1/articles/{id}",
            "/api/v1/articles/{id}/similar",
            "/api/v1/articles/{id}/history",
        ),
    }
    parameters = document["paths"]["/api/v1/search"]["get"]["parameters"]
    assert (parameters[0]["name"], parameters[-1]["name"]) == ("q", "cursor")
    (size,) = (one["schema"] for one in parameters if one["name"] == "size")
    assert size["maximum"] == 100


@pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if JSON in one.answers], ids=lambda one: one.name
)
def test_an_answer_has_the_fields_of_its_type_and_no_others(
    operation: Operation, client: FlaskClient
) -> None:
    needed = [("q", "dân vận"), ("q", "cầu")] if operation.name == "compare" else [("q", "dân vận")]
    names = {kind.name for kind in operation.parameters}
    if "q" not in names:
        needed = []
    if "names" in names:
        needed.append(("names", "true"))
    path = operation.path.replace("{id}", "dan-van-kheo")
    response = client.get(path, query_string=needed)
    assert response.status_code == 200
    type_ = operation.answers[JSON][0]
    msgspec.convert(response.get_json(), type_)
    assert set(response.get_json()) == set(type_.__annotations__)


def test_the_document_names_the_place_where_the_server_is_mounted(client: FlaskClient) -> None:
    plain = client.get("/openapi.json")
    mounted = client.get("/openapi.json", environ_overrides={"SCRIPT_NAME": "/kho"})
    assert plain.get_json()["servers"] == [{"url": "/"}]
    assert mounted.get_json()["servers"] == [{"url": "/kho"}]
    assert plain.headers["ETag"] != mounted.headers["ETag"]


def test_the_page_has_a_form_that_runs_each_operation(client: FlaskClient, visit: Any) -> None:
    page = visit("/api/docs")
    assert page.one("html")["lang"] == "vi"
    forms = [form["action"] for form in page.all("form") if "/run/" in form["action"]]
    assert forms == [
        f"/api/docs/run/{one.name}"
        for one in sorted(OPERATIONS, key=lambda one: (one.name != "search", one.path))
        if one.method == "GET"
    ]
    assert "Search for articles, page by page" in visit("/api/docs", lang="en").text
    response = client.get("/api/docs/run/similar?id=a/b&limit=3&x=")
    assert response.headers["Location"] == "/api/v1/articles/a%2Fb/similar?limit=3"
    response = client.get("/api/docs/run/compare?q=a&q=&q=ch%E1%BB%A3&every=")
    assert response.headers["Location"] == "/api/v1/compare?q=a&q=ch%E1%BB%A3"
    assert visit("/api/docs/run/nothing").status == 404
