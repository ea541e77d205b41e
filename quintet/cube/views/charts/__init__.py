"""Charts of the cube, drawn on the server: geometry here, SVG in `cube/chart_KIND.html`.

Each function takes labels, values (Decimal) and links and gives what `cube/chart.html` shows:
`{% include "cube/chart.html" with chart=chart id="by-goal" question=url data=url only %}`, where
`question` is the address of the question it answers and `data` that of its figures. Values are put
in words by `write`: `short_amount_words` unless given (`percent_words` of ratios). The table with
the same values stands beneath: a chart shows the first marks only and says how many are left out.

- `bars(marks, *, title, write, most)`: `Mark(label, value, url, quiet)`, one bar each
- `lines(heads, series, *, title, write, most)`: `Series(label, values, url)`, a value or None a head
- `treemap(groups, *, title, write)`: groups are [(label, marks)]; one group with label "" is flat
"""

from quintet.cube.views.charts.bars import bars
from quintet.cube.views.charts.frame import Mark, Write, along
from quintet.cube.views.charts.lines import Series, lines
from quintet.cube.views.charts.treemap import treemap

__all__ = ["Mark", "Series", "Write", "along", "bars", "lines", "treemap"]
