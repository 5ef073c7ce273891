"""Made-up workbooks of many units, as their accountants make them by hand, to time with."""
