"""What every other part stands on: errors, text, numbers, safe files. Nothing here knows what a form is."""
