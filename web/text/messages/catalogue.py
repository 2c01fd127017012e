"""What a catalogue of messages is: texts by key.

A message may be a pair, for a language that has two forms: for a `count` of one, and for any other.
"""

from __future__ import annotations

from collections.abc import Mapping

Message = str | tuple[str, str]
Catalogue = Mapping[str, Message]
