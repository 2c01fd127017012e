"""The native extensions, which setup.cfg cannot name; the install does without them."""

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension(
            "index.vietnamese._syllables", ["index/vietnamese/_syllables.pyx"], optional=True
        ),
        Extension(
            "index.vietnamese._words",
            ["index/vietnamese/_words.pyx"],
            depends=["index/vietnamese/_tokens.pxd"],
            optional=True,
        ),
    ]
)
