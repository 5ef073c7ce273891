"""Reading the wording of a 评分细则: clauses, limits, points; the scoring kinds recognise themselves in them."""
