"""The Excel add-in: its registry of formulas and actions, what is generated from it, its building and installing."""
