"""What goes in and out over one ASGI request: its body, and the answer piece by piece."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from web.http.security import largest_body
from web.serving.guard import Guard

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[str, str]]

_BODILESS = (204, 304)
_TEXT = ("Content-Type", "text/plain; charset=utf-8")


async def body_of(scope: Message, receive: Receive) -> bytes | None:
    """The body of a request; None if it is too large, or if the client left while sending it."""
    most = largest_body(scope["path"])
    told = [int(value) for name, value in scope["headers"] if name == b"content-length"]
    if any(length > most for length in told):
        return None
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > most or message["type"] == "http.disconnect":
            return None
        if not message.get("more_body"):
            return body


class Reply:
    """The answer to one request: status and headers first, then the body."""

    def __init__(self, guard: Guard, method: str, ends: Callable[[], bool], send: Send) -> None:
        """`ends` is called when the answer begins: whether the connection is to end with it."""
        self.guard = guard
        self._is_head, self._ends, self._send = method == "HEAD", ends, send

    @property
    def is_gone(self) -> bool:
        """Whether the connection has ended."""
        return self.guard.lost.is_set()

    async def say(self, status: int, text: str, *headers: tuple[str, str]) -> None:
        """Send a sentence as the answer, where the application has none."""
        await self.whole(status, [_TEXT, *headers], f"{text}\n".encode())

    async def whole(self, status: int, headers: Headers, body: bytes) -> None:
        """Send an answer whose body is complete."""
        has_body = not self._is_head and status not in _BODILESS
        if has_body and not any(name.lower() == "content-length" for name, _ in headers):
            headers = [*headers, ("Content-Length", str(len(body)))]
        await self.head(status, headers)
        await self.piece(body if has_body else b"", is_last=True)

    async def head(self, status: int, headers: Headers) -> None:
        """Send what stands before the body."""
        if self._ends():
            headers = [*headers, ("connection", "close")]
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await self._send({"type": "http.response.start", "status": status, "headers": raw})

    async def piece(self, body: bytes, *, is_last: bool) -> None:
        """Send a piece of the body, once the client has taken in most of what was before it."""
        self.guard.hand_over(len(body))
        await self._send({"type": "http.response.body", "body": body, "more_body": not is_last})

    async def cut(self) -> None:
        """End the connection in the middle of the answer, which the client is to see."""
        self.guard.abort()
        await self.guard.lost.wait()
