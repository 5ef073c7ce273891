"""Mutated and oversized files: whatever is in them, the product answers with a result or with one plain sentence."""
