"""Stand-ins for Excel and pywin32: xlwings' own code runs against a workbook in memory (see README.md)."""
