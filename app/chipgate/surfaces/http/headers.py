"""Headers that every answer carries, so that no browser takes it for anything but data."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_POLICY = b"content-security-policy"
SAFE_BUT_POLICY = tuple(one for one in SAFE if one[0] != _POLICY)
_NEVER_KEPT = (b"cache-control", b"no-store")
_VARIES = (b"vary", b"Accept-Encoding")
_HTTPS_ALONE = (b"strict-transport-security", b"max-age=31536000")


class SafeHeaders:
    """Adds `SAFE`, save the policy where the answer has one of its own, as the workbench's page; and Cache-Control:
    no-store where it says nothing else of keeping it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"] = list(message.get("headers", ()))
                told = [name for name, _ in headers]
                headers += SAFE if _POLICY not in told else SAFE_BUT_POLICY
                if b"cache-control" not in told:
                    headers.append(_NEVER_KEPT)
                if b"vary" not in told:
                    headers.append(_VARIES)
                if scope["scheme"] == "https":
                    headers.append(_HTTPS_ALONE)
            await send(message)

        await self._app(scope, receive, with_headers)
