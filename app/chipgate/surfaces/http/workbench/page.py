"""The workbench: one page at `/` with its script, style and map, as they were built from `app/workbench` and come with
the package. They are open to anyone who reaches the service; what the page asks needs a key as everything does."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from ..etags import tagged

router = APIRouter(include_in_schema=False)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""What the page may load and run: its own files and this service, and nothing inline."""
ASSETS = "/assets/"
LICENSES = "/licenses.txt"
_KINDS = {
    "html": "text/html", "js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "json": "application/json",
    "txt": "text/plain",
}  # fmt: skip
_KEPT_FOR_GOOD = "public, max-age=31536000, immutable"


def is_page(path: str) -> bool:
    """Whether a path is of the page's own files, which need no key."""
    return path in ("/", LICENSES) or path.startswith(ASSETS)


@router.get("/")
@router.get(LICENSES)
@router.get(ASSETS + "{name}")
def page(request: Request, name: str = "") -> Response:
    """A file of the page. The names of assets tell their content, so browsers keep them."""
    path = f"assets/{name}" if name else request.url.path.lstrip("/") or "index.html"
    held = _built().get(path)
    if held is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "The page has no such file.")
    headers = {"Content-Security-Policy": POLICY, **({"Cache-Control": _KEPT_FOR_GOOD} if name else {})}
    return tagged(request, held, headers, _KINDS[path.rpartition(".")[2]])


@cache
def _built() -> dict[str, bytes]:
    """Every file of the page by its path."""
    folder = files(__package__).joinpath("built")
    names = ("index.html", LICENSES.lstrip("/"))
    found = {name: folder.joinpath(name).read_bytes() for name in names}
    return found | {f"assets/{one.name}": one.read_bytes() for one in folder.joinpath("assets").iterdir()}
