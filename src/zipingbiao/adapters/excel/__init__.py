"""The Excel add-in: its registry of formulas and actions, what is generated and built from it, and what its buttons do."""
