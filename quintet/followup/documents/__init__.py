"""Documents out: the status-of-implementation report as Word, PDF, Excel, CSV and JSON. Plain Python."""
