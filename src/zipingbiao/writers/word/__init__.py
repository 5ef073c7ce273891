"""Word documents: reports filled in from templates, and the form itself as a table."""
