"""The feeds of a query, and what browsers and crawlers are told of the archive."""

from __future__ import annotations

from flask import Blueprint

from web.feeds.atom import feed
from web.feeds.opensearch import opensearch
from web.feeds.sitemap import robots, sitemap, sitemap_part

feeds = Blueprint("feeds", __name__)
feeds.add_url_rule("/feed.atom", view_func=feed)
feeds.add_url_rule("/opensearch.xml", view_func=opensearch)
feeds.add_url_rule("/robots.txt", view_func=robots)
feeds.add_url_rule("/sitemap.xml", view_func=sitemap)
feeds.add_url_rule("/sitemap-<int(min=1):number>.xml", view_func=sitemap_part)
