"""The baseline of `load.py`: a bare FastAPI endpoint that parses and returns models of the same size, and does nothing.

    uvicorn bench.bare_service:app
"""

from __future__ import annotations

from fastapi import FastAPI

from bench.question import bounds, question
from bench.synthetic import frames
from chipgate import Decision, Shipment, decide, load_rulebook
from chipgate.batch.items import item_of

app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
_row = next(row for frame in frames(1, bounds()) for row in frame.iter_rows(named=True))
_DECISION = decide(load_rulebook(), question().model_copy(update={"item": item_of(_row)}))


@app.post("/v1/decisions")
async def decisions(shipment: Shipment) -> Decision:
    """The same decision for every question."""
    return _DECISION
