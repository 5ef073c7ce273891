Attribute VB_Name = "ZpbRecords"
Option Explicit

' What a workbook remembers of its marks, in the very hidden sheet _zpb_marks: a row per record of ZpbMarks.
'
' The first column is a formula =ROWS(range), because a formula follows its cells when rows are inserted, cells are moved
' and sheets are renamed.

Private Const MARKS_SHEET As String = "_zpb_marks"
Private Const FIELDS As Long = 9
Private Const VERY_HIDDEN As Long = 2

' What the workbook remembers. Cells that were deleted since are left out.
Public Function ZpbReadRecords(ByVal book As Object) As Collection
    Dim found As New Collection, sheet As Object, formulas As Variant, values As Variant, row As Long, last As Long
    Set ZpbReadRecords = found
    Set sheet = ZpbFindSheet(book, MARKS_SHEET)
    If sheet Is Nothing Then Exit Function
    last = sheet.UsedRange.Row + sheet.UsedRange.Rows.Count - 1
    formulas = sheet.Range("A1").Resize(last, FIELDS + 1).Formula
    values = sheet.Range("A1").Resize(last, FIELDS + 1).Value2
    For row = 1 To last
        ReadRecord book, CStr(formulas(row, 1)), values, row, found
    Next row
End Function

' A row that cannot be read is left out: a sheet of this name may come from anybody, and must not stop a check for good.
Private Sub ReadRecord(ByVal book As Object, ByVal formula As String, ByRef values As Variant, ByVal row As Long, _
        ByVal found As Collection)
    Dim area As Object, record As Variant, field As Long
    On Error GoTo unreadable
    Set area = AreaOf(book, formula)
    If area Is Nothing Then Exit Sub
    record = Array(area, CStr(values(row, 2)), 0, 0, "", 0, 0, "", 0, 0)
    For field = 2 To FIELDS
        If field = 4 Or field = 7 Then
            record(field) = CStr(values(row, field + 1))
        Else
            record(field) = CDbl(values(row, field + 1))
        End If
    Next field
    found.Add record
unreadable:
End Sub

Private Function AreaOf(ByVal book As Object, ByVal formula As String) As Object
    Dim cut As Long, name As String, sheet As Object
    Set AreaOf = Nothing
    cut = InStrRev(formula, "!")
    If Left$(formula, 6) <> "=ROWS(" Or cut = 0 Or InStr(formula, "#REF!") > 0 Then Exit Function
    name = Mid$(formula, 7, cut - 7)
    If Left$(name, 1) = "'" Then name = Replace(Mid$(name, 2, Len(name) - 2), "''", "'")
    Set sheet = ZpbFindSheet(book, name)
    If Not sheet Is Nothing Then Set AreaOf = sheet.Range(Mid$(formula, cut + 1, Len(formula) - cut - 1))
End Function

' Writes what the workbook remembers, in place of what it remembered before; nothing to remember needs no sheet.
Public Sub ZpbKeepRecords(ByVal book As Object, ByVal records As Collection, ByVal made As Collection)
    Dim sheet As Object, area As Object, formulas() As Variant, values() As Variant
    Dim record As Variant, row As Long, field As Long
    Set sheet = ZpbFindSheet(book, MARKS_SHEET)
    If records.Count = 0 Then
        If Not sheet Is Nothing Then ZpbDropSheet sheet
        Exit Sub
    End If
    If sheet Is Nothing Then
        Set sheet = ZpbAddSheet(book, book.Sheets(book.Sheets.Count), made)
        sheet.Name = MARKS_SHEET
        sheet.Visible = VERY_HIDDEN
    End If
    ReDim formulas(1 To records.Count, 1 To 1)
    ReDim values(1 To records.Count, 1 To FIELDS)
    For row = 1 To records.Count
        record = records(row)
        Set area = record(0)
        formulas(row, 1) = "=ROWS('" & Replace(area.Worksheet.Name, "'", "''") & "'!" & area.Address & ")"
        For field = 1 To FIELDS
            values(row, field) = record(field)
        Next field
    Next row
    sheet.Cells.ClearContents
    sheet.Range("A1").Resize(records.Count, 1).Formula = formulas
    sheet.Range("B1").Resize(records.Count, FIELDS).Value = values
End Sub
