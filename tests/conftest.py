"""Two organizations in every fixture, so that leaks show; one decision addressed to both."""

import gc
import os
from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

from quintet.core.models import Body, Organization, Person, Role, Session
from quintet.core.rules import RoleCode
from quintet.cube import tasks as cube_tasks
from quintet.cube.queries import stands
from quintet.followup.models import Addressee, Clause, Document, File, Item

gc.disable()  # until all is imported: little of that is ever garbage
# No test is timed: speed is measured in benchmarks/.
settings.register_profile(
    "untimed", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")

AT = datetime(2021, 10, 11, 9, 0, tzinfo=UTC)
TODAY = AT.date()
REACHES = {"db", "django_db", "server"}  # fixtures and marks of tests that reach the database


LONG = ("site", "crash", "fuzz")


def pytest_collection_modifyitems(config, items):
    """The folders of long tests first, so that all workers are busy to the end; on PostgreSQL only
    what reaches it."""
    items.sort(key=lambda item: item.path.parent.name not in LONG)
    if "QUINTET_POSTGRES" in os.environ:
        apart = [item for item in items if not REACHES & {*item.fixturenames, *item.keywords}]
        items[:] = [item for item in items if item not in set(apart)]
        config.hook.pytest_deselected(items=apart)


def pytest_collection_finish():
    """What is imported by now stays: nobody need look through it for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    gc.enable()


def pytest_make_parametrize_id(val, argname):
    """No test is named by a file made for it: a zip tells its time, and workers agree on names."""
    return argname if isinstance(val, bytes) and len(val) > 60 else None


@pytest.fixture(autouse=True)
def _words_in_english():
    """A page asked for in Russian leaves its thread Russian, which the next test must not inherit."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _catalogue_read_anew():
    """A catalogue is kept by numbers that the next test's database may have as well."""
    stands._kept.clear()


@pytest.fixture(autouse=True)
def _checks_tell_nobody_how_far_they_are(monkeypatch):
    """They do from a thread, with a connection that does not see what a test has not committed."""
    monkeypatch.setattr(cube_tasks, "TELL", 3600.0)


def organization(code: str, **more) -> Organization:
    names = {"en": f"{code} in full", "fr": f"{code} en entier", "ar": f"{code} بالعربية"}
    return Organization.objects.create(code=code, names=names, kind="other", **more)


def person(username: str, code: RoleCode, party: Organization | Body) -> Person:
    """Somebody who holds one role since 2020."""
    made = Person.objects.create_user(
        username, f"{username}@example.org", "only-for-tests", name=username.title()
    )
    where = {type(party).__name__.lower(): party}
    Role.objects.create(person=made, code=code, starts_on=date(2020, 1, 1), **where)
    return made


@pytest.fixture
def ceb(db):
    return organization("CEB")


@pytest.fixture
def who(db):
    return organization("WHO")


@pytest.fixture
def ilo(db):
    return organization("ILO")


@pytest.fixture
def hlcm(ceb, who, ilo):
    body = Body.objects.create(
        code="HLCM", names={"en": "Management committee"}, kind="committee", organization=ceb
    )
    body.members.set([who, ilo])
    return body


@pytest.fixture
def session(hlcm):
    return Session.objects.create(
        body=hlcm, number=41, starts_on=date(2021, 3, 25), ends_on=date(2021, 3, 26)
    )


@pytest.fixture
def secretary(hlcm):
    return person("secretary", RoleCode.SECRETARY, hlcm)


@pytest.fixture
def verifier(hlcm):
    return person("verifier", RoleCode.VERIFIER, hlcm)


@pytest.fixture
def focal(who):
    return person("focal", RoleCode.FOCAL_POINT, who)


@pytest.fixture
def validator(who):
    return person("validator", RoleCode.VALIDATING_OFFICER, who)


@pytest.fixture
def other_focal(ilo):
    return person("other_focal", RoleCode.FOCAL_POINT, ilo)


@pytest.fixture
def other_validator(ilo):
    return person("other_validator", RoleCode.VALIDATING_OFFICER, ilo)


@pytest.fixture
def member(ilo):
    return person("member", RoleCode.MEMBER, ilo)


@pytest.fixture
def steward(ceb):
    return person("steward", RoleCode.STEWARD, ceb)


@pytest.fixture
def data_steward(who):
    return person("data_steward", RoleCode.DATA_STEWARD, who)


@pytest.fixture
def publisher(ceb):
    """The data steward of who runs the installation."""
    return person("publisher", RoleCode.DATA_STEWARD, ceb)


@pytest.fixture
def document(hlcm, session, secretary):
    text = "18. Requested members to review their risks.\n19. Welcomed the report."
    return Document.objects.create(
        slug="ceb-2021-3",
        file=File.objects.create(sha256="0" * 64, size=len(text), media_type="text/plain"),
        name="report.txt",
        title="Report of the committee at its forty-first session",
        symbol="CEB/2021/3",
        dated_on=date(2021, 5, 31),
        organization=hlcm.organization,
        body=hlcm,
        session=session,
        reading="read",
        text=text,
        uploaded_by=secretary,
        uploaded_at=AT,
    )


@pytest.fixture
def item(document, secretary):
    """A published request of May 2021."""
    made = Item.objects.create(
        slug="ceb-2021-3-18",
        document=document,
        kind="request",
        number="18",
        paragraph="18",
        title="Review risks",
        text="Requested members to review their risks.",
        start=4,
        end=44,
        confirmed_by=secretary,
        confirmed_at=AT,
        known_on=date(2021, 5, 31),
        published_on=date(2021, 5, 31),
    )
    Clause.objects.create(item=made, position=0, verb="Requested", text=made.text)
    return made


@pytest.fixture
def addressee(item, who):
    return Addressee.objects.create(item=item, organization=who, known_on=item.known_on)


@pytest.fixture
def other_addressee(item, ilo):
    return Addressee.objects.create(item=item, organization=ilo, known_on=item.known_on)


def pytest_unconfigure():
    gc.unfreeze()  # else DuckDB tells at the end of all that is still there
