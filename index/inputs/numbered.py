"""A dictionary in which a key may come more than once."""

from __future__ import annotations

from typing import Any


class Numbered:
    """A dictionary that loses no value: a second `key` becomes `key_2`, a third `key_3`."""

    def __init__(self, *reserved: str) -> None:
        self.values: dict[str, Any] = {}
        self._last = dict.fromkeys(reserved, 1)

    def keep(self, key: str, value: Any) -> str:
        """Store `value`; returns the key under which it is found."""
        number = self._last.get(key, 0) + 1
        while (name := key if number == 1 else f"{key}_{number}") in self.values:
            number += 1
        self._last[key] = number
        self.values[name] = value
        return name
