"""`chipgate log rotate-key` and `chipgate log public-key`: the keys that sign the decision log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chipgate.surfaces.clock import stamp

from .log_options import settings_with
from .output import output
from .terminal import note


def rotate_key(
    new: Annotated[Path, typer.Argument(metavar="NEW.pem", help="Where the new key goes.")],
    old: Annotated[Path | None, typer.Option(
        "--old", metavar="OLD.pem", help="The key in use. Unstated, that of the service (CHIPGATE_SIGNING_KEY).",
        show_default=False)] = None,
) -> None:  # fmt: skip
    """Make a new signing key, vouched for by the one in use.

    Start the service with it (CHIPGATE_SIGNING_KEY=NEW.pem), and destroy the old private key once no worker uses it any
    more. Whoever trusts the old public key trusts the new one too, and the other way round.

    Example: chipgate log rotate-key /etc/chipgate/signing-key-2027.pem
    """
    from chipgate.store.key_chain import endorsement_path, rotate

    elder = old or settings_with(None).signing_key
    key = rotate(elder, new, stamp())
    print(f"{new}: key {key.key_id}, endorsed by key {key.endorsed_by}")
    note(f"{endorsement_path(new)} has to stay beside it until the service has started with it.")
    note(f"next: CHIPGATE_SIGNING_KEY={new}, restart, then destroy {elder}.")


def public_key(
    key: Annotated[Path | None, typer.Argument(
        metavar="KEY.pem", help="A signing key. Unstated, that of the service (CHIPGATE_SIGNING_KEY).",
        show_default=False)] = None,
    out: Annotated[Path | None, typer.Option(
        "--output", "-o", metavar="FILE", help="Write to a file.")] = None,
) -> None:  # fmt: skip
    """Write the public key of a signing key, for whoever verifies: PEM.

    Example: chipgate log public-key -o chipgate.pub.pem
    """
    from chipgate.store.signing import Signer

    signer = Signer.from_file(key or settings_with(None).signing_key)
    with output(out) as sink:
        sink.write(signer.public_pem().encode())
    note(f"key {signer.key_id}")
