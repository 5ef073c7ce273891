"""The living workbook: form sheets, 汇总, 填报说明, 检查结果 and the very hidden metadata."""

from zipingbiao.writers.workbook.book import Live, write_workbook

__all__ = ["Live", "write_workbook"]
