"""Two rooms list countries and areas, and neither knows the other: what items of the register are
tagged with, and what figures of the cube are told by. Here they agree.
"""

from quintet.core.public import reference
from quintet.cube.engine.lists import lists

NOWHERE = "GLO"  # figures of no country: global and interregional
PLACES = {one["code"]: one for one in reference("places")["places"]}
LOCATIONS = lists().get("location").codes


def test_items_can_be_tagged_with_every_country_that_figures_are_told_of_today() -> None:
    told = {
        one.code
        for one in LOCATIONS.values()
        if one.code.isalpha() and one.valid_to is None and one.code != NOWHERE
    }
    assert set(PLACES) == told


def test_a_country_has_the_same_name_beside_what_was_agreed_and_beside_what_was_spent() -> None:
    for code, one in PLACES.items():
        assert one["names"] == dict(LOCATIONS[code].names), code


def test_another_way_to_write_a_country_means_the_same_to_both() -> None:
    for code, one in PLACES.items():
        assert set(one["aliases"]) <= set(LOCATIONS[code].spellings), code
