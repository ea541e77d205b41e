"""The API of the cube: the same actions and queries as its pages, so that they cannot disagree."""

from ninja import Router

from quintet.cube.rest import codes, items, publications, questions, submissions
from quintet.cube.rest.journal import seen

router = Router()
for part in (codes, items, submissions, publications, questions):
    router.add_router("", part.router)

__all__ = ["router", "seen"]
