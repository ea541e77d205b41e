"""What is said of a submission: `spool` keeps all findings, `answer` tells them as JSON and CSV,
`marked` puts them beside the submitted rows, `template` is what to fill in; `validation` runs all."""
