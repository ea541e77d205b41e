"""Published figures without the journey that leads there: the file is written once."""

import csv
import io

import pytest

from quintet.cube.engine.store import Published, publish
from quintet.cube.engine.store.catalogue import slice_told
from quintet.cube.models import Publication
from tests.conftest import TODAY
from tests.cube.figures import staged
from tests.cube.journey import FIGURES, HEAD


def _written(folder, text: str) -> Published:
    return publish(staged(csv.DictReader(io.StringIO(text))), folder / "cube", "a submission")


@pytest.fixture(scope="session")
def published_once(tmp_path_factory):
    """A folder with the published files of two sets of figures: three, and 250."""
    folder = tmp_path_factory.mktemp("published")
    rows = "".join(f"2020,WHO,expense,EXP,E01,KEN,3,3.8,USD,{n}.50\n" for n in range(250))
    return folder, _written(folder, FIGURES), _written(folder, HEAD + rows)


def _entered(made: Published, organization) -> Publication:
    return Publication.objects.create(
        series="WHO/2020/expense",
        version=1,
        cut="full",
        sha256=made.sha256,
        size=made.bytes,
        rows=made.rows,
        slices=[slice_told(one) for one in made.slices],
        source="figures.csv",
        standard="2024",
        organization=organization,
        published_on=TODAY,
    )


@pytest.fixture
def publication(published_once, settings, who):
    """Three figures of WHO, published."""
    settings.DATA = published_once[0]
    return _entered(published_once[1], who)


@pytest.fixture
def many(published_once, settings, who):
    """250 figures of one cell, published."""
    settings.DATA = published_once[0]
    return _entered(published_once[2], who)


@pytest.fixture
def restated():
    """Enters a publication's figures once more: as another version, or in another series."""

    def enter(publication: Publication, **more) -> Publication:
        told = {**vars(publication), **more}
        names = [field.attname for field in Publication._meta.fields if not field.primary_key]
        return Publication.objects.create(**{name: told[name] for name in names})

    return enter
