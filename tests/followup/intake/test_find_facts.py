"""What a document says of itself, who is meant by a name, and the JSON of it all."""

from datetime import date

from quintet.followup.intake.candidate import Known, Meeting, Party
from quintet.followup.intake.parties import Names
from quintet.followup.intake.read import as_json, read
from tests.followup.intake.known import HLCM, KNOWN, items_of, names, reading_of


def test_title_symbol_and_date_come_from_the_cover():
    reading = reading_of(
        "United Nations\n\nDP/2021/5\n\nDistr.: General  \n3 February 2021\n\nOriginal: English\n\n"
        "# Annual report of the Administrator\n\n1. In 2020 much was done. See A/75/1 of 5 May 2020.\n"
    )
    assert (reading.title, reading.symbol, reading.date) == (
        "Annual report of the Administrator",
        "DP/2021/5",
        date(2021, 2, 3),
    )


def test_a_document_without_cover_tells_nothing_that_is_not_there():
    reading = reading_of("1. Some words.\n")
    assert (reading.title, reading.symbol, reading.date, reading.body) == ("", "", None, None)
    assert (reading.session, reading.meetings, reading.items, reading.unread) == (None, (), (), ())


def test_a_plain_title_serves_where_there_is_no_heading():
    assert (
        reading_of("A note on the way we work\n\n1. Words.\n").title == "A note on the way we work"
    )
    assert reading_of("# The way we work\n\nA note\n").title == "The way we work"


def test_as_at_names_the_date_of_a_status_report():
    assert reading_of("Progress report as at 30 June 2020\n\n12 May 2021\n").date == date(
        2020, 6, 30
    )
    assert reading_of("A report\n\n12 May 2021\n").date == date(2021, 5, 12)


def test_a_body_may_stand_in_a_heading_of_its_own():
    reading = reading_of("# High-level Committee on Management\n\n12 May 2021\n\n1. Words.\n")
    assert reading.body.party == HLCM
    assert reading_of("Report of the Bicycle of the House\n\n1. Words.\n").body is None
    assert (
        str(reading_of("Advisory Committee on Rules\n\n1. x\n").body)
        == "Advisory Committee on Rules"
    )


def test_the_days_under_the_title_are_those_of_the_session():
    reading = reading_of(
        "# Report of the Network of Networks on its third session\n\n(Rome, 17-18 October 2019)\n\n1. Words.\n"
    )
    assert reading.meetings == (
        Meeting("Network of Networks", 3, date(2019, 10, 17), date(2019, 10, 18)),
    )


def test_sessions_of_other_bodies_are_not_the_documents_own():
    text = (
        "# Report of the High-level Committee on Management at its fortieth session\n\n"
        "1. The seventy-fifth session of the General Assembly was held on 15-16 September 2020.\n\n"
        "The Committee:\n\n2. Requested UNDP to report to the General Assembly at its seventy-sixth session.\n"
        "3. Requested UNDP to report at the fortieth session.\n"
        "4. Requested UNICEF to report to the OHS Forum at its second session in 2022.\n"
    )
    reading = reading_of(text, Known(KNOWN.parties, (Meeting("OHS-FORUM", 2, date(2022, 2, 2)),)))
    assert reading.meetings == ()
    assert [[(d.text, d.date) for d in item.due] for item in reading.items] == [
        [("seventy-sixth session", None)],
        [],
        [("second session in 2022", None)],
    ]
    text = text.replace("second session in 2022", "second session")
    reading = reading_of(text, Known(KNOWN.parties, (Meeting("OHS-FORUM", 2, date(2022, 2, 2)),)))
    assert reading.items[2].due[0].date == date(2022, 2, 2)


def test_names_are_found_whatever_their_case_and_punctuation():
    known = Names(
        [
            Party("body", "FBN", "Finance and Budget Network", ("FBN",)),
            Party("organization", "WHO", "World Health Organization", ("WHO",)),
            Party("body", "TF", "Secretary-General's Task Force on Racism", ("UN Task Force",)),
            Party("body", "X", "   ", ("",)),
            Party("organization", "GF", "The Global Fund"),
        ]
    )
    found = known.mentions(
        "The finance & budget network (FBN), who met WHO's experts and the Secretary‑General’s task"
        " force on racism; the United Nations Task Force."
    )
    assert [mention.party.code for mention in found] == ["FBN", "WHO", "TF", "TF"]
    assert known.whole("the Finance and Budget Network").code == "FBN"
    assert known.whole("Finance and Budget Network members") is None
    assert known.whole("who") is None
    assert known.whole("Global Fund").code == "GF"


def test_an_acronym_that_the_document_defines_is_known_from_then_on():
    known = Known((Party("body", "RCN", "Road Crossing Network"),))
    (item,) = items_of(
        "# Report of the Board on its first session\n\n1. The Road Crossing Network (RCN) spoke.\n\n"
        "The Board:\n\n2. Requested RCN to cross roads.\n",
        known,
    )
    assert names(item.addressees) == ["Road Crossing Network"]


def test_a_nearer_full_name_counts_though_it_is_unknown():
    text = (
        "# Report of the Board on its first session\n\n1. The OHS Forum met.\n\n2. The Forum on Bees met.\n\n"
        "The Board:\n\n3. Requested the Forum to count.\n4. Requested the Network to count.\n"
        "5. Invited the Board to count, and the Chair of the Network to look on.\n"
    )
    assert [names(item.addressees) for item in items_of(text)][:2] == [
        ["Forum on Bees"],
        ["Network"],
    ]


def test_the_committee_is_the_documents_own():
    text = (
        "# Report of the High-level Committee on Management at its fortieth session\n\n"
        "1. The Steering Committee on Bees met.\n\nThe Committee:\n\n2. Invited the Committee to decide.\n"
    )
    assert names(items_of(text)[0].addressees) == ["High-level Committee on Management"]


def test_a_file_is_read_and_told_as_json():
    data = (
        b"# Report of the High-level Committee on Management at its fortieth session\n\n31 May 2020\n\n"
        b"The Committee:\n\n2. Requested UNDP, with HLCM, to report on A/75/1 by 5 May 2021.\n\n"
        b"## Other\n\n3. The Committee indicated that all should end.\n"
    )
    told = as_json(read(data, name="report.md", known=KNOWN))
    assert told["document"] == {
        "title": "Report of the High-level Committee on Management at its fortieth session",
        "symbol": "",
        "date": "2020-05-31",
        "body": "High-level Committee on Management",
    }
    (item,) = told["items"]
    assert {key: item[key] for key in ("kind", "number", "paragraph", "response", "status", "page")} == {
        "kind": "request", "number": "2", "paragraph": "2", "response": None, "status": None, "page": None,
    }  # fmt: skip
    assert item["addressees"] == ["United Nations Development Programme"]
    assert item["co_addressees"] == ["High-level Committee on Management"]
    assert item["due"] == [{"text": "by 5 May 2021", "date": "2021-05-05"}]
    assert item["symbols"] == ["A/75/1"]
    assert [act["verb"] for act in item["acts"]] == ["Requested"]
    assert item["span"][0] < item["span"][1]
    assert told["unread"] == [
        {
            "paragraph": "3",
            "why": "The body says what should be done, but not with a verb of decision.",
        }
    ]
