"""What the API's own description allows and forbids, generated and asked: no fault, no reply that is not described.

The same examples every time and few of each; more with YUWEN_EXAMPLES=500.
"""

import os
from contextlib import suppress

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot import Bot
from bot.web.app import create_app
from bot.web.settings import WebSettings
from index.search import Index

SETTINGS = WebSettings(max_question=60)
EXAMPLES = int(os.environ.get("YUWEN_EXAMPLES", "15"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


FUZZED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_every_operation_keeps_to_its_description(built: Index) -> None:
    described = schemathesis.openapi.from_asgi("/api/openapi.json", create_app(Bot(built), SETTINGS))
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) >= 6
    asked: list[None] = []
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            with suppress(Unsatisfiable):  # where nothing can be given there is nothing wrong to give
                asked.append(ask(operation, mode))
    assert len(asked) >= 9


def ask(operation: APIOperation, mode: GenerationMode) -> None:
    @FUZZED
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    asked()
