"""The API of questions: the same answers as the page, refusals that name the parameter."""

import pytest

from quintet.cube.engine.questions.formats import FORMATS

API = "/api/v1/cube"
QUESTION = "measure=expense&rows=goal&columns=year&year=2020"


def test_an_answer_is_what_the_page_shows(client, publication):
    told = client.get(f"{API}/answers?{QUESTION}").json()
    assert told["question"] == QUESTION
    assert told["cells"][0] == {"goal": "3", "year": "2020", "value": "250.00", "figures": 3}
    assert told["vintage"][0]["sha256"] == publication.sha256


@pytest.mark.parametrize("form", FORMATS)
def test_an_answer_is_had_in_every_format(client, publication, form):
    response = client.get(f"{API}/answers?{QUESTION}&format={form}")
    assert (response.status_code, response["Content-Type"]) == (200, FORMATS[form].media_type)


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ("measure=power", "query.measure"),
        ("rows=goal,goal", "query.columns"),
        ("format=exe", "query.format"),
        ("year=x", "query.year"),
        ("nonsense=1", "query.nonsense"),
        ("limit=0", "query.limit"),
    ],
)
def test_a_refused_question_is_a_problem_that_names_its_parameter(client, publication, sent, where):
    response = client.get(f"{API}/answers?{sent}")
    told = response.json()
    assert (response.status_code, told["errors"][0]["where"]) == (422, where)
    assert not told["detail"].endswith("..")


def test_an_answer_has_an_etag_that_changes_with_the_question_and_what_is_published(
    client, publication, restated
):
    address = f"{API}/answers?{QUESTION}"
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    other = client.get(f"{API}/answers?measure=expense", headers={"If-None-Match": etag})
    assert other.status_code == 200
    french = client.get(address, headers={"If-None-Match": etag, "Accept-Language": "fr"})
    assert french.status_code == 200
    restated(publication, version=2)
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_the_figures_behind_a_cell_come_by_cursor_with_the_row_that_was_submitted(
    client, publication
):
    address = f"{API}/figures?{QUESTION}&line=3&column=2020&limit=2"
    first = client.get(address).json()
    second = client.get(f"{address}&cursor={first['next']}").json()
    assert [one["row"] for one in first["items"] + second["items"]] == [1, 2, 3]
    assert second["next"] is None
    assert second["items"][0] == {
        "series": "WHO/2020/expense", "version": 1, "sha256": publication.sha256, "row": 3,
        "told": {
            "year": 2020, "entity": "WHO", "measure": "expense", "record": "EXP",
            "function": "E02", "location": "LBN", "goal": "3", "target": "3.d", "currency": "USD",
        },
        "amount": "49.50",
    }  # fmt: skip


def test_a_cell_that_is_none_is_a_problem(client, publication):
    response = client.get(f"{API}/figures?{QUESTION}&line=3")
    assert response.status_code == 422
    assert response.json()["errors"][0]["where"] == "query.column"


def test_what_can_be_asked_is_told_in_the_language_of_the_caller(client, publication):
    told = client.get(f"{API}/semantic", headers={"Accept-Language": "fr"}).json()
    measures = {one["code"]: one for one in told["measures"]}
    assert measures["expense"] == {
        "code": "expense", "name": "dépenses", "kind": "amount", "adds": True, "of": "expense",
    }  # fmt: skip
    assert measures["goal_share"]["kind"] == "ratio"
    assert ["region", "subregion", "location"] in told["hierarchies"]
    assert told["formats"] == list(FORMATS)


def test_the_description_names_every_parameter_and_format(client, publication):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    asked = paths["/api/v1/cube/answers"]["get"]
    names = [one["name"] for one in asked["parameters"]]
    assert {"measure", "rows", "columns", "year", "goal", "as_at", "format"} <= set(names)
    assert len(names) == len(set(names))
    assert "application/vnd.apache.parquet" in asked["responses"]["200"]["content"]
    behind = [one["name"] for one in paths["/api/v1/cube/figures"]["get"]["parameters"]]
    assert {"line", "column", "cursor", "limit"} <= set(behind)
    assert len(behind) == len(set(behind))
