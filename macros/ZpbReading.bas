Attribute VB_Name = "ZpbReading"
Option Explicit

' What Python asks of Excel: where the user is, a whole sheet, a line of text. Each is one call across the process border.

Private Const MOST_CELLS As Double = 300000

' Answers: 0 error, 1 name of the active workbook or "", 2 its full name or "", 3 active sheet, 4 active cell, 5 names of the
' worksheets (line feeds between).
Public Function ZpbWhere() As Variant
    Dim book As Object, sheet As Object, answer As Variant
    answer = Array("", "", "", "", "", "")
    On Error GoTo failed
    Set book = Application.ActiveWorkbook
    If Not book Is Nothing Then
        answer(1) = book.Name
        If book.Path <> "" Then answer(2) = book.FullName
        answer(3) = book.ActiveSheet.Name
        For Each sheet In book.Worksheets
            If answer(5) <> "" Then answer(5) = answer(5) & vbLf
            answer(5) = answer(5) & sheet.Name
            If sheet.Name = answer(3) Then answer(4) = Application.ActiveCell.Address(False, False)
        Next sheet
    End If
    ZpbWhere = answer
    Exit Function
failed:
    answer(0) = CStr(Err.Number) & " " & Err.Description
    ZpbWhere = answer
End Function

' Enters formulas again that do not call this add-in. Answers: 0 error, 1 how many.
Public Function ZpbRebindBook(ByVal bookName As String) As Variant
    On Error GoTo failed
    ZpbRebindBook = Array("", ZpbRebind(Application.Workbooks(bookName)))
    Exit Function
failed:
    ZpbRebindBook = Array(CStr(Err.Number) & " " & Err.Description, 0)
End Function

' The defined names, two texts for each: the name, and what it stands for. Answers: 0 error, 1 texts (1-D) or "".
Public Function ZpbNames(ByVal bookName As String) As Variant
    Dim one As Object, texts() As Variant, count As Long
    On Error GoTo failed
    For Each one In Application.Workbooks(bookName).Names
        ReDim Preserve texts(0 To 2 * count + 1)
        texts(2 * count) = one.Name
        texts(2 * count + 1) = one.RefersTo
        count = count + 1
    Next one
    If count = 0 Then ZpbNames = Array("", "") Else ZpbNames = Array("", texts)
    Exit Function
failed:
    ZpbNames = Array(CStr(Err.Number) & " " & Err.Description, "")
End Function

' Goes to a cell. Answers: 0 error.
Public Function ZpbSelect(ByVal bookName As String, ByVal sheetName As String, ByVal address As String) As Variant
    Dim sheet As Object
    On Error GoTo failed
    Set sheet = Application.Workbooks(bookName).Worksheets(sheetName)
    sheet.Parent.Activate
    sheet.Activate
    sheet.Range(address).Select
    ZpbSelect = Array("")
    Exit Function
failed:
    ZpbSelect = Array(CStr(Err.Number) & " " & Err.Description)
End Function

' A line of text from the user; "" where she cancels.
Public Function ZpbAsk(ByVal question As String, ByVal title As String, ByVal suggestion As String) As String
    ZpbAsk = InputBox(question, title, suggestion)
End Function

' A sheet as it stands in Excel, for workbooks whose copy cannot be read.
'
' Answers: 0 error, 1 name, 2 Visible (-1, 0, 2), 3 top row, 4 left column, 5 values and 6 formulas (2-D), 7 for every
' cell the number of its number format, 8 the number formats (1-D), 9 merged ranges (";" between), 10 whether there was
' more than is read.
Public Function ZpbReadSheet(ByVal bookName As String, ByVal sheetName As String) As Variant
    Dim used As Object, sheet As Object, answer As Variant, isCut As Boolean, lines As Double
    answer = Array("", sheetName, -1, 1, 1, "", "", "", "", "", False)
    On Error GoTo failed
    Set sheet = Application.Workbooks(bookName).Worksheets(sheetName)
    Set used = sheet.UsedRange
    lines = Int(MOST_CELLS / used.Columns.Count)
    If lines < 1 Then lines = 1
    isCut = used.Rows.Count > lines
    If isCut Then Set used = used.Resize(CLng(lines), used.Columns.Count)
    answer(2) = sheet.Visible
    answer(3) = used.Row
    answer(4) = used.Column
    answer(5) = Square(used.Value2)
    answer(6) = Square(used.Formula)
    ReadFormats used, answer
    answer(9) = MergesOf(used)
    answer(10) = isCut
    ZpbReadSheet = answer
    Exit Function
