"""Word documents: reports, and the form itself as a table."""
