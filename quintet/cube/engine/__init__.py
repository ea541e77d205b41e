"""The cube's engine: figures in, findings about them, questions answered. Plain Python and DuckDB.

From the bottom: `columns` (what a figure consists of), `findings` (what is wrong with figures),
`lists` (the codes they use), `reading` (files become staged text), `checks` (rules over what is
staged), `iati` (activities), `store` (published files), `questions` (what is asked of them).
"""
