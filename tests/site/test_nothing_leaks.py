"""Nothing that is somebody's own business stands in what others get.

Every text that the models hold is marked, field by field, without anybody naming the field. Who adds
a text field to a model has it looked for in every answer, unless it is said here why it is public.
"""

import io
import json
import logging
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from quintet.cube.rules import HANDED_OVER
from tests.site.figures import SECRET_AMOUNT
from tests.site.test_languages import DOWNLOADS, NO_PAGES
from tests.site.test_permission_table import whole_table
from tests.site.test_permissions_api import OPERATIONS, asked
from tests.site.test_security import guarded, plain, private
from tests.site.world import World, tokens

MARK = re.compile(r"zq\d+q")
# For everybody, or at least for everybody who is signed in; and why.
PUBLIC_MODELS = {
    "organization": "the directory",
    "body": "the directory",
    "post": "the directory",
    "session": "when and where bodies meet",
    "journalhead": "hashes, for witnesses",
    "journalentry": "hashes, for witnesses; its words are its payload",
    "keptanswer": "kept for its own caller alone, and written by no page",
    "file": "digests; who may have the bytes is in the tables",
    "tag": "codes of public lists",
    "paragraph": "numbers and places in a document's text",
    "reportingcycle": "what is asked, for everybody who is signed in",
    "question": "what is asked, for everybody who is signed in",
    "snapshot": "a report as issued, and why it was issued again",
    "snapshotfile": "language and format",
    "publication": "figures as published, with their notes",
    "signoff": "who signed, and with which words, for everybody who is signed in",
}
# Of what is published and, where somebody approves it, approved.
PUBLIC_FIELDS = {
    "document": ("title", "symbol", "text", "name"),
    "item": ("number", "paragraph", "title", "text", "addressee_text", "status_text", "symbols"),
    "clause": ("verb", "text"),
    "addressee": ("responsible",),
    "response": ("reason", "plan", "responsible"),
    "progressentry": ("text",),
    "evidence": ("name", "url"),
    "deadline": ("text", "reason"),
    "milestone": ("text", "responsible"),
    "verification": ("reason",),
    "itemreview": ("reason",),
    "wording": ("number", "paragraph", "title", "text"),
    "questionanswer": ("text",),
}
# Codes and keys that programs read: marked, nothing would work any more.
CODES = {
    "language", "reading", "media_type", "password", "username", "sha256", "digest", "part", "kind",
    "code", "key", "path", "refused", "sessions_told", "entity", "proposal", "rule", "column",
}  # fmt: skip
OWN_WORDS = {
    "response", "progressentry", "evidence", "questionanswer", "delegation", "returnedrow",
}  # fmt: skip


def text_fields(model: type[models.Model]) -> Iterator[models.Field]:
    for field in model._meta.concrete_fields:
        words = isinstance(field, models.CharField | models.TextField | models.JSONField)
        named = field.choices or field.unique or field.primary_key
        code = isinstance(field, models.SlugField) or field.name in CODES
        if words and not named and not code:
            yield field


def marked(value: Any, mark: str, field: models.Field | None = None) -> Any:
    """A value with a mark in every text of it that is not a code."""
    if isinstance(value, dict):
        return {name: marked(one, mark) for name, one in value.items()}
    if isinstance(value, list):
        return [marked(one, mark) for one in value] or ([mark] if field else value)
    if not isinstance(value, str) or (field is None and " " not in value):
        return value
    if isinstance(field, models.URLField):
        return f"https://{mark}.example.org/" if value else value
    if isinstance(field, models.EmailField):
        return f"{mark}@example.org"
    kept = value[: (getattr(field, "max_length", None) or 10_000) - len(mark) - 1]
    return f"{kept} {mark}"


def item_of(row: Any) -> Any:
    """The item, or else the document, that a row is about; None where it is about neither."""
    if row._meta.model_name in ("item", "document"):
        return row
    for name in ("item", "addressee", "entry", "document"):
        if getattr(row, f"{name}_id", None):
            return item_of(getattr(row, name))
    return None


