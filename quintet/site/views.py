"""The first page, the parts of the pages, the health of the site, and the demonstration's own pages."""

from django.conf import settings
from django.contrib.auth import login
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quintet.core import public as core
from quintet.core.public import Notice, Person
from quintet.cube import public as cube
from quintet.followup import public as followup
from quintet.site import sample


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What needs me now, what is late, what changed; for a visitor, what was promised."""
    person = request.user if request.user.is_authenticated else None
    day = timezone.now().date()
    items, told = followup.promised(person=None, today=day)
    context = {
        "needs": followup.needs(person, today=day) if person else None,
        "figures": cube.waiting(person, day) if person else None,
        "roles": core.roles_on(person, day),
        "items": items,
        "told": told,
        "lede": followup.lede(items, told),
        "as_at": _("As at %(date)s.") % {"date": core.date_words(day)},
        "segments": followup.segments(told, request.GET),
        "recent": followup.recent(person=person, today=day),
        "today": day,
    }
    return render(request, "site/home.html", context)


@require_GET
def kit(request: HttpRequest) -> HttpResponse:
    """Every part that pages are made of."""
    return render(request, "kit.html", sample.kit(request))


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Whether the site answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demonstration's people; the address exists only there."""
    if not settings.DEMO:
        raise Http404
    person = get_object_or_404(Person, username=request.POST.get("username", ""))
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("home")


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """All mail of the demonstration, which would otherwise have gone out."""
    if not settings.DEMO:
        raise Http404
    notices = Notice.objects.select_related("person").order_by("-created_at", "-pk")[:200]
    return render(request, "site/mailbox.html", {"notices": notices})
