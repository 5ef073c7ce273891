"""The module that xlwings calls for the add-in; generated, see adapters.excel.generate."""
