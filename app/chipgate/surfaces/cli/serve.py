"""`chipgate serve`: the HTTP service on this machine."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from chipgate.surfaces.rules_at_hand import FOLDERS, rules_at_hand

from .options import Register, Rules
from .question import register_in


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")] = 8000,
    rules: Rules = None,
    register: Register = None,
) -> None:
    """Answer over HTTP: the decisions of `check`, byte for byte.

    Example: chipgate serve --port 8080
    """
    import uvicorn

    rules_at_hand(rules)  # Rules that do not load are said here, as by every command, and not by a traceback.
    if rules:  # The app reads its settings from the environment alone.
        os.environ[FOLDERS] = os.pathsep.join(str(folder.resolve()) for folder in rules)
    if register_in(register) is not None and register is not None:
        os.environ["CHIPGATE_REGISTER"] = str(register.resolve())
    uvicorn.run("chipgate.main:app", host=host, port=port)
