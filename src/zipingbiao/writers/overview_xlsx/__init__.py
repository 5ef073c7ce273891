"""The summary of a batch as a workbook."""

from zipingbiao.writers.overview_xlsx.book import overview_xlsx

__all__ = ["overview_xlsx"]
