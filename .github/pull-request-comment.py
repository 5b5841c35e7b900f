"""Write a report as a comment on a pull request, or write it anew where there is one with the same marker.

The marker is the first line of the report. It reads GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN and
GITHUB_EVENT_PATH. Standard library alone: it runs before anything else is there.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MOST_CHARACTERS = 65_536
"""As long as GitHub lets a comment be."""
PER_PAGE = 100


def main(report: Path) -> int:
    """Write the comment; 1 where GitHub does not let us."""
    text = report.read_text(encoding="utf-8", errors="replace")[:MOST_CHARACTERS]
    marker = text.partition("\n")[0]
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    repository = f"/repos/{os.environ['GITHUB_REPOSITORY']}"
    comments = f"{repository}/issues/{int(event['pull_request']['number'])}/comments"
    try:
        before = next((one for one in _listed(comments) if _is_ours(one, marker)), None)
        if before is None:
            _ask("POST", comments, {"body": text})
        elif before["body"] != text:
            _ask("PATCH", f"{repository}/issues/comments/{int(before['id'])}", {"body": text})
    except urllib.error.HTTPError as error:
        sys.stderr.write(f"GitHub answers {error.code} {error.reason} to the comment\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"GitHub cannot be asked: {error}\n")
        return 1
    return 0


def _is_ours(comment: dict[str, Any], marker: str) -> bool:
    """Whether an action wrote it, or whoever the token is of: what others write under the same marker is theirs."""
    if not str(comment["body"]).startswith(marker) or not comment["user"]:
        return False
    return comment["user"]["type"] == "Bot" or comment["user"]["login"] == _own_login()


def _own_login() -> str | None:
    """Whose token it is; None for the token of a run, which is nobody's."""
    try:
        return str(_ask("GET", "/user")["login"])
    except urllib.error.HTTPError:
        return None


def _listed(comments: str) -> Iterator[dict[str, Any]]:
    page = 1
    while True:
        found = _ask("GET", f"{comments}?per_page={PER_PAGE}&page={page}")
        yield from found
        if len(found) < PER_PAGE:
            return
        page += 1


def _ask(method: str, path: str, body: dict[str, str] | None = None) -> Any:
    request = urllib.request.Request(
        os.environ.get("GITHUB_API_URL", "https://api.github.com") + path,
        method=method,
        data=json.dumps(body).encode() if body is not None else None,
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
            "Content-Type": "application/json",
            "User-Agent": "chipgate",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
