"""How the tests of the API speak to it: as a person with a token, as a visitor with none."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from quintet.core.models import Person
from quintet.core.public import issue_token


class Caller:
    """Sends JSON to the API as somebody; `say` gives the answer's JSON of an expected status."""

    def __init__(self, person: Person | None = None) -> None:
        self.client, self.headers = Client(), {}
        if person:
            secret = issue_token(person=person, name="test", at=timezone.now())[1]
            self.headers = {"Authorization": f"Bearer {secret}"}

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        more = {} if method == "GET" else {"content_type": "application/json"}
        return getattr(self.client, method.lower())(
            f"/api/v1/{path}", body, headers=self.headers | headers, **more
        )

    def form(self, path: str, **fields: Any) -> HttpResponse:
        return self.client.post(f"/api/v1/{path}", fields, headers=self.headers)

    def say(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        answer = self.send(method, path, body)
        assert answer.status_code == status, answer.content.decode()[:600]
        if status >= 400:
            assert answer["Content-Type"] == "application/problem+json"
        return answer.json() if answer.content else None

    def get(self, path: str, *, status: int = 200, **query: Any) -> Any:
        return self.say("GET", path, query, status=status)

    def post(self, path: str, body: Any = None, *, status: int = 200) -> Any:
        return self.say("POST", path, body or {}, status=status)
