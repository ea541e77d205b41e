"""The cube as SDMX 3.0: what the official statistics of most countries are exchanged in.

From the bottom: `structure` (dimensions, measures, attributes), `writing` (SDMX-CSV, SDMX-ML), `rows`
(of figures, of an answer), `message` (the structures themselves), `answers` (as a format of answers).
Reading is a matter of submissions: `reading/`.
"""
