"""The native extensions, which setup.cfg cannot name; the install does without them."""

from setuptools import Extension, setup

POSTINGS = [f"index/postings/{name}.pxd" for name in ("_blocks", "_encoding", "_reading")]


def extension(path: str, *depends: str) -> Extension:
    """An extension made of one .pyx file; `-O3` lets GCC and Clang read four numbers at once."""
    return Extension(
        path.replace("/", "."),
        [f"{path}.pyx"],
        depends=list(depends),
        extra_compile_args=["-O3"],
        optional=True,
    )


setup(
    ext_modules=[
        extension("index/vietnamese/_syllables"),
        extension("index/vietnamese/_words", "index/vietnamese/_tokens.pxd"),
        extension("index/postings/_reading", *POSTINGS),
        extension("index/postings/_encoding", *POSTINGS),
        extension("index/postings/_inverting", *POSTINGS),
        extension("search/_positions", "search/_positions.pxd", *POSTINGS),
        extension("search/_kernels", "search/_positions.pxd", *POSTINGS),
    ]
)
