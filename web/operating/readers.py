"""Who may read what is for those who run the server."""

from __future__ import annotations

from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, NotFound, Unauthorized

from web.configuration import Configuration
from web.http.insiders import sees_inside
from web.setting_types import OFF
from web.text.problems import refusal, sentence


def refuse_outsiders(configuration: Configuration) -> None:
    """Let on whom the setting `metrics` lets; raises NotFound, Unauthorized or Forbidden."""
    if configuration.metrics == OFF:
        raise NotFound
    if configuration.metrics != "everyone" and not sees_inside(configuration):
        if configuration.metrics_token:
            challenge = WWWAuthenticate("bearer")
            raise Unauthorized(sentence("metrics-token"), www_authenticate=challenge)
        raise refusal(Forbidden, "metrics-closed")
