"""Small IATI files, lists and a ruleset, written for the tests."""

import json

ACTIVITY = """
  <iati-activity xml:lang="en" default-currency="USD">
    <iati-identifier>{identifier}</iati-identifier>
    <reporting-org ref="XM-DAC-41114" type="40"><narrative>UNDP</narrative></reporting-org>
    <title><narrative>Wells</narrative></title>
    <description><narrative>Wells are dug.</narrative></description>
    <participating-org role="1" type="40" ref="XM-DAC-41114"/>
    <activity-status code="2"/>
    <activity-date type="1" iso-date="{start}"/>
    <recipient-country code="KE"/>
    <sector code="14030"/>
    {more}
  </iati-activity>"""

TRANSACTION = """
    <transaction>
      <transaction-type code="4"/>
      <transaction-date iso-date="{on}"/>
      <value value-date="{on}">{value}</value>
    </transaction>"""

ORGANISATION = """<iati-organisations version="2.03">
  <iati-organisation xml:lang="en" default-currency="USD">
    <organisation-identifier>XM-DAC-41114</organisation-identifier>
    <name><narrative>UNDP</narrative></name>
    <reporting-org ref="XM-DAC-41114" type="40"><narrative>UNDP</narrative></reporting-org>
    <total-budget>
      <period-start iso-date="2021-01-01"/>
      <period-end iso-date="{end}"/>
      <value value-date="2021-01-01">5</value>
    </total-budget>
  </iati-organisation>
</iati-organisations>"""


def activity(identifier="XM-DAC-41114-A1", start="2020-01-01", more=""):
    return ACTIVITY.format(identifier=identifier, start=start, more=more)


def transaction(value="10", on="2021-03-01"):
    return TRANSACTION.format(value=value, on=on)


def activities(*inside, head='version="2.03"', before=""):
    return f"{before}<iati-activities {head}>{''.join(inside)}\n</iati-activities>\n"


def code_list(name, *codes, complete=1):
    items = "".join(
        f"<codelist-item><code>{code}</code><name><narrative>{code}</narrative></name>"
        "</codelist-item>"
        for code in codes
    )
    return (
        f'<codelist name="{name}" complete="{complete}">'
        f"<codelist-items>{items}</codelist-items></codelist>"
    )


MAPPING = """<mappings>
  <mapping><path>//iati-activities/@version</path><codelist ref="Version"/></mapping>
  <mapping><path>//iati-activity/activity-status/@code</path><codelist ref="Status"/></mapping>
  <mapping><path>//iati-activity/recipient-country/@code</path><codelist ref="Country"/></mapping>
  <mapping><path>//iati-activity/sector/@code</path><codelist ref="Sector"/>
    <condition>@vocabulary = '1' or not(@vocabulary)</condition></mapping>
  <mapping><path>//iati-activity/policy-marker/@code</path><codelist ref="Marker"/></mapping>
  <mapping><path>//iati-activity/crs-add/channel-code/text()</path>
    <codelist ref="Channel"/></mapping>
  <mapping><path>//@xml:lang</path><codelist ref="Language"/></mapping>
  <mapping><path>//iati-organisation/reporting-org/@type</path><codelist ref="Type"/></mapping>
</mappings>"""

LISTS = {
    "Version": code_list("Version", "2.03"),
    "Status": code_list("Status", "1", "2"),
    "Country": code_list("Country", "KE", complete=0),
    "Sector": code_list("Sector", "14030"),
    "Channel": code_list("Channel", "41114"),
    "Language": code_list("Language", "en", "fr"),
    "Type": code_list("Type", "10"),
}

RULESET = {
    "/iati-activities/iati-activity": {
        "atleast_one": {
            "cases": [
                {
                    "paths": ["activity-date[@type='1']"],
                    "ruleInfo": {"id": "6.1", "severity": "error", "message": "No start."},
                }
            ]
        },
        "date_order": {
            "cases": [
                {
                    "less": "transaction/transaction-date/@iso-date",
                    "more": "NOW",
                    "ruleInfo": {"id": "11.2", "severity": "warning", "message": "In future."},
                }
            ]
        },
        "startswith": {
            "cases": [
                {
                    "prefix": ["ORG-ID-PREFIX"],
                    "paths": ["reporting-org/@ref"],
                    "ruleInfo": {"id": "1.14", "severity": "warning", "message": "Prefix."},
                }
            ]
        },
    },
    "/iati-organisations/iati-organisation/total-budget": {
        "time_limit": {
            "cases": [
                {
                    "start": "period-start/@iso-date",
                    "end": "period-end/@iso-date",
                    "ruleInfo": {"id": "7.5", "severity": "error", "message": "Too long."},
                }
            ]
        }
    },
}


def write_lists(folder, ruleset=RULESET, **more):
    """A folder laid out as IATI publishes, with these lists beside our own."""
    (folder / "codelists").mkdir(parents=True)
    (folder / "codelists" / "mapping.xml").write_text(MAPPING, encoding="utf-8")
    for name, text in (LISTS | more).items():
        (folder / "codelists" / f"{name}.xml").write_text(text, encoding="utf-8")
    if ruleset is not None:
        (folder / "ruleset").mkdir()
        (folder / "ruleset" / "standard.json").write_text(json.dumps(ruleset), encoding="utf-8")
    return folder
