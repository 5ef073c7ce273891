"""Forms as data: the schema of form.yaml, its strict loader, and the catalogue of shipped forms."""
