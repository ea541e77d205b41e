"""A page as its reader has it: what its forms would send, where its links lead."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from lxml import html

Values = dict[str, list[Any]]


@dataclass(slots=True)
class Form:
    """A form as the page shows it; `values` is what a browser would send without a further touch."""

    address: str
    method: str
    values: Values
    names: set[str]  # of all that can be filled in or pressed
    choices: dict[str, list[str]] = field(default_factory=dict)
    words: str = ""

    def filled(self, press: str = "", **fill: Any) -> Values:
        """What is sent after filling in some fields and pressing a button ("name=value").

        Refuses what a person could not do: a field that is not there, a choice not on offer.
        """
        sent = dict(self.values)
        for name, value in fill.items():
            assert name in self.names, f"{name} is not in the form: {sorted(self.names)}"
            told = value if isinstance(value, list) else [value]
            for one in told if name in self.choices else ():
                assert str(one) in self.choices[name], (name, one, self.choices[name])
            sent[name] = told
        if press:
            name, _equals, value = press.partition("=")
            assert name in self.names, f"no button {press}: {sorted(self.names)}"
            sent[name] = [value or "1"]
        return sent


@dataclass(slots=True)
class Page:
    """An answer of the test client, read as HTML."""

    address: str
    status: int
    tree: Any

    @classmethod
    def of(cls, answer: Any) -> "Page":
        tree = html.document_fromstring(answer.content.decode())
        return cls(answer.wsgi_request.get_full_path(), answer.status_code, tree)

    @property
    def forms(self) -> list[Form]:
        return [self._form(one) for one in self.tree.forms]

    def form(self, *, to: str = "", having: str = "") -> Form:
        """The one form that goes to an address (or has a field); fails where it is not one."""
        found = [
            one
            for one in self.forms
            if (not to or one.address.partition("?")[0].endswith(to))
            and (not having or having in one.names)
        ]
        assert len(found) == 1, f"{len(found)} of {[one.address for one in self.forms]}"
        return found[0]

    @property
    def links(self) -> list[str]:
        return [urljoin(self.address, one) for one in self.tree.xpath("//a/@href")]

    @property
    def words(self) -> str:
        """All words of the main part, with single spaces."""
        main = self.tree.xpath("//main")
        return " ".join(main[0].text_content().split()) if main else ""

    def text(self, path: str) -> list[str]:
        return [" ".join(one.text_content().split()) for one in self.tree.xpath(path)]

    def _form(self, node: Any) -> Form:
        values: Values = {}
        names: set[str] = set()
        choices: dict[str, list[str]] = {}
        for one in node.xpath(
            ".//input[@name] | .//select[@name] | .//textarea[@name] | .//button"
        ):
            name, kind = one.get("name", ""), one.get("type", "")
            names.add(name)
            if one.tag == "textarea":  # HTML drops the line break that follows the tag
                values.setdefault(name, []).append((one.text or "").removeprefix("\n"))
            elif one.tag == "select":
                options = one.xpath(".//option")
                choices[name] = [option.get("value", option.text) for option in options]
                chosen = [o for o in options if o.get("selected") is not None] or options[:1]
                values.setdefault(name, []).extend(o.get("value", o.text) for o in chosen)
            elif kind in ("radio", "checkbox"):
                choices.setdefault(name, []).append(one.get("value", "on"))
                if one.get("checked") is not None:
                    values.setdefault(name, []).append(one.get("value", "on"))
            elif one.tag == "input" and kind not in ("file", "submit", "image", "reset"):
                values.setdefault(name, []).append(one.get("value", ""))
        address = urljoin(self.address, node.get("action") or "")
        words = " ".join(node.text_content().split())
        return Form(address, node.get("method", "get").lower(), values, names, choices, words)


class Reader:
    """Somebody at a browser without scripts: opens pages, follows links, sends forms as shown."""

    def __init__(self, client: Any, person: Any = None, language: str = "en") -> None:
        self.client, self.person, self.language = client, person, language
        if person:
            client.force_login(person)

    def get(self, address: str, status: int = 200) -> Page:
        if not address.startswith(f"/{self.language}/"):
            address = f"/{self.language}{address}"
        answer = self.client.get(address)
        assert answer.status_code == status, (answer.status_code, address)
        return Page.of(answer)

    def send(self, form: Form, *, press: str = "", expect: int = 200, **fill: Any) -> Page:
        """Send a form and follow where it leads; `expect` is the status of the page that one lands on."""
        sent = form.filled(press, **fill)
        act = getattr(self.client, form.method)
        answer = act(form.address, sent, follow=True)
        page = Page.of(answer)
        assert answer.status_code == expect, (answer.status_code, page.words[:600])
        if answer.redirect_chain:
            page.address = answer.redirect_chain[-1][0]
        return page
