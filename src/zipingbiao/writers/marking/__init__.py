"""Marking a copy of a checked .xlsx or .xlsm with fills and notes, and taking the marks off again."""
