"""Headers that every answer carries, so that no browser takes it for anything but data."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_NEVER_KEPT = (b"cache-control", b"no-store")
_VARIES = (b"vary", b"Accept-Encoding")
_HTTPS_ALONE = (b"strict-transport-security", b"max-age=31536000")


class SafeHeaders:
    """Adds `SAFE`, and Cache-Control: no-store, each where the answer says nothing else: the workbench's page has a
    policy of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = [name for name, _ in message.get("headers", ())]
                headers = message["headers"] = [
                    *message.get("headers", ()), *(one for one in SAFE if one[0] not in told)
                ]  # fmt: skip
                if b"cache-control" not in told:
                    headers.append(_NEVER_KEPT)
                if b"vary" not in told:
                    headers.append(_VARIES)
                if scope["scheme"] == "https":
                    headers.append(_HTTPS_ALONE)
            await send(message)

        await self._app(scope, receive, with_headers)
