"""Clients that write through HTTP, and remember what they were told."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import requests

from tests.crash.server import Server

TIMEOUT = 30


@dataclass
class Writer:
    """Writes one thing after the other until it is stopped; of every one, what became of it.

    One that went out without an answer hangs. A writer of the API sends it again with its key.
    """

    name: str
    kind: str  # of tests.crash.story.KINDS
    told: dict[str, Any]
    session: requests.Session = field(default_factory=requests.Session)
    sent: list[tuple[str, str]] = field(default_factory=list)  # subject, words
    acknowledged: set[tuple[str, str]] = field(default_factory=set)
    hanging: tuple[str, str] | None = None
    refused: list[str] = field(default_factory=list)

    again = False  # whether what hangs may be sent once more

    def run(self, url: str, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self.write(url)
            except requests.RequestException:
                return  # killed

    def write(self, url: str) -> requests.Response:
        """Write the next thing, or what hangs, once; raises RequestException without an answer."""
        if self.hanging is None or not self.again:
            addressee = self.told["addressees"][len(self.sent) % len(self.told["addressees"])]
            self.hanging = (f"addressee:{addressee}", f"{self.name} {len(self.sent)}")
            self.sent.append(self.hanging)
        uuid, words = self.hanging[0].partition(":")[2], self.hanging[1]
        answer = self.post(url, uuid, words)
        if answer.status_code in (200, 201, 302, 303):
            self.acknowledged.add(self.hanging)
        else:
            self.refused.append(f"{answer.status_code} {answer.text[:400]}")
        self.hanging = None
        return answer

    def post(self, url: str, uuid: str, words: str) -> requests.Response:
        raise NotImplementedError


class ApiWriter(Writer):
    """Writes by the API, with a key that makes each write happen once however often it is sent."""

    again = True

    def post(self, url: str, uuid: str, words: str) -> requests.Response:
        told = {"text": words}
        if self.kind == "progress":
            told |= {"as_at": date.today().isoformat(), "status": "in_progress"}
        headers = {
            "Authorization": f"Bearer {self.told['token']}",
            "Idempotency-Key": words.replace(" ", "-"),
        }
        place = f"{url}/api/v1/addressees/{uuid}/{self.kind}"
        return self.send(place, told, headers=headers, timeout=TIMEOUT)

    def send(self, place: str, told: dict[str, str], **more: Any) -> requests.Response:
        return self.session.post(place, json=told, **more)


class FileWriter(ApiWriter):
    """Sends a file of evidence along."""

    size = 8_192

    def send(self, place: str, told: dict[str, str], **more: Any) -> requests.Response:
        file = (told["text"].encode() + b" ") * self.size
        files = {"files": ("proof.txt", file[: self.size], "text/plain")}
        return self.session.post(f"{place}/with-files", data=told, files=files, **more)


class PageWriter(Writer):
    """Signs in and submits the form of the page."""

    def post(self, url: str, uuid: str, words: str) -> requests.Response:
        if "sessionid" not in self.session.cookies:
            sign_in(self.session, url, self.told["username"])
        page = f"{url}/en/answers/{uuid}/progress/"
        form = {"text": words, "as_at": date.today().isoformat(), "status": "in_progress"}
        return submit(self.session, page, form)


def sign_in(session: requests.Session, url: str, username: str) -> None:
    page = f"{url}/en/accounts/login/"
    secret = token(session.get(page, timeout=TIMEOUT).text)
    answer = session.post(
        f"{url}/en/demonstration/sign-in/",
        data={"csrfmiddlewaretoken": secret, "username": username},
        timeout=TIMEOUT,
        allow_redirects=False,
    )
    assert answer.status_code == 302, answer.text


def submit(
    session: requests.Session, page: str, form: dict[str, str], **more: Any
) -> requests.Response:
    """Submit the form of a page, with the token that the page holds."""
    shown = session.get(page, timeout=TIMEOUT)
    if shown.status_code != 200:
        return shown
    data = form | {"csrfmiddlewaretoken": token(shown.text)}
    return session.post(page, data=data, timeout=TIMEOUT, allow_redirects=False, **more)


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found, page
    return found[1]


def writers(told: dict[str, Any]) -> list[Writer]:
    """Four, of two organizations: three by the API, one of them with files; one by the pages."""
    first, second = told["writers"]
    return [
        ApiWriter("api", "progress", first),
        ApiWriter("step", "milestones", first),
        FileWriter("file", "progress", second),
        PageWriter("page", "progress", second),
    ]


def all_at_once(who: list[Writer], server: Server, then: Callable[[], None]) -> None:
    """Let everybody write until `then` has returned; then wait for them."""
    stop = threading.Event()
    threads = [threading.Thread(target=one.run, args=(server.url, stop)) for one in who]
    for thread in threads:
        thread.start()
    try:
        then()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
