"""An IATI file of 198 MB validated: schema, ruleset, code lists, and its figures staged and judged as
the cube's; seconds and peak memory.

Run: python benchmarks/cube_iati.py [--small] [DIR]

DIR holds `codelists/` and `ruleset/` as IATI publishes them; without it the schema alone is judged.
The file is one valid activity of 20 transactions over and over, with other identifiers and amounts.
Against it, after it: lxml alone, which streams the file and puts each activity to the schema, the
least that any validator does. Exit 1 where 198 MB take more than 30 seconds or 200 MB of memory in
all processes together.
"""

import os
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

from lxml import etree

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from quintet.cube.engine.iati.schema import schema
from quintet.cube.engine.lists import lists
from quintet.cube.engine.report.validation import validate
from quintet.cube.engine.staging import Options

SIZE, SMALL = 198_000_000, 9_900_000  # bytes
SECONDS, MEMORY, TRANSACTIONS = 30, 200, 20

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03">\n'
TRANSACTION = """    <transaction ref="{number}-{part}">
      <transaction-type code="4"/>
      <transaction-date iso-date="2021-03-{day:02}"/>
      <value value-date="2021-03-{day:02}" currency="USD">{amount}.25</value>
      <description><narrative>Invoice {part} of works on site, as certified</narrative></description>
      <provider-org ref="XM-DAC-41114" type="40"><narrative>UN Development Programme</narrative></provider-org>
      <receiver-org ref="XM-DAC-41122" type="40"><narrative>UN Children's Fund</narrative></receiver-org>
      <disbursement-channel code="1"/>
      <flow-type code="10"/>
      <finance-type code="110"/>
      <aid-type code="C01" vocabulary="1"/>
      <aid-type code="4" vocabulary="2"/>
      <tied-status code="5"/>
    </transaction>
"""
ACTIVITY = """  <iati-activity xml:lang="en" default-currency="USD" last-updated-datetime="2022-01-01T00:00:00Z">
    <iati-identifier>XM-DAC-41114-P{number}</iati-identifier>
    <reporting-org ref="XM-DAC-41114" type="40"><narrative>UN Development Programme</narrative></reporting-org>
    <title><narrative>Wells in district {number}</narrative></title>
    <description type="1"><narrative>Wells are dug, pumps are set, and committees learn to keep them.</narrative></description>
    <participating-org role="1" type="40" ref="XM-DAC-41114"><narrative>UN Development Programme</narrative></participating-org>
    <participating-org role="4" type="40" ref="XM-DAC-41122"><narrative>UN Children's Fund</narrative></participating-org>
    <activity-status code="2"/>
    <activity-date type="1" iso-date="2020-01-01"/>
    <activity-date type="2" iso-date="2020-01-02"/>
    <recipient-country code="KE" percentage="60"/>
    <recipient-country code="UG" percentage="40"/>
    <sector vocabulary="1" code="14030" percentage="75"/>
    <sector vocabulary="1" code="12220" percentage="25"/>
    <tag vocabulary="3" code="6.1"/>
    <policy-marker vocabulary="1" code="1" significance="1"/>
    <default-aid-type code="C01"/>
    <budget type="1" status="2"><period-start iso-date="2021-01-01"/><period-end iso-date="2021-12-31"/><value value-date="2021-01-01">100000</value></budget>
{transactions}  </iati-activity>
"""


def make(path: Path, size: int) -> None:
    """A valid file of `size` bytes, or a little more."""
    written = number = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        while written < size:
            number += 1
            transactions = "".join(
                TRANSACTION.format(
                    number=number, part=part, day=part, amount=1000 + number * part % 977
                )
                for part in range(1, TRANSACTIONS + 1)
            )
            written += file.write(ACTIVITY.format(number=number, transactions=transactions))
        file.write("</iati-activities>\n")


def bare(path: Path) -> float:
    """Seconds that lxml takes to stream the file and put each activity to the schema."""
    rules, begun = schema("iati-activities"), time.perf_counter()
    for _event, activity in etree.iterparse(str(path), tag="iati-activity"):
        root = etree.Element("iati-activities", version="2.03")
        before = activity.getprevious()
        if before is not None:
            root.append(before)
            assert rules.validate(root)
    return time.perf_counter() - begun


class Peak:
    """The most memory that this process and those it began have resident at one time, in MB."""

    def __init__(self) -> None:
        self.most = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Peak":
        self._thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.1):
            begun = Path("/proc/self/task").glob("*/children")
            pids = ["self", *(pid for one in begun for pid in one.read_text().split())]
            self.most = max(self.most, sum(map(resident, pids)))


def resident(pid: str) -> float:
    """0 where there is no such process any more."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> int:
    folders = [Path(one) for one in sys.argv[1:] if not one.startswith("-")]
    size = SMALL if "--small" in sys.argv else SIZE
    longest = SECONDS if size == SIZE else float("inf")
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / "activities.xml"
        make(path, size)
        options = Options(iati=folders[0] if folders else None)
        with Peak() as peak:
            begun, cpu = time.perf_counter(), sum(os.times()[:4])
            found = validate([path], Path(work), lists(), latest=date.today().year, options=options)
            seconds, cpu = time.perf_counter() - begun, sum(os.times()[:4]) - cpu
        used = peak.most
        least = bare(path)
        totals, findings = found.totals, found.findings
        print(f"{path.stat().st_size / 1e6:.0f} MB, {totals['records']:,} activities,")
        print(f"{totals['transactions']:,} transactions, {found.rows:,} figures:")
        print(f"{findings.status} {dict(findings.counts)}, load {os.getloadavg()[0]:.1f}")
    print(f"all rules {seconds:6.1f} s, {size / 1e6 / seconds:5.1f} MB/s, {used:.0f} MB of memory")
    print(f"          {cpu:6.1f} s of processor time, of both processes")
    print(f"lxml      {least:6.1f} s, for schema alone: ratio {seconds / least:.1f}")
    return int(not findings.is_valid or seconds > longest or used > MEMORY)


if __name__ == "__main__":
    sys.exit(main())
