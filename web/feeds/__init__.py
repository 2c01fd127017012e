"""The feeds of a query, and the description of the search box for browsers."""

from __future__ import annotations

from flask import Blueprint

from web.feeds.atom import feed
from web.feeds.opensearch import opensearch

feeds = Blueprint("feeds", __name__)
feeds.add_url_rule("/feed.atom", view_func=feed)
feeds.add_url_rule("/opensearch.xml", view_func=opensearch)
