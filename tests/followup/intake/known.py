"""A handful of known parties for tests, made by hand, and the way in which tests read a text."""

from quintet.followup.intake.candidate import Candidate, Known, Party, Reading
from quintet.followup.intake.read import find
from quintet.followup.intake.readers.plain import read_text

HLCM = Party(
    "body",
    "HLCM",
    "High-level Committee on Management",
    ("HLCM", "Comité de haut niveau sur la gestion"),
    members=True,
)
HARASSMENT = Party(
    "body",
    "TF-ASH",
    "CEB Task Force on Addressing Sexual Harassment within the Organizations of the UN System",
    ("CEB Task Force on Addressing Sexual Harassment within UN System Organizations",),
)
WORKFORCE = Party(
    "body",
    "TF-FUTURE",
    "CEB Task Force on the Future of the United Nations System Workforce",
    (
        "Task Force on the Future of the UN Workforce",
        "HLCM Task Force on the Future of the UN Workforce",
    ),
)
OHS = Party(
    "body",
    "OHS-FORUM",
    "Occupational Health and Safety Forum",
    ("OHS Forum", "HLCM Forum on Occupational Safety and Health"),
)
RISK = Party("body", "RMF", "Risk Management Forum", ("HLCM Risk Management Forum",))
IASMN = Party("body", "IASMN", "Inter-Agency Security Management Network", ("IASMN",))
MEDICAL = Party("body", "UNMD", "UN Medical Directors Working Group", ("UNMD",))
COUNSELLORS = Party("body", "UNSSCG", "UN Staff and Stress Counsellors Group", ("UNSSCG",))
DTN = Party("body", "DTN", "Digital and Technology Network", ("DTN",))
UNDP = Party("organization", "UNDP", "United Nations Development Programme", ("UNDP", "PNUD"))
UNICEF = Party("organization", "UNICEF", "United Nations Children's Fund", ("UNICEF",))
WHO = Party("organization", "WHO", "World Health Organization", ("WHO",))
SG = Party(
    "post",
    "SG",
    "Secretary-General of the United Nations",
    ("Secretary-General", "Secrétaire général", "Secretario General"),
)
CHAIR = Party("post", "OHS-CHAIR", "Chair of the Occupational Health and Safety Forum")

KNOWN = Known(
    (
        HLCM, HARASSMENT, WORKFORCE, OHS, RISK, IASMN, MEDICAL, COUNSELLORS, DTN, UNDP, UNICEF,
        WHO, SG, CHAIR,
    )
)  # fmt: skip


def reading_of(text: str, known: Known = KNOWN) -> Reading:
    return find(read_text(text), known)


def items_of(text: str, known: Known = KNOWN) -> tuple[Candidate, ...]:
    return reading_of(text, known).items


def names(addressees: tuple) -> list[str]:
    return [str(addressee) for addressee in addressees]
