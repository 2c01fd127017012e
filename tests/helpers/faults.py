"""Functions that fail where a test wants them to."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any


def failing(
    real: Callable[..., Any], code: int, name: str = "", after: bool = False
) -> Callable[..., Any]:
    """The function `real`, but that it fails for files whose path ends in `name`.

    `after`: what it was asked to do is done all the same.
    """

    def call(path: Any, *arguments: Any, **options: Any) -> Any:
        if not str(path).endswith(name):
            return real(path, *arguments, **options)
        if after:
            real(path, *arguments, **options)
        raise OSError(code, os.strerror(code), str(path))

    return call
