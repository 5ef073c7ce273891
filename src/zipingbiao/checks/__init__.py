"""The consistency checker: rules over evaluations, each one file in checks.rules; findings name cell, values, remedy."""
