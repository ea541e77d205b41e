"""Figures for the site's tests: of WHO and ILO each some that are checked and some that are approved;
of WHO also some that are published, in two versions, and some that are withdrawn."""

from shutil import copytree
from typing import Any
from uuid import uuid4

from quintet.core.models import Organization, Person
from quintet.cube import actions, queries
from quintet.cube.models import Publication, Repair, Submission
from tests.conftest import AT
from tests.cube.journey import FIGURES, published, submitted

ABOUT_SUBMISSION = (
    "submission", "accept_repairs", "explain", "approve", "give_back", "publish", "cancel",
    "marked", "file", "draft_changes", "draft", "draft_figures", "draft_figures_csv",
)  # fmt: skip
FILES_OF_SUBMISSION = ("findings", "draft_download")  # by their format
ABOUT_PUBLICATION = ("publication", "publication_changes", "publication_file", "withdraw")
OF_SUBMISSIONS = {f"cube:{name}" for name in ABOUT_SUBMISSION + FILES_OF_SUBMISSION}
OF_PUBLICATIONS = {f"cube:{name}" for name in ABOUT_PUBLICATION}
# What everybody may read of what is published.
PUBLIC: dict[str, list[Any]] = {
    "cube:organization": ["WHO"],
    "cube:iati": ["WHO"],
    "cube:place": ["KEN"],
    "cube:goal": ["3"],
    "cube:contributor": ["C01"],
    "cube:code_list": ["entity"],
    "cube:code_list_file": ["entity", "csv"],
    "cube:crosswalk": ["entity-iati"],
    "cube:crosswalk_file": ["entity-iati"],
    "cube:ask_download": ["csv"],
    "cube:template": ["csv"],
}
SECRET_AMOUNT = "73519017"  # of the figures that are not published: its digits
Given = dict[str, dict[str, list[Any]]]


def build(who: Organization, ilo: Organization, people: dict[str, Person]) -> Given:
    """All that `World.given` tells of figures. `people`: data_steward, validator, publisher;
    other_data_steward and other_validator of ILO."""
    ours = people["data_steward"], people["validator"]
    theirs = people["other_data_steward"], people["other_validator"]
    first = submitted(ours[0], who, note="A note on figures.")
    row = published(first, ours[1], people["publisher"])
    _earlier_and_withdrawn(row, people["publisher"])
    given: Given = {"": PUBLIC, "public": _about(row)}
    given["archived"] = _about(Publication.objects.get(withdrawn_on__isnull=False))
    checked = _restating(ours[0], who)
    Repair.objects.create(
        submission=checked, proposal="0" * 16, rule="codes.location", column="location", was="Kenia",
        becomes="KEN", rows=1, by=ours[0], at=AT,
    )  # fmt: skip
    for name, organization, (steward, approver) in (("who", who, ours), ("ilo", ilo, theirs)):
        given[name] = _of(checked if name == "who" else _like(checked, organization, steward))
        approved = _like(checked, organization, steward, year=2019)
        actions.approve(submission=approved, by=approver, at=AT)
        given[f"{name} (approved)"] = _of(approved)
    return given


def _about(row: Publication) -> dict[str, list[Any]]:
    return {f"cube:{name}": [row.pk] for name in ABOUT_PUBLICATION}


def _of(submission: Submission) -> dict[str, list[Any]]:
    files = {f"cube:{name}": [submission.uuid, "csv"] for name in FILES_OF_SUBMISSION}
    return {f"cube:{name}": [submission.uuid] for name in ABOUT_SUBMISSION} | files


def _restating(steward: Person, organization: Organization) -> Submission:
    """Figures that differ from those that are published, with the words that this takes."""
    text = FIGURES.replace("49.50", f"{SECRET_AMOUNT}.00")
    return submitted(steward, organization, text, note="Another note.", reason="Counted anew.")


def _like(
    checked: Submission, organization: Organization, steward: Person, year: int = 2020
) -> Submission:
    """The same figures as another submission, of which the check has found the same."""
    folder, made = queries.work_folder(checked), Submission.objects.get(pk=checked.pk)
    made.pk, made.uuid, made.year = None, uuid4(), year
    made.organization, made.entity, made.submitted_by = organization, organization.code, steward
    made.save(force_insert=True)
    copytree(folder, queries.work_folder(made))
    return made


def _earlier_and_withdrawn(row: Publication, publisher: Person) -> None:
    """The version before a publication, and one of another year that is withdrawn: of the same file."""
    Publication.objects.filter(pk=row.pk).update(version=2)
    for series, version in ((row.series, 1), ("WHO/2018/expense", 1)):
        made = Publication.objects.get(pk=row.pk)
        made.pk, made.submission, made.series, made.version = None, None, series, version
        made.save(force_insert=True)
    actions.withdraw(publication=made, reason="Counted twice.", by=publisher, at=AT)
