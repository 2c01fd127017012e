"""The feeds of a query, and what browsers, crawlers and other sites are told of the archive."""

from __future__ import annotations

from flask import Blueprint

from web.feeds.atom import feed
from web.feeds.cards import article_card, card, card_url
from web.feeds.opensearch import opensearch
from web.feeds.sitemap import robots, sitemap, sitemap_days, sitemap_names, sitemap_part

feeds = Blueprint("feeds", __name__)
feeds.add_url_rule("/feed.atom", view_func=feed)
feeds.add_url_rule("/opensearch.xml", view_func=opensearch)
feeds.add_url_rule("/robots.txt", view_func=robots)
feeds.add_url_rule("/sitemap.xml", view_func=sitemap)
feeds.add_url_rule("/sitemap-days.xml", view_func=sitemap_days)
feeds.add_url_rule("/sitemap-names-<int(min=1):number>.xml", view_func=sitemap_names)
feeds.add_url_rule("/sitemap-<int(min=1):number>.xml", view_func=sitemap_part)
feeds.add_url_rule("/card.png", view_func=card)
feeds.add_url_rule("/cards/<id:id>", view_func=article_card)
feeds.add_app_template_global(card_url)
