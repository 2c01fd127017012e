"""The native extensions, which setup.cfg cannot name; the install does without them."""

from setuptools import Extension, setup

SYLLABLES = "index/vietnamese/_syllables.pxd"
PLAIN = "index/vietnamese/_plain.pxd"
TOKENS = "index/vietnamese/_tokens.pxd"
POSTINGS = [f"index/storage/postings/{name}.pxd" for name in ("_blocks", "_encoding", "_reading")]
KERNELS = [
    f"search/kernels/_{name}.pxi"
    for name in ("lists", "matching", "results", "compiling", "evaluating")
]
POSITIONS = "search/kernels/_positions.pxd"


def extension(name: str, *headers: str) -> Extension:
    """The module `name`, built anew when one of the `headers` changes.

    `-O3` lets GCC and Clang read four numbers at once.
    """
    return Extension(
        name,
        [name.replace(".", "/") + ".pyx"],
        depends=list(headers),
        extra_compile_args=["-O3"],
        optional=True,
    )


setup(
    ext_modules=[
        extension("index.analysis._signatures", SYLLABLES),
        extension("index.storage._page_faults"),
        extension("index.analysis._vectors", SYLLABLES),
        extension("index.vietnamese._spelling"),
        extension("index.vietnamese._syllables", PLAIN, SYLLABLES),
        extension("index.vietnamese._words", TOKENS),
        extension("index.storage.postings._reading", *POSTINGS),
        extension("index.storage.postings._encoding", *POSTINGS),
        extension("index.storage.postings._inverting", *POSTINGS),
        extension("index.storage.postings._pairs", *POSTINGS),
        extension("search.kernels._positions", POSITIONS, *POSTINGS),
        extension("search.kernels._kernels", POSITIONS, *KERNELS, *POSTINGS),
    ]
)