def is_published(about: Any) -> bool:
    """A document is, as soon as one of its items is."""
    items = getattr(about, "items", None)
    return bool(about.published_on) or bool(items and items.exclude(published_on=None).exists())


def is_approved(row: Any) -> bool:
    """Whether it counts as said; what nobody has to approve does."""
    said = row.entry if row._meta.model_name == "evidence" else row
    return not hasattr(said, "record") or said.known_on is not None


def is_public(row: Any, field: str) -> bool:
    model = row._meta.model_name
    about = item_of(row)
    return (
        field in PUBLIC_FIELDS.get(model, ())
        and (about is None or is_published(about))
        and is_approved(row)
    )


def seed(world: World) -> dict[str, Any]:
    """Mark every text: the row and field behind each mark that is not public, but ILO's own."""
    found = {}
    number = 0
    for label in ("core", "followup", "cube"):
        for model in apps.get_app_config(label).get_models():
            if model._meta.model_name in PUBLIC_MODELS:
                continue
            for row in model._default_manager.order_by("pk"):
                changed = {}
                for field in text_fields(model):
                    number += 1
                    mark = f"zq{number}q"
                    value = getattr(row, field.attname)
                    changed[field.attname] = marked(value, mark, field)
                    if not is_public(row, field.name):
                        found[mark] = (row, field.name)
                if changed:
                    model._default_manager.filter(pk=row.pk).update(**changed)
    return found


def submission_of(row: Any) -> Any:
    """The figures on their way that a row is of, None where it is of none."""
    return row if row._meta.model_name == "submission" else getattr(row, "submission", None)


def is_of_ilo(row: Any) -> bool:
    """Whether it is ILO's own: then nobody of these readers but ILO's is an outsider."""
    if figures := submission_of(row):
        return figures.organization.code == "ILO"
    held = next(
        (getattr(row, name) for name in ("returned", "form", "entry") if hasattr(row, name)), row
    )
    held = getattr(held, "addressee", held)
    about = item_of(held)
    document = getattr(about, "document", about)
    code = getattr(getattr(held, "owner", None), "code", "")
    return code == "ILO" or getattr(document, "slug", "").startswith("ilo")


def may_see(role: str, row: Any, field: str, world: World) -> bool:
    """Whether a mark that is not public is this reader's business, by the law of permissions."""
    model, person = row._meta.model_name, world.people[role]
    if model == "journalpayload":
        return True  # its words are those of other rows, which are marked as well
    if person is not None and (row == person or getattr(row, "person_id", 0) == person.pk):
        return True
    if model == "person":
        return (field == "name" and role not in ("visitor", "former")) or role == "steward"
    if figures := submission_of(row):  # who submits, who approves; once approved, who publishes
        ours = role == "data_steward" and not is_of_ilo(row)
        return ours or (role == "publisher" and figures.state in HANDED_OVER)
    if is_of_ilo(row):
        return role == "other_focal"
    if role == "secretary":
        approved = is_approved(row) and field in PUBLIC_FIELDS.get(model, ())
        return approved or model not in OWN_WORDS | {"notice", "token", "reminder"}
    return False


def words_of(answer: Any) -> str:
    """All text of an answer: of a page, of data, of the parts of a Word or Excel file."""
    content = answer.getvalue() if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b" ".join(packed.read(name) for name in packed.namelist())
    return content.decode(errors="replace") + json.dumps(dict(answer.items()))


QUERIES = (
    "/en/register/?q=zq", "/en/register/export.xlsx", "/en/register/export.json",
    "/en/register/?document=ceb-2021-9", "/en/register/?as_at=2021-10-11",
    "/en/register/?review=retired", "/en/reports/status.docx", "/en/reports/status.csv",
    "/en/changes/?since=2020-01-01&until=2030-01-01", "/en/changes.docx?since=2020-01-01",
    "/en/documents/new/?revises=ceb-2021-9", "/en/register/matrix.xlsx",
    "/en/cube/ask/?measure=expense&rows=entity,year", "/en/cube/submissions/?state=checked",
    "/api/v1/cube/answers?measure=expense&rows=entity,location&columns=year",
    "/api/v1/cube/submissions?organization=WHO", "/api/v1/cube/figures?measure=expense",
    "/en/calendar/body/hlcm.ics", "/api/v1/items?q=zq", "/api/v1/items?as_at=2021-10-11",
    "/api/v1/report?format=json", "/api/v1/organizations/WHO/journal/entries",
    "/api/v1/organizations/CEB/journal/entries",
)  # fmt: skip


