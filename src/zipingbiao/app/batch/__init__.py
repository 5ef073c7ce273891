"""Checking thousands of files: found, worked on by several processes or machines, kept as they come, put together."""

from zipingbiao.app.batch.running import BatchResult, run_batch

__all__ = ["BatchResult", "run_batch"]
