"""The JSON API: every page's twin, for programs, and the document that describes it."""

from web.api import articles, batches, counting, documentation, exporting, searching
from web.api.operations import api

__all__ = ["api", "articles", "batches", "counting", "documentation", "exporting", "searching"]
