"""Lists ask the database as often for three rows as for one, and as often as is written here."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quintet.core.models import Organization
from quintet.followup.models import Addressee, Document, File, Item
from tests.conftest import AT
from tests.followup.acts import answer, claim

pytestmark = pytest.mark.django_db
LISTS = {
    # address: queries of a visitor, of the focal point (who is asked for notices and roles too)
    "/en/": (5, 16),
    "/en/register/": (13, 17),
    "/en/register/?party=organization:WHO&due=none&sort=due&goal=3": (12, 16),
    "/en/documents/": (2, 6),
    "/en/reports/?document=ceb-2021-3": (18, 22),
    "/en/register/export.csv": (4, 7),
    "/en/organizations/": (3, 7),
}


@pytest.fixture
def more(item, addressee, other_addressee, focal, validator, secretary, document):
    """One published item and its document; called, two more of each, answered by WHO as the first."""
    answer(addressee, focal, validator)
    claim(addressee, focal, validator)

    def add() -> None:
        for n in (1, 2):
            file = File.objects.create(sha256=str(n) * 64, size=1, media_type="text/plain")
            other = Document.objects.create(
                slug=f"other-{n}", file=file, name="other.txt", title="Other", text=document.text,
                organization=document.organization, body=document.body, session=document.session,
                reading="read", uploaded_by=secretary, uploaded_at=AT,
            )  # fmt: skip
            made = Item.objects.create(
                slug=f"other-{n}", document=other, kind="request", number="1", text="More.",
                start=0, end=1, confirmed_by=secretary, confirmed_at=AT,
                known_on=date(2021, 5, 31), published_on=date(2021, 5, 31),
            )  # fmt: skip
            for code in ("WHO", "ILO"):
                one = Addressee.objects.create(
                    item=made,
                    organization=Organization.objects.get(code=code),
                    known_on=made.known_on,
                )
                if code == "WHO":
                    answer(one, focal, validator)
                    claim(one, focal, validator)

    return add


def queries(client: Client, address: str) -> list[str]:
    client.get(address)  # what is kept in memory is kept before
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]]


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_list_asks_as_often_for_three_rows_as_for_one(more, focal, signed_in):
    client = Client()
    if signed_in:
        client.force_login(focal)
    for_one = {address: len(queries(client, address)) for address in LISTS}
    more()
    for_three = {address: queries(client, address) for address in LISTS}
    for address, asked in for_three.items():
        told = (len(asked), for_one[address])
        assert told == (LISTS[address][signed_in],) * 2, "\n".join([address, *asked])


def test_an_item_asks_as_often_for_three_addressees_as_for_one(item, addressee, ilo, ceb, focal, validator):  # fmt: skip
    client, address = Client(), f"/en/items/{item.slug}/"
    answer(addressee, focal, validator)
    claim(addressee, focal, validator)
    for_one = queries(client, address)
    for organization in (ilo, ceb):
        Addressee.objects.create(item=item, organization=organization, known_on=item.known_on)
    assert len(queries(client, address)) == len(for_one)
