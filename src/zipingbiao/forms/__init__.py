"""Forms as data: the schema of form.yaml, its strict loader, the catalogue of shipped forms, and the profiles."""
