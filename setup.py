"""The native extensions, which setup.cfg cannot name; the install does without them."""

from setuptools import Extension, setup


def extension(name: str, *headers: str) -> Extension:
    """The module `name`, built anew when one of the `headers` changes."""
    source = name.replace(".", "/") + ".pyx"
    return Extension(name, [source], depends=list(headers), optional=True)


setup(
    ext_modules=[
        extension("index._vectors", "index/vietnamese/_syllables.pxd"),
        extension("index.vietnamese._spelling"),
        extension(
            "index.vietnamese._syllables",
            "index/vietnamese/_plain.pxd",
            "index/vietnamese/_syllables.pxd",
        ),
        extension("index.vietnamese._words", "index/vietnamese/_tokens.pxd"),
    ]
)
