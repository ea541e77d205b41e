"""What the system is made of, and which role does what. Plain Python.

A role is held by a person, in one organization or one body, from a day until a day.
"""

from datetime import date
from enum import StrEnum

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")  # the order of the United Nations' own sites


class NotAllowed(Exception):
    """The rules forbid this, whoever asks. The message is a sentence for the person who asked."""


class OrganizationKind(StrEnum):
    PRINCIPAL_ORGAN_ENTITY = "principal_organ_entity"
    SECRETARIAT_DEPARTMENT = "secretariat_department"
    REGIONAL_COMMISSION = "regional_commission"
    FUND_OR_PROGRAMME = "fund_or_programme"
    SPECIALIZED_AGENCY = "specialized_agency"
    RELATED_ORGANIZATION = "related_organization"
    INTER_AGENCY_SECRETARIAT = "inter_agency_secretariat"
    OTHER = "other"


class BodyKind(StrEnum):
    COMMITTEE = "committee"
    NETWORK = "network"
    TASK_FORCE = "task_force"
    FORUM = "forum"
    WORKING_GROUP = "working_group"
    BOARD = "board"


class RoleCode(StrEnum):
    STEWARD = "steward"
    SECRETARY = "secretary"
    EVALUATION_OFFICER = "evaluation_officer"
    FOCAL_POINT = "focal_point"
    VALIDATING_OFFICER = "validating_officer"
    PRINCIPAL = "principal"
    VERIFIER = "verifier"
    DATA_STEWARD = "data_steward"
    MEMBER = "member"


# Reads reports in, assigns and publishes, for a body or for an organization's evaluations.
SECRETARIAT = frozenset({RoleCode.SECRETARY, RoleCode.EVALUATION_OFFICER})
# Acts for an addressee: who holds one of these there is its owner, and never its verifier.
OWNERS = frozenset({RoleCode.FOCAL_POINT, RoleCode.VALIDATING_OFFICER, RoleCode.PRINCIPAL})


def in_force(*, starts_on: date, ends_on: date | None, today: date) -> bool:
    """Whether a role or a time-bound body exists on `today`; its last day counts."""
    return starts_on <= today and (ends_on is None or today <= ends_on)


def file_path(sha256: str) -> str:
    """Where a file of this SHA-256 lies in the files' storage."""
    return f"{sha256[:2]}/{sha256}"
