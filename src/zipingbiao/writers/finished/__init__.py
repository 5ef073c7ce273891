"""What makes an existing package a finished workbook (送审版), part by part; parts nobody has to change keep their bytes."""
