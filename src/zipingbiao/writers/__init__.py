"""Writers: the living workbook and the reports; they compute nothing that scoring has not computed."""
