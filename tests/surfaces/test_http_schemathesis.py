"""Schemathesis on the OpenAPI document, against the service as it runs: no 5xx, and nothing that the document does not
say. The same requests come every time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from chipgate.surfaces.http.documents import OPERATIONS
from tests.service import Server

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
NAMES = {*OPERATIONS, "get_ruleset", "list_provisions", "get_provision", "list_destinations", "list_items",
         "get_calendar", "list_catalogs", "check_catalog", "verify_log", "replay_log", "list_cases",
         "list_revisions", "about", "draft", "draft_timelines", "draft_map", "get_picture"}  # fmt: skip
ROUNDS = {"decide": 20, "decide_many": 4, "order": 5, "timeline": 12, "reload": 3, "audit": 4, "get_calendar": 5,
          "check_catalog": 5, "draft": 10, "draft_timelines": 5, "draft_map": 8, "get_picture": 8}  # fmt: skip
"""Requests to an operation, as the document allows and as many against it; to others 25. Large bodies take long to
think out."""
PLAIN = {"live", "ready", "metrics", "reload", "list_provisions", "list_catalogs", "record", "about"}
"""Operations that take nothing, or any text, so that nothing of them can be wrong."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenApiSchema]:
    with Server(tmp_path_factory.mktemp("state")) as server:
        yield schemathesis.openapi.from_url(f"{server.url}/openapi.json")


def test_the_document_has_these_operations(schema: OpenApiSchema) -> None:
    found = set()
    for one in schema.get_all_operations():
        assert isinstance(one, Ok)
        found.add(one.ok().definition.raw["operationId"])
    assert found == NAMES


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        *((name, GenerationMode.POSITIVE) for name in sorted(NAMES)),
        *((name, GenerationMode.NEGATIVE) for name in sorted(NAMES - PLAIN)),
    ],
)
def test_every_answer_is_one_that_the_document_has(schema: OpenApiSchema, name: str, mode: GenerationMode) -> None:
    operation = schema.find_operation_by_id(name)

    @settings(
        max_examples=ROUNDS.get(name, 25), deadline=None, derandomize=True, database=None,
        phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        case.validate_response(case.call(), checks=CHECKS)

    ask()
