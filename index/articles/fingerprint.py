"""A number by which it is seen whether an article changed."""

from __future__ import annotations

from hashlib import blake2b

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
    data = "\0".join(texts).encode("utf-8", "surrogatepass")
    digest = blake2b(data, digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True) or 1
