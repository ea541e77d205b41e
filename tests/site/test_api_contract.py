"""The API keeps its own description, whatever is sent: by a visitor, a secretary, a focal point."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import cycle, product

import pytest
import schemathesis
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.utils import timezone
from ninja import Schema
from schemathesis.checks import not_a_server_error
from schemathesis.config import GenerationConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from quintet.core.public import issue_token
from quintet.followup import actions
from quintet.followup.models import Anchor, Candidate, Paragraph
from quintet.followup.queries import FOUND
from quintet.followup.rules import Answer, Progress
from quintet.site.api import api
from tests.cube.journey import FIGURES, published, submitted
from tests.followup.cycles import cycle_routes
from tests.followup.issued import issued_routes
from tests.followup.returned import given_routes

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
schema = schemathesis.openapi.from_dict(
    json.loads(json.dumps(api.get_openapi_schema(), default=str))
)
schema.app = get_wsgi_application()
OPERATIONS = [found.ok() for found in schema.get_all_operations()]
UNPACKED = {
    "Accept-Encoding": "identity"
}  # the client below WSGI does not unpack what it asked for
MOST = 40  # cases of one operation, evenly chosen


def cases_of(operation):
    """Values at, within and beyond every bound of the description; what is missing, what is strange."""
    cases = list(
        schema.iter_coverage_cases(
            operation,
            generation_modes=list(schemathesis.GenerationMode),
            generation_config=GenerationConfig(deterministic=True),
        )
    )
    return cases[:: 1 + len(cases) // MOST]


@pytest.fixture
def register(request, document, session, addressee, other_addressee, focal, secretary):
    """Something of everything, so that real names can be asked for; by the name of the parameter."""
    default_storage.save(document.file.path, ContentFile(document.text.encode()))
    Paragraph.objects.create(
        document=document, position=0, kind="paragraph", number="18", start=4, end=44
    )
    document.unread = [{"paragraph": "19", "why": "No act", "start": 49, "end": 69, "left": False}]
    document.save(update_fields=["unread"])
    acts = [{"verb": "Requested", "text": "one"}, {"verb": "Noted", "text": "two"}]
    candidates = [
        Candidate.objects.create(
            document=document, position=n, start=4, end=44, found=FOUND | {"number": str(n)} | more
        )
        for n, more in enumerate([{"acts": acts}, {}])
    ]
    told = {"by": focal, "at": timezone.now()}
    said = actions.submit_response(
        addressee=addressee, answer=Answer.ACCEPTED, reason="We will.", **told
    )
    proof = actions.Proof(name="minutes.txt", data=b"minutes")
    entry = actions.submit_progress(
        addressee=addressee,
        as_at=document.dated_on,
        text="Done.",
        status=Progress.IMPLEMENTED,
        evidence=[proof],
        **told,
    )
    issue_token(person=focal, name="another", at=timezone.now())
    anchor = Anchor.objects.create(item=addressee.item, document=document, state="changed")
    forms = given_routes(document.body, addressee.organization, focal=focal, secretary=secretary)
    asked = cycle_routes(addressee, addressee, secretary=secretary, focal=focal)
    issued = issued_routes(document.body, secretary)
    milestone = actions.add_milestone(addressee=addressee, text="A step", due_on=None, **told)
    return _figures(request) | {
        "/documents": {"slug": document.slug, "position": 0, "number": 42},
        "/items": {"slug": addressee.item.slug},
        "/candidates": {"id": candidates[0].pk},
        "/addressees": {"id": str(addressee.uuid)},
        "/responses": {"id": said.pk},
        "/returns": {"id": forms["returned"][0]},
        "/returned-rows": {"id": forms["decide_row"][0]},
        "/progress": {"id": entry.pk},
        "/cycles": {"slug": issued["issued"][0], "version": 1, "position": 1},
        "/question-answers": {"id": asked["review_question_answer"][0]},
        "/delegations": {"id": asked["end_delegation"][0]},
        "/milestones": {"id": milestone.pk},
        "/evidence": {"id": entry.evidence.get().pk},
        "/anchors": {"id": anchor.pk},
        "/organizations": {"code": "WHO", "index": 0},
        "/bodies": {"code": "HLCM", "number": 41},
        "/people": {"id": str(focal.uuid)},
        "/roles": {"id": focal.roles.get().pk},
        "/tokens": {"id": focal.tokens.first().pk},
    }


def _figures(request):
    """The same of figures, where the cube is asked."""
    named = getattr(request.node, "callspec", None)
    if named and not named.params["name"].startswith("cube"):
        return {}
    who, steward, validator, publisher = map(
        request.getfixturevalue, ("who", "data_steward", "validator", "publisher")
    )
    row = published(submitted(steward, who), validator, publisher)
    restating = submitted(steward, who, FIGURES.replace("49.50", "x"))
    return {
        "/cube/submissions": {"uuid": str(restating.uuid)},
        "/cube/publications": {"id": row.pk},
        "/cube/items": {"slug": "ceb-2021-3-18"},
        "/cube/codes": {"name": "entity", "form": "csv"},
        "/cube/crosswalks": {"name": "entity-iati"},
    }


@pytest.fixture
def one_connection():
    """A request through WSGI ends with its connection; here that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def turns(name, register, secretary, focal, data_steward, publisher, one_connection):
    """Who asks, and for what: three callers in turn, with names as generated and with real ones."""
    asking = (data_steward, publisher) if name.startswith("cube") else (secretary, focal)
    secrets = [
        issue_token(person=person, name="contract", at=timezone.now())[1] for person in asking
    ]
    callers = [{}, *({"Authorization": f"Bearer {secret}"} for secret in secrets)]
    return cycle(product(({}, register), callers))


