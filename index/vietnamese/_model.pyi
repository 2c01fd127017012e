from collections.abc import Mapping

def read(
    crf: bytes, features: int, names: int, begins: int, token: str, of_tokens: Mapping[str, int]
) -> tuple[dict[str, list[float]], dict[str, float], list[list[float]]]: ...
