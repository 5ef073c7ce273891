"""The figures of a summary over the results of batches: by unit, form and rule, outliers, and a sample."""
