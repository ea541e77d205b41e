"""The pivot page: what is asked by a form is an address, what is seen leads to the rows submitted."""

import csv
import io
import json
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from quintet.core.rules import RoleCode
from quintet.cube import queries
from quintet.cube.engine.questions import Question, Refused, bounded
from quintet.cube.engine.questions.formats import FORMATS
from tests.conftest import person
from tests.cube.journey import submitted

ASK = "/en/cube/ask/"
FORM = ASK + "?measure=expense&row1=goal&row2=&column1=year&from=2020&until=2020&shares=&limit=200"
QUESTION = "measure=expense&rows=goal&columns=year&year=2020"


@pytest.fixture
def submission(settings, tmp_path, who, data_steward):
    settings.DATA = tmp_path
    return submitted(data_steward, who)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_form_leads_to_the_address_of_its_question(client, publication):
    response = client.get(FORM)
    assert (response.status_code, response["Location"]) == (302, f"{ASK}?{QUESTION}")


def test_the_address_of_a_question_is_answered_where_it_is(client, publication):
    page = client.get(f"{ASK}?{QUESTION}")
    assert page.status_code == 200
    told = text_of(page)
    assert "Expense, by goal and year" in told
    assert "Good health" in told
    assert ">250<" in told  # 100.25 twice and 49.50, in whole units


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("goal=3&goal=4", "measure=expense&goal=3,4"),
        ("goal=1,1", "measure=expense&goal=1"),
        ("goal=3,~", "measure=expense&goal=3,~"),
        ("goal=3&goal=99", "measure=expense&goal=3,99"),
        ("goal=!3&goal=4", "measure=expense&goal=!3,4"),
        ("goal=3&but=goal", "measure=expense&goal=!3"),
        ("location=Kenya", "measure=expense&location=KEN"),
        ("location=kenya, LBN", "measure=expense&location=KEN,LBN"),
        ("from=2019&until=2020", "measure=expense&year=2019,2020"),
        ("from=2019&until=", "measure=expense&year=2019"),
        ("contributor=A, B and C&contributor=D", "measure=expense&contributor=A,+B+and+C&contributor=D"),
        ("rows=&row1=entity&row3=goal", "measure=expense&rows=entity,goal"),
        ("sort=code&limit=200&subtotals=", "measure=expense"),
        ("measure=expense&rows=goal&chart=bars&", "measure=expense&rows=goal&chart=bars"),
    ],
)  # fmt: skip
def test_every_part_of_the_form_has_its_place_in_the_address(client, publication, sent, address):
    response = client.get(ASK + "?measure=expense&" + sent.replace("measure=expense&", ""))
    if response.status_code == 302:
        assert response["Location"] == f"{ASK}?{address}"
        response = client.get(response["Location"])
    assert response.status_code == 200
    again = response.request["QUERY_STRING"]
    assert parse_qs(again) == parse_qs(address)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ("measure=power", "is not possible here"),
        ("measure=expense&rows=goal&columns=goal", "stands twice"),
        ("measure=expense&change=percent&rows=goal", "needs the year"),
        ("measure=goal_share&rows=goal&shares=row", "does not add up"),
        ("measure=expense&from=20x0", "is no whole number"),
        ("measure=expense&year=2021..1999", "is no whole number"),
        ("measure=expense&as_at=yesterday", "is no day"),
        ("measure=expense&limit=99999999999999999999", "is no whole number"),
        ("measure=expense&nonsense=1", "is no parameter"),
        ("measure=expense&elimination=pooled", "is not possible here"),
        ("measure=expense&rows=%00", "is not possible here"),
        (f"measure=expense&goal={','.join(map(str, range(2_000)))}", "at most 8000"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_sentence_and_the_form_as_filled_in(
    client, publication, sent, sentence
):
    page = client.get(f"{ASK}?{sent}")
    assert page.status_code == 422
    assert sentence in text_of(page)


def test_a_refusal_stands_at_its_parameter_and_keeps_the_rest(client, publication):
    page = client.get(f"{ASK}?measure=expense&rows=entity&change=percent&goal=3")
    form = page.context["form"]
    assert list(form.errors) == ["change"]
    assert form["row1"].value() == "entity"
    [goal] = [box for box in page.context["boxes"] if box.name == "goal"]
    assert goal.chosen[0][0] == "3"


def test_a_filter_that_is_refused_says_so_in_its_box(client, publication):
    codes = ",".join(map(str, range(600)))
    page = client.get(f"{ASK}?measure=expense&goal={codes}")
    [goal] = [box for box in page.context["boxes"] if box.name == "goal"]
    assert page.status_code == 422
    assert "at most 500" in goal.error


def test_without_a_question_there_are_questions_to_begin_with_that_are_answered(
    client, publication
):
    page = client.get(ASK)
    presets = page.context["presets"]
    assert [one["label"] for one in presets] == [
        "Expense by organization and year",
        "What was spent on each goal",
        "How much of each organization’s expense is coded by goal",
        "Goals and their targets",
        "Where it was spent: regions and countries",
        "Expense by function",
    ]
    for one in presets:
        answered = client.get(one["url"])
        assert answered.status_code == 200
        assert answered.context["answer"].total


def test_where_nothing_is_published_it_says_so(client, settings, tmp_path, db):
    settings.DATA = tmp_path
    (tmp_path / "cube").mkdir()
    assert client.get(ASK).status_code == 200
    assert "No published figures fit" in text_of(client.get(f"{ASK}?{QUESTION}"))


def test_every_figure_leads_to_the_rows_that_were_submitted(client, publication):
    page = client.get(f"{ASK}?measure=expense&rows=location&columns=year")
    lines = page.context["table"]["lines"]
    kenya = next(line for line in lines if line["codes"][0].code == "KEN")
    behind = client.get(kenya["cells"][0]["url"])
    assert behind.context["value"]["words"] == "200"
    assert [one["figure"].row for one in behind.context["rows"]] == [1, 2]
    total = client.get(lines[-1]["cells"][-1]["url"])
    assert [one["exact"] for one in total.context["rows"]] == ["100.25", "100.25", "49.50"]
    [of] = {one["of"]["url"] for one in total.context["rows"]}
    assert of == f"/en/cube/publications/{publication.pk}/"
    assert page.context["vintage"][0]["url"] == of


def test_rows_behind_come_in_pages_and_whole_as_a_file(client, many):
    address = f"{ASK}figures/?{QUESTION}&line=3&column=2020"
    second, beyond = client.get(f"{address}&page=2"), client.get(f"{address}&page=99999999999")
    assert [one["figure"].row for one in second.context["rows"]] == list(range(101, 201))
    assert [one["figure"].row for one in beyond.context["rows"]] == list(range(201, 251))
    assert "101 to 200 of 250" in text_of(second)
    file = client.get(f"{ASK}figures.csv?{QUESTION}&line=3&column=2020")
    told = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert len(told) == 250
    assert (told[0]["row"], told[0]["amount"], told[0]["goal"]) == ("1", "0.50", "3")


@pytest.mark.parametrize("cell", ["line=3", "line=3&line=4&column=2020", "column=2020", ""])
def test_a_cell_that_is_none_is_refused(client, publication, cell):
    for path in ("figures/", "figures.csv"):
        page = client.get(f"{ASK}{path}?{QUESTION}&{cell}")
        assert page.status_code == 422
        assert "The address of a cell" in text_of(page)


def test_a_change_has_rows_and_a_chart_too(client, publication):
    page = client.get(f"{ASK}?measure=expense&rows=year&columns=goal&change=percent&chart=lines")
    assert page.context["chart"]["lines"][0]["label"] == "3 Good health and well-being"
    assert client.get(page.context["table"]["lines"][0]["cells"][0]["url"]).status_code == 200
    alone = client.get(f"{ASK}?measure=expense&rows=year&change=percent&chart=bars")
    assert alone.context["chart"]["kind"] == "bars"


def test_what_no_figure_tells_has_no_rows_and_says_why(client, publication):
    page = client.get(f"{ASK}figures/?{QUESTION}&line=~&column=2020")
    assert page.status_code == 200
    assert "No published figure tells this" in text_of(page)


@pytest.mark.parametrize("form", FORMATS)
def test_a_download_is_exactly_what_is_seen(client, publication, form):
    response = client.get(f"/en/cube/ask.{form}?{QUESTION}")
    assert response.status_code == 200
    name = f"expense-goal-year.{FORMATS[form].extension}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    if form == "json":
        told = json.loads(response.content)
        assert told["question"] == QUESTION
        assert told["cells"][-1] == {
            "goal": None, "year": None, "value": "250.00", "figures": 3,
        }  # fmt: skip


def test_a_download_that_is_none_is_not_here_and_a_refused_one_tells_why(client, publication):
    assert client.get(f"/en/cube/ask.exe?{QUESTION}").status_code == 404
    assert client.get("/en/cube/ask.csv?measure=power").status_code == 422


@pytest.mark.parametrize(
    ("question", "charts", "first"),
    [
        ("measure=expense&rows=goal&columns=year", ["lines", "bars", "treemap"], "lines"),
        ("measure=expense&rows=location", ["bars", "treemap"], "bars"),
        ("measure=expense&rows=year,location&year=2019,2020", ["treemap"], "treemap"),
        ("measure=expense&rows=goal,target", ["treemap"], "treemap"),
        ("measure=goal_share&rows=location", ["bars"], "bars"),
        ("measure=expense&rows=goal,target,location", [], None),
    ],
)
def test_a_chart_is_chosen_by_the_shape_of_the_answer(client, publication, question, charts, first):
    page = client.get(f"{ASK}?{question}")
    offered = [one["url"].rpartition("chart=")[2] for one in page.context["charts"]]
    assert offered == [*charts, "none"] if charts else not offered
    assert (page.context["chart"] or {"kind": None})["kind"] == first
    for kind in charts:
        drawn = client.get(f"{ASK}?{question}&chart={kind}")
        assert drawn.context["chart"]["kind"] == kind
        assert str(drawn.context["answer"].question) == question
    assert client.get(f"{ASK}?{question}&chart=none").context["chart"] is None
    assert client.get(f"{ASK}?{question}&chart=pie").status_code == 200


def test_lines_come_in_pages_that_say_where_they_are(client, publication):
    page = client.get(f"{ASK}?measure=expense&rows=location&limit=1")
    assert "1 to 1 of 2" in text_of(page)
    following = client.get(page.context["pager"]["after"])
    assert following.context["answer"].lines[0] == ("LBN",)
    assert "Previous" in text_of(following)


def test_a_page_asks_the_database_as_often_for_many_publications_as_for_one(
    client, publication, restated, django_assert_num_queries
):
    address = f"{ASK}?{QUESTION}"
    client.get(address)
    with django_assert_num_queries(2):  # the catalogue's numbers, the publications
        client.get(address)
    restated(publication, version=1, series="WHO/2020/expense again")
    restated(publication, version=2)
    client.get(address)
    with django_assert_num_queries(2):
        client.get(address)


def test_the_page_is_told_in_the_language_of_its_reader(client, publication):
    page = client.get(f"/ar/cube/ask/?{QUESTION}")
    told = text_of(page)
    assert 'dir="rtl"' in told
    assert "٢٥٠" in told
    assert "المصروفات" in told


def test_unpublished_figures_are_for_those_who_may_see_them_and_in_no_public_answer(
    client, submission, data_steward, ilo
):
    address = f"/en/cube/submissions/{submission.uuid}/figures/"
    beside = [f"{address[:-1]}.csv", f"{address}rows/", f"{address}rows.csv"]
    cell = f"{QUESTION}&line=3&column=2020"
    for somebody in (None, person("other", RoleCode.DATA_STEWARD, ilo)):
        if somebody:
            client.force_login(somebody)
        for path in (address, *beside):
            assert client.get(f"{path}?{cell}").status_code == 404
    client.force_login(data_steward)
    page = client.get(f"{address}?{QUESTION}")
    told = text_of(page)
    assert page.status_code == 200
    assert "Not published" in told
    assert ">250<" in told
    behind = client.get(page.context["table"]["lines"][0]["cells"][0]["url"])
    assert behind.request["PATH_INFO"] == f"{address}rows/"
    assert [one["figure"].row for one in behind.context["rows"]] == [1, 2, 3]
    for path in beside:
        assert client.get(f"{path}?{cell if 'rows' in path else QUESTION}").status_code == 200
    assert "No published figures fit" in text_of(client.get(f"{ASK}?{QUESTION}"))
    submission.state = "published"
    submission.save()
    assert client.get(address)["Location"] == ASK
    submission.state = "waiting"
    submission.save()
    assert client.get(address).status_code == 404


def test_a_question_that_takes_too_long_is_stopped_with_a_sentence(publication, monkeypatch):
    known, slow = queries.published()
    monkeypatch.setattr(bounded, "SECONDS", 0.05)
    with pytest.raises(Refused, match=r"more than 0.05 seconds"):
        slow.run(
            "SELECT count(*) FROM range(100000000) a, range(1000) b WHERE a.range > b.range", []
        )
    monkeypatch.undo()
    day = timezone.now().date() + timedelta(days=1)
    answer = queries.answer(Question.parse(QUESTION), today=day, of=(known, slow))
    assert answer.total
    assert str(answer.total.value) == "250.00"  # the connection is as good as before
