"""The media types of answers that are no pages."""

JSON = "application/json"
JSON_LINES = "application/x-ndjson"
PROBLEM_JSON = "application/problem+json"
SUGGESTIONS_JSON = "application/x-suggestions+json"
CSV = "text/csv"
ATOM = "application/atom+xml"
OPENSEARCH = "application/opensearchdescription+xml"
