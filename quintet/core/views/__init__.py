"""Pages of the core: organizations, bodies and their sessions, people and roles, notices, tokens."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quintet.core import actions, forms, permissions, queries
from quintet.core.models import Body, JournalHead, Organization, Person, Role, Token
from quintet.core.rules import NotAllowed
from quintet.core.views.page import Signed, person_of


def _form_page(
    request: HttpRequest, *, form: django_forms.Form, act: Any, back: Any, **context: Any
) -> HttpResponse:
    """A page with one form for one act: refused with its sentence (422), or done and back (303)."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    status = 422 if form.errors else 200
    return render(request, "core/form.html", context | {"form": form, "back": back}, status=status)


@require_GET
def organizations(request: HttpRequest) -> HttpResponse:
    """Every organization with its parts, and every body."""
    context = {
        "organizations": Organization.objects.filter(parent__isnull=True).prefetch_related("parts"),
        "bodies": Body.objects.select_related("organization"),
    }
    return render(request, "core/organizations.html", context)


@require_GET
def organization(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Organization.objects.select_related("parent"), code__iexact=code)
    day, person = timezone.now().date(), person_of(request)
    head = JournalHead.objects.filter(organization=found).first()
    context = {
        "organization": found,
        "bodies": found.bodies.all(),
        "member_of": found.member_of.all(),
        "posts": found.posts.all(),
        "roles": _roles(found.roles.all(), day) if permissions.may_see_people(person, day) else [],
        "journal": head,
    }
    return render(request, "core/organization.html", context)


@require_GET
def body(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(
        Body.objects.select_related("organization", "parent"), code__iexact=code
    )
    day, person = timezone.now().date(), person_of(request)
    context = {
        "body": found,
        "sessions": found.sessions.all(),
        "members": found.members.all(),
        "parts": found.parts.all(),
        "posts": found.posts.all(),
        "roles": _roles(found.roles.all(), day) if permissions.may_see_people(person, day) else [],
        "keeps": permissions.may_keep_sessions(person, found, day),
    }
    return render(request, "core/body.html", context)


def _roles(roles: Any, day: Any) -> Any:
    current = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return roles.filter(current, starts_on__lte=day).select_related("person")


@login_required
@require_http_methods(["GET", "POST"])
def keep_session(request: Signed, code: str) -> HttpResponse:
    found = get_object_or_404(Body, code__iexact=code)
    if not permissions.may_keep_sessions(request.user, found, timezone.now().date()):
        raise PermissionDenied
    return _form_page(
        request,
        form=forms.SessionForm(request.POST or None, initial=_session(found, request)),
        act=lambda told: actions.keep_session(
            body=found, by=request.user, at=timezone.now(), **told
        ),
        back=reverse("core:body", args=[found.code.lower()]),
        title=_("Add or correct a session"),
        button=_("Save the session"),
    )


def _session(body: Body, request: HttpRequest) -> dict[str, Any]:
    """What is known of the session that the address names, to be corrected."""
    number = request.GET.get("number", "")
    known = body.sessions.filter(number=int(number)).first() if number.isdecimal() else None
    names = ("number", "starts_on", "ends_on", "place")
    return {name: getattr(known, name) for name in names} if known else {}


def _steward(request: Signed) -> None:
    if not permissions.may_steward(request.user, timezone.now().date()):
        raise PermissionDenied


@login_required
@require_GET
def people(request: Signed) -> HttpResponse:
    _steward(request)
    words = request.GET.get("q", "")[:100]
    found = Person.objects.filter(Q(name__icontains=words) | Q(email__icontains=words))
    roles = Role.objects.select_related("organization", "body")
    page = Paginator(found.prefetch_related(Prefetch("roles", roles)), 50).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "words": words,
    }
    return render(request, "core/people.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add_person(request: Signed) -> HttpResponse:
    _steward(request)
    return _form_page(
        request,
        form=forms.PersonForm(request.POST or None),
        act=lambda told: actions.add_person(by=request.user, at=timezone.now(), **told),
        back="core:people",
        title=_("Make a person known"),
        button=_("Save the person"),
    )


@login_required
@require_http_methods(["GET", "POST"])
def person(request: Signed, uuid: Any) -> HttpResponse:
    """A person's roles, and a form for another."""
    _steward(request)
    found = get_object_or_404(Person, uuid=uuid)
    return _form_page(
        request,
        form=forms.RoleForm(request.POST or None, initial={"starts_on": timezone.now().date()}),
        act=lambda told: actions.grant_role(
            person=found, by=request.user, at=timezone.now(), **told
        ),
        back=request.path,
        title=found.name,
        button=_("Give this role"),
        roles=found.roles.select_related("organization", "body"),
        ended=timezone.now().date(),
    )


@login_required
@require_POST
def end_role(request: Signed, pk: int) -> HttpResponse:
    role = get_object_or_404(Role.objects.select_related("organization", "body", "person"), pk=pk)
    _steward(request)
    form = forms.EndForm(request.POST)
    if form.is_valid():
        actions.end_role(role=role, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Give the last day of the role."))
    return redirect("core:person", role.person.uuid)


@login_required
@require_http_methods(["GET", "POST"])
def notices(request: Signed) -> HttpResponse:
    """What has been told to me; a POST marks all of it as read."""
    if request.method == "POST":
        actions.read_notices(person=request.user, at=timezone.now())
        return redirect("core:notices")
    page = Paginator(queries.notices(request.user), 30).get_page(request.GET.get("page"))
    pages = page.paginator.get_elided_page_range(page.number)
    return render(request, "core/notices.html", {"page": page, "pages": pages})


@login_required
@require_http_methods(["GET", "POST"])
def tokens(request: Signed) -> HttpResponse:
    """My keys to the API; a new one is shown once."""
    form, secret = forms.TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        _token, secret = actions.issue_token(
            person=request.user, name=form.cleaned_data["name"], at=timezone.now()
        )
        form = forms.TokenForm()
    context = {
        "form": form,
        "secret": secret,
        "tokens": Token.objects.filter(person=request.user),
        "now": timezone.now(),
    }
    answer = render(request, "core/tokens.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def revoke_token(request: Signed, pk: int) -> HttpResponse:
    token = get_object_or_404(Token, pk=pk, person=request.user)
    actions.revoke_token(token=token, at=timezone.now())
    messages.success(request, _("The token no longer works."))
    return redirect("core:tokens")


@require_GET
def checkpoint(request: HttpRequest, code: str) -> HttpResponse:
    """The newest signed checkpoint of an organization's journal (C2SP tlog-checkpoint)."""
    found = get_object_or_404(Organization, code__iexact=code)
    newest = found.entries.order_by("-index").first()
    if newest is None:
        raise Http404
    return HttpResponse(newest.note, content_type="text/plain; charset=utf-8")