def safe(answer: Any, route: str) -> None:
    """What else every answer has to keep; seen here, as no other walk is as long."""
    guarded(answer)
    if answer["Content-Type"].startswith("text/html") and not answer.streaming:
        assert plain(answer.content.decode() or "<p>") == [], route
    if answer.status_code == 200 and route not in {"", *DOWNLOADS, *NO_PAGES}:
        assert private(answer), route


def answers(role: str, world: World, key: str, within: str = "") -> Iterator[tuple[str, Any]]:
    """Every answer to a GET: of pages and the API, of each thing in each state; `within`: of a part
    of the addresses. Pages and files are guarded, without script or style, kept by no shared cache."""
    client = Client()
    if person := world.people[role]:
        client.force_login(person)
    rows = [
        row for row in whole_table() if row["method"] == "GET" and row["route"] != "account_logout"
    ]
    routes = {world.address(row["route"], row["object"], role=role): row["route"] for row in rows}
    for address in [*routes, *QUERIES]:
        if within in address:
            answer = client.get(address)
            safe(answer, routes.get(address, ""))
            yield address, answer
    headers = {"authorization": f"Bearer {key}"} if key else {}
    program = Client(headers=headers)
    for operation in OPERATIONS:
        read = operation.method == "GET" and within in operation.path
        for state in operation.states if read else ():
            yield f"{operation.name} {state}", asked(program, world, operation, state, role)


READERS = ("visitor", "former", "other_focal", "secretary", "steward", "publisher")
APART = re.compile(r"[\s.,٬٫’\u00a0\u202f]")  # what stands between the digits of an amount


@pytest.fixture
def quiet():
    logging.disable()  # of hundreds of refusals, each with its traceback
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.django_db
@pytest.mark.usefixtures("quiet")
def test_every_answer_is_guarded_and_nobody_gets_what_is_the_business_of_others(world):
    """One test with its proof: to make the register takes longer than to look for the marks."""
    keys = tokens(world.people.values())
    secrets = seed(world)
    leaks = []
    for role in READERS:
        person = world.people[role]
        for address, answer in answers(role, world, keys[person.pk] if person else ""):
            words = words_of(answer)
            for mark in set(MARK.findall(words)) & secrets.keys():
                row, field = secrets[mark]
                if not may_see(role, row, field, world):
                    leaks.append(f"{role} {address}: {row._meta.model_name}.{field} of {row.pk}")
            if SECRET_AMOUNT in APART.sub("", words) and role != "publisher":
                leaks.append(f"{role} {address}: figures that are not published")
    assert sorted(set(leaks)) == []
    the_marks_are_seen_by_those_whose_business_they_are(world, keys, secrets)


def the_marks_are_seen_by_those_whose_business_they_are(
    world: World, keys: dict[int, str], secrets: dict[str, Any]
) -> None:
    """Else the test above could not fail."""
    missing = {
        "response.reason", "progressentry.text", "evidence.name", "questionanswer.text",
        "delegation.note", "item.text", "document.text", "person.name", "notice.text",
        "token.name", "returnedrow.told", "return.name", "submission.name", "submission.note",
        "submission.reason", "repair.was",
    }  # fmt: skip
    amounts = 0
    for role, within in (("data_steward", "/cube/"), ("focal", "")):
        for _address, answer in answers(role, world, keys[world.people[role].pk], within):
            words = words_of(answer)
            amounts += SECRET_AMOUNT in APART.sub("", words)
            for mark in set(MARK.findall(words)) & secrets.keys():
                row, field = secrets[mark]
                missing.discard(f"{row._meta.model_name}.{field}")
            if not missing:  # what is seen once can be seen
                break
    assert amounts > 3
    assert missing == set()
