"""The summary of a batch as one page."""

from zipingbiao.writers.overview_html.page import overview_html

__all__ = ["overview_html"]
