"""`bin/quintet cube template FILE`: what an organization fills in, for a year and a measure."""

import argparse
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from quintet.cube.engine.lists import lists
from quintet.cube.engine.report.template import write_csv_template, write_xlsx_template


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="ending in .csv or .xlsx")
    parser.add_argument("--year", type=int, default=date.today().year - 1)
    parser.add_argument("--language", default="en", help="of names: ar, zh-hans, en, fr, ru, es")


def handle(options: Mapping[str, Any], stdout: TextIO) -> None:
    file: Path = options["file"]
    if file.suffix.lower() == ".xlsx":
        write_xlsx_template(file, lists(), options["year"], options["language"])
    else:
        write_csv_template(file)
    stdout.write(f"{file}\n")
