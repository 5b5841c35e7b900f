"""`python -m chipgate`: the same as the command `chipgate`."""

from __future__ import annotations

from chipgate.surfaces.cli import main

if __name__ == "__main__":
    main()
