"""Figures that stand, published without a submission, for the tests of pages that show them."""

from datetime import date

from quintet.core.models import Organization
from quintet.cube import queries
from quintet.cube.engine.store import publish
from quintet.cube.engine.store.catalogue import slice_told
from quintet.cube.models import Publication
from tests.cube.figures import staged


def stand(
    organization: Organization, series: str, *figures: dict, cut: str = "full", note: str = ""
):
    """A publication of these figures, as of the first day of 2022."""
    made = publish(staged(figures), queries.folder(), series)
    return Publication.objects.create(
        series=series,
        version=1,
        cut=cut,
        sha256=made.sha256,
        size=made.bytes,
        rows=made.rows,
        slices=[slice_told(one) for one in made.slices],
        source=f"{series}.csv",
        standard="2026-11",
        note=note,
        organization=organization,
        published_on=date(2022, 1, 1),
    )
