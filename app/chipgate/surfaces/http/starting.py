"""A start that fails says why in words, not by a traceback; `serve` finds the error to choose its exit code by.

In the words of ASGI: the message of `lifespan.startup.failed` is what the server prints.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chipgate.errors import ChipgateError, EngineError

FAILED = "lifespan.startup.failed"


async def lifespan_said(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Run the lifespan of the service. What keeps it from starting is left in `app.state.start_failed`."""
    held: list[Message] = []

    async def without_failure(message: Message) -> None:
        if message["type"] == FAILED:
            held.append(message)
        else:
            await send(message)

    try:
        await app(scope, receive, without_failure)
    except ChipgateError as error:
        if not held:
            raise
        scope["app"].state.start_failed = error
        if not isinstance(error, EngineError):
            held[0]["message"] = error.message
    except Exception:
        if not held:
            raise
    if held:
        await send(held[0])
