"""A number by which it is seen whether an article changed."""

from __future__ import annotations

from hashlib import blake2b

from index import native
from index.articles.article import Article


def fingerprint(article: Article) -> int:
    """64 bits, signed and never 0, of all that a reader sees of an article.

    The id, the address, what the input said beside (`extra`), and when an archive had it are left
    out: a counter of readers, or the same page at `https`, makes no other article.
    """
    published = article.published.isoformat() if article.published else ""
    texts = [
        *(
            article.title,
            article.summary,
            article.body,
            article.category,
            article.source,
            published,
        ),
        *("\0captions", *article.captions, "\0authors", *article.authors, "\0tags", *article.tags),
    ]
    digest = blake2b(joined(texts), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True) or 1


def joined_in_python(texts: list[str]) -> bytes:
    """What stands in for the native `joined`: texts in UTF-8, a zero byte between each two."""
    return "\0".join(texts).encode("utf-8", "surrogatepass")


if native.is_used():
    with native.loading():
        from index.articles._writing import joined
else:
    joined = joined_in_python
