"""Scoring: comparing target and actual, the scoring kinds, the form's totals and grade — pure, without any I/O."""