failed:
    answer(0) = CStr(Err.Number) & " " & Err.Description
    ZpbReadSheet = answer
End Function

' A single cell answers with its value alone.
Private Function Square(ByVal values As Variant) As Variant
    Dim one(1 To 1, 1 To 1) As Variant
    If IsArray(values) Then
        Square = values
    Else
        one(1, 1) = values
        Square = one
    End If
End Function

' A column whose cells are all alike is asked once.
Private Sub ReadFormats(ByVal used As Object, ByRef answer As Variant)
    Dim numbers() As Variant, known() As Variant, count As Long, row As Long, column As Long, common As Variant
    Dim number As Long
    ReDim numbers(1 To used.Rows.Count, 1 To used.Columns.Count)
    ReDim known(0 To 0)
    known(0) = "General"
    For column = 1 To used.Columns.Count
        common = used.Columns(column).NumberFormat
        If Not IsNull(common) Then number = NumberOf(known, count, CStr(common))
        For row = 1 To used.Rows.Count
            If IsNull(common) Then number = NumberOf(known, count, CStr(used.Cells(row, column).NumberFormat))
            numbers(row, column) = number
        Next row
    Next column
    answer(7) = numbers
    answer(8) = known
End Sub

Private Function NumberOf(ByRef known() As Variant, ByRef count As Long, ByVal code As String) As Long
    Dim index As Long
    For index = 0 To count
        If known(index) = code Then
            NumberOf = index
            Exit Function
        End If
    Next index
    count = count + 1
    ReDim Preserve known(0 To count)
    known(count) = code
    NumberOf = count
End Function

Private Function MergesOf(ByVal used As Object) As String
    Dim line As Object, cell As Object, found As String, merged As Variant
    merged = used.MergeCells
    If Not IsNull(merged) Then
        If Not merged Then Exit Function
    End If
    For Each line In used.Rows
        merged = line.MergeCells
        If IsNull(merged) Then merged = True
        If merged Then
            For Each cell In line.Cells
                If cell.MergeCells Then
                    If cell.Address = cell.MergeArea.Cells(1, 1).Address Then found = found & ";" & cell.MergeArea.Address(False, False)
                End If
            Next cell
        End If
    Next line
    MergesOf = Mid$(found, 2)
End Function

' Shows the first hidden one of some rows and goes to its first cell that may be filled. The rows are numbers with ";"
' between, in the order they are wanted. Answers: 0 error, 1 the row, 0 where none was hidden or the sheet is locked with
' a password, 2 "locked" for the latter.
Public Function ZpbShowRow(ByVal bookName As String, ByVal sheetName As String, ByVal wanted As String) As Variant
    Dim sheet As Object, part As Variant, row As Long, column As Long, lifted As New Collection, answer As Variant
    answer = Array("", 0, "")
    On Error GoTo failed
    Set sheet = Application.Workbooks(bookName).Worksheets(sheetName)
    For Each part In Split(wanted, ";")
        If row = 0 Then
            If sheet.Rows(CLng(part)).Hidden Then row = CLng(part)
        End If
    Next part
    If row > 0 Then
        If ZpbLift(sheet, lifted) Then
            sheet.Rows(row).Hidden = False
            column = 1
            Do While column < 60 And sheet.Cells(row, column).Locked
                column = column + 1
            Loop
            sheet.Cells(row, column).Select
            answer(1) = row
        Else
            answer(2) = "locked"
        End If
    End If
    GoTo finish
failed:
    answer(0) = CStr(Err.Number) & " " & Err.Description
    Resume finish
finish:
    ZpbProtectAgain lifted
    ZpbShowRow = answer
End Function
