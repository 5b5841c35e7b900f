"""`chipgate log`: everything about the decision log, by command name."""

from __future__ import annotations

import typer

from . import log_keeping, log_keys, log_replay, log_show, log_verify

log_app = typer.Typer(
    help="Look into the decision log, check it, answer again, keep and erase it.", no_args_is_help=True
)

log_app.command("list")(log_show.list_)
log_app.command("show")(log_show.show)
log_app.command("status")(log_show.status)
log_app.command("verify")(log_verify.verify)
log_app.command("evidence")(log_verify.evidence)
log_app.command("replay")(log_replay.replay)
log_app.command("affected")(log_replay.affected)
log_app.command("export")(log_keeping.export)
log_app.command("hold")(log_keeping.hold)
log_app.command("release")(log_keeping.release)
log_app.command("holds")(log_keeping.holds)
log_app.command("erase")(log_keeping.erase)
log_app.command("backup")(log_keeping.backup)
log_app.command("restore")(log_keeping.restore)
log_app.command("upgrade")(log_show.upgrade)
log_app.command("rotate-key")(log_keys.rotate_key)
log_app.command("public-key")(log_keys.public_key)
