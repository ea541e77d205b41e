"""`bin/quintet grant ROLE USERNAME PARTY`: the first steward's role; further ones are given on the page."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quintet.core import actions
from quintet.core.models import Body, Organization, Person
from quintet.core.rules import RoleCode


class Command(BaseCommand):
    help = "Give a person a role in an organization or body, from today."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("role", choices=[str(code) for code in RoleCode])
        parser.add_argument("username")
        parser.add_argument("party", help="organization:CODE or body:CODE")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(username=options["username"]).first()
        kind, _colon, code = options["party"].partition(":")
        model = {"organization": Organization, "body": Body}.get(kind)
        party = model._default_manager.filter(code__iexact=code).first() if model else None
        if person is None:
            raise CommandError(f"Nobody has the user name {options['username']}.")
        if not isinstance(party, Organization | Body):
            raise CommandError(
                f"There is no {options['party']}; write organization:WHO or body:HLCM."
            )
        now = timezone.now()
        actions.grant_role(
            person=person,
            code=RoleCode(options["role"]),
            party=party,
            starts_on=now.date(),
            ends_on=None,
            by=None,
            at=now,
        )
        self.stdout.write(f"{person} is {options['role']} in {party} from today.")
