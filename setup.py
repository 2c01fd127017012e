"""The native extensions, which setup.cfg cannot name; the install does without them."""

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension(f"index.vietnamese.{name}", [f"index/vietnamese/{name}.pyx"], optional=True)
        for name in ("_syllables",)
    ]
)
