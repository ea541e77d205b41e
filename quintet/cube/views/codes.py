"""Code lists: which there are, their codes, what they are elsewhere, and all of it as files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quintet.cube.engine.lists import Code, CodeList, Crosswalk, ListError, lists
from quintet.cube.engine.lists.formats import FORMATS, crosswalk_csv
from quintet.cube.views.panels import PROFILES, language, names

LONGEST = 100  # characters that are searched for
FOUND = 50  # codes of a search in all lists


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every list, every crosswalk; a search in all of them."""
    own, sought = lists(), request.GET.get("q", "").strip()[:LONGEST]
    found = [
        {
            "list": names(own.get(name).title),
            "name": name,
            "code": one,
            "words": one.name(language()),
        }
        for name in own.names
        for one in (own.get(name).search(sought) if sought else ())
    ]
    context = {
        "sought": sought,
        "found": found[:FOUND],
        "more": len(found) > FOUND,
        "lists": [_told(own.get(name), own.editions(name)) for name in own.names],
        "walks": [_walk_told(own.crosswalk(name)) for name in own.crosswalks],
    }
    return render(request, "cube/codes.html", context)


@require_GET
def code_list(request: HttpRequest, name: str) -> HttpResponse:
    """The codes of a list under those above them; of a search, those that fit."""
    one = found_list(name, request.GET.get("edition", ""))
    sought = request.GET.get("q", "").strip()[:LONGEST]
    editions = lists().editions(name)
    walks = lists().crosswalks_of(name)
    shown = [(0, each) for each in one.search(sought)] if sought else list(_tree(one))
    context = {
        "one": one,
        "title": names(one.title),
        "edition": one.edition,
        "in_force": one.edition == editions[-1],
        "editions": editions[::-1],
        "sought": sought,
        "rows": [_row(one, depth, each, walks) for depth, each in shown],
        "walks": [_walk_told(walk) for walk in walks],
        "forms": list(FORMATS),
        "number": len(one.codes),
    }
    return render(request, "cube/code_list.html", context)


@require_GET
def code_list_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """A list with its crosswalks, in a format for machines; `edition` names an older one."""
    if form not in FORMATS:
        raise Http404(_("There are: %(forms)s.") % {"forms": ", ".join(FORMATS)})
    one = found_list(name, request.GET.get("edition", ""))
    told = FORMATS[form]
    answer = HttpResponse(told.write(one, lists().crosswalks_of(name)), content_type=told.media)
    answer["Content-Disposition"] = f'attachment; filename="{one.name}.{one.edition}.{form}"'
    return answer


@require_GET
def crosswalk(request: HttpRequest, name: str) -> HttpResponse:
    """What each code of a list is in another classification, and what is lost on the way."""
    walk = found_crosswalk(name)
    of = lists().get(walk.of)
    rows = [
        {"code": each, "words": of.codes[each.code].name(language())} for each in walk.crossings
    ]
    context = {
        "walk": walk,
        "of": of,
        "title": _("%(list)s: %(to)s") % {"list": names(of.title), "to": walk.to},
        "of_title": names(of.title),
        "rows": rows,
        "lossy": sum(each.lossy for each in walk.crossings),
        "doubtful": sum(not each.certain for each in walk.crossings),
    }
    return render(request, "cube/crosswalk.html", context)


@require_GET
def crosswalk_file(request: HttpRequest, name: str) -> HttpResponse:
    walk = found_crosswalk(name)
    answer = HttpResponse(crosswalk_csv(walk), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{walk.name}.{walk.edition}.csv"'
    return answer


def found_list(name: str, edition: str) -> CodeList:
    """Raises Http404 with the sentence that says which there are."""
    try:
        return lists().get(name, edition)
    except ListError as why:
        raise Http404(str(why)) from why


def found_crosswalk(name: str) -> Crosswalk:
    """Raises Http404 with the sentence that says which there are."""
    try:
        return lists().crosswalk(name)
    except ListError as why:
        raise Http404(str(why)) from why


def _told(one: CodeList, editions: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": names(one.title),
        "number": len(one.codes),
        "edition": one.edition,
        "older": len(editions) - 1,
        "doubtful": sum(not each.certain for each in one.codes.values()),
        "source": one.source,
    }


def _walk_told(walk: Crosswalk) -> dict[str, Any]:
    return {
        "name": walk.name,
        "of": names(lists().get(walk.of).title),
        "to": walk.to,
        "number": len(walk.crossings),
        "lossy": sum(each.lossy for each in walk.crossings),
    }


def _tree(one: CodeList) -> list[tuple[int, Code]]:
    """Every code with its depth, under the one above it."""
    found: list[tuple[int, Code]] = []

    def add(code: Code, depth: int) -> None:
        found.append((depth, code))
        for child in below.get(code.code, ()):
            add(child, depth + 1)

    below: dict[str, list[Code]] = {}
    for each in one.codes.values():
        below.setdefault("" if one.parents else each.parent, []).append(each)
    for each in below.get("", ()):
        add(each, 0)
    return found


def _row(one: CodeList, depth: int, each: Code, walks: tuple[Crosswalk, ...]) -> dict[str, Any]:
    return {
        "code": each,
        "depth": min(depth, 4),
        "name": each.name(language()),
        "url": reverse(PROFILES[one.name], args=[each.code]) if one.name in PROFILES else "",
        "written": ", ".join((*each.labels, *each.spellings)),
        "elsewhere": [
            (walk.name, crossing) for walk in walks for crossing in walk.get(each.code, ())
        ],
    }
