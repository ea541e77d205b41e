"""The API of the cube: the same actions and queries as its pages, so that they cannot disagree."""

from ninja import Router

router = Router()