def resource(operation) -> str:
    first, *more = operation.path.removeprefix("/api/v1/").split("/")
    return f"{first}/{more[0]}" if first == "cube" else first


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({resource(operation) for operation in OPERATIONS}))
def test_every_answer_is_as_described(name, turns):
    """Of one resource at a time; each operation finds the register as it was made."""
    for operation in OPERATIONS:
        if resource(operation) == name:
            with transaction.atomic():
                ask(operation, turns)
                transaction.set_rollback(True)


def ask(operation, turns) -> None:
    for case, (register, headers) in zip(cases_of(operation), turns, strict=False):
        known = next((told for path, told in register.items() if f"v1{path}/" in case.path), {})
        if case.path_parameters:
            case.path_parameters = {**case.path_parameters, **known}
        case.call_and_validate(checks=CHECKS, headers={**UNPACKED, **headers})


PUBLIC = {
    "get_addressee", "get_body", "get_body_calendar", "get_changes", "get_issued_changes", "get_organization_calendar", "get_checkpoint", "get_document", "get_document_file",
    "get_brief", "get_document_text", "get_evidence_file", "get_insight", "get_item",
    "get_organization", "get_report", "get_scores",
    "get_issued", "get_issued_report", "get_matrix_file", "get_summary", "list_bodies",
    "list_corrections", "list_issued", "list_matrix", "list_matrix_parties", "list_documents", "list_entries", "list_goals", "list_history",
    "list_items", "list_organizations", "list_paragraphs", "list_posts",
    "list_reviews", "list_versions", "list_wordings",
    "download_code_list", "get_answer", "get_changes_csv", "get_item_spent", "get_publication",
    "get_published_file", "get_semantic", "list_changes", "list_code_lists", "list_codes",
    "list_crossings", "list_crosswalks", "list_figures", "list_publications",
}  # fmt: skip


@pytest.mark.django_db
def test_without_a_token_one_only_reads_what_is_public(client, register):
    for operation in OPERATIONS:
        told = operation.definition.raw
        path, method = operation.full_path, operation.method
        for prefix, known in register.items():
            if path.startswith(f"/api/v1{prefix}/"):
                path = path.format(**known)
        answer = client.generic(method.upper(), path, b"{}", content_type="application/json")
        public = told["operationId"] in PUBLIC
        assert public == ({} in told["security"]), operation.label
        assert answer.status_code in ((200, 404) if public else (401,)), operation.label


def test_every_operation_tells_what_it_is_for_and_how_it_refuses():
    for operation in OPERATIONS:
        told = operation.definition.raw
        assert told["description"].endswith((".", "any key.")), operation.label
        refusals = {"400", "401", "403", "404", "409", "422", "503"}
        assert refusals <= told["responses"].keys()
        for status in refusals:
            assert list(told["responses"][status]["content"]) == ["application/problem+json"]


def schemas(of: type = Schema) -> Iterator[type]:
    for one in of.__subclasses__():
        yield one
        yield from schemas(one)


def test_no_two_schemas_share_a_name():
    """The description holds them by name: one would stand for the other."""
    names = Counter(one.__name__ for one in set(schemas()) if one.__module__.startswith("quintet."))
    assert [name for name, number in names.items() if number > 1] == []
