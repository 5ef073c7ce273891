"""The filled form as plain frozen objects: values with provenance, evaluations, quantities, findings."""
