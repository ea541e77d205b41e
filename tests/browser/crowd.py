"""Thirty-six of the forty, each in its own language: they answer on the page, by a returned Word or
Excel file, by the API, or not at all. One window serves them in turn."""

from django.utils import timezone

from quintet.core.models import Organization, Person
from quintet.core.public import LANGUAGES, RoleCode
from quintet.followup.models import Addressee
from quintet.followup.queries.forms import form_words
from quintet.site.forty import Forty, Member, fill_excel, fill_word
from tests.browser.conftest import Site
from tests.browser.whole_cycle import (
    Said,
    Story,
    bring_back,
    downloaded,
    say,
    session_cookie,
    submit,
    tallies,
)

ON_PAGE, AT_LEAST, AT_MOST = 2, 6, 18  # decisions answered: on the page; in a file or by the API
FILL = {"docx": fill_word, "xlsx": fill_excel}


class Crowd(Forty):
    """They say what they say in the full demonstration, but in a browser."""

    def __init__(self, site: Site, asked: dict[Organization, str]) -> None:
        """`asked`: in what way each organization answers."""
        super().__init__(timezone.now())
        self.page = site.context().new_page()
        self.site, self.members = site, []
        for place, (one, way) in enumerate(asked.items()):
            focal, officer = (
                self.person(one, code, name, "!")
                for code, name in (
                    (RoleCode.FOCAL_POINT, "focal"),
                    (RoleCode.VALIDATING_OFFICER, "officer"),
                )
            )
            language = LANGUAGES[place % len(LANGUAGES)]
            self.members.append(Member(one, way, language, focal, officer))

    def answer(self, story: Story) -> None:
        self.story, self.cycle = story, story.cycle
        acts = {
            "page": self.on_page,
            "docx": self.by_file,
            "xlsx": self.by_file,
            "api": self.by_api,
        }
        for way, act in acts.items():
            for place, member in enumerate(self.by(way)):
                act(member)
                if place == 0:
                    self.approve(member)
                story.approve_rest(member.officer.username)
                for number, said in self.told(member).items():
                    story.tell(member.organization.code, number, said)

    def owed(self, member: Member) -> list[Addressee]:
        """The first of them: each member gets to another number, so that the report has to count."""
        turn = self.members.index(member) * 5 % (AT_MOST - AT_LEAST + 1)
        return super().owed(member)[: ON_PAGE if member.way == "page" else AT_LEAST + turn]

    def told(self, member: Member) -> dict[str, Said]:
        """What a member says, by the number of the decision."""
        owed = enumerate(self.owed(member))
        return {one.item.number: self.said(member, place) for place, one in owed}

    def window(self, person: Person, path: str) -> None:
        """Somebody else sits down at the window."""
        self.page.context.clear_cookies()
        self.page.context.add_cookies([session_cookie(self.site, person)])
        self.page.goto(path)

    def on_page(self, member: Member) -> None:
        told = self.told(member)
        first, *_between, last = told
        addressee = self.story.addressee(member.organization.code, first)
        path = f"/cycles/{self.cycle.slug}/answers/{addressee.uuid}/"
        self.window(member.focal, f"/{member.language}{path}")
        for number, said in told.items():
            say(self.page, said, last=number == last)

    def by_file(self, member: Member) -> None:
        code, language, name = member.organization.code, member.language, f"form.{member.way}"
        told = self.told(member)
        self.window(member.focal, f"/{language}{self.story.list_of(code)}")
        data = downloaded(self.page, name)
        written = self.story.references(code, told)
        filled = FILL[member.way](data, form_words(language), written)
        bring_back(self.page, self.cycle, language, name, filled)
        progress = sum("status" in said for said in told.values())
        waiting, _unchanged = tallies(self.page).values()  # nothing to decide, nothing refused
        assert waiting == len(told) + progress

    def approve(self, member: Member) -> None:
        """The officer chooses all that waits, and approves it: on the page, one for each way."""
        self.window(member.officer, f"/{member.language}/approvals/?all=1")
        submit(self.page)
        assert self.page.locator("main [name=said]").count() == 0
