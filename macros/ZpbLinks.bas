Attribute VB_Name = "ZpbLinks"
Option Explicit

' Formulas that Excel saved as links to somebody's copy of the add-in: 'C:\Users\li\zpb.xlam'!ZPB_SCORE(...) becomes
' ZPB_SCORE(...), which is the add-in of whoever has the workbook open.

Private Const PREFIX As String = "!ZPB_"
Private Const EXCEL_LINKS As Long = 1

' Answers: 0 error, 1 mended cells, 2 sheets that could not be changed (line feeds between).
Public Function ZpbMendLinks(ByVal bookName As String) As Variant
    Dim book As Object, sheet As Object, state As Variant, answer As Variant, lifted As New Collection
    answer = Array("", 0, "")
    On Error GoTo failed
    Set book = Application.Workbooks(bookName)
    state = ZpbKeepState(book)
    On Error GoTo failedInside
    For Each sheet In book.Worksheets
        MendSheet sheet, lifted, answer
    Next sheet
    If answer(1) > 0 And answer(2) = "" Then BreakLinks book
    GoTo finish
failedInside:
    answer(0) = CStr(Err.Number) & " " & Err.Description
    Resume finish
finish:
    ZpbProtectAgain lifted
    ZpbRestoreState book, state, Nothing
    ZpbMendLinks = answer
    Exit Function
failed:
    answer(0) = CStr(Err.Number) & " " & Err.Description
    ZpbMendLinks = answer
End Function

Private Sub MendSheet(ByVal sheet As Object, ByVal lifted As Collection, ByRef answer As Variant)
    Dim used As Object, formulas As Variant, row As Long, column As Long
    Set used = sheet.UsedRange
    formulas = used.Formula
    If Not IsArray(formulas) Then
        MendCell sheet, used, CStr(formulas), lifted, answer
        Exit Sub
    End If
    For row = LBound(formulas, 1) To UBound(formulas, 1)
        For column = LBound(formulas, 2) To UBound(formulas, 2)
            If InStr(1, formulas(row, column), PREFIX, vbTextCompare) > 0 Then
                MendCell sheet, used.Cells(row, column), CStr(formulas(row, column)), lifted, answer
            End If
        Next column
    Next row
End Sub

Private Sub MendCell(ByVal sheet As Object, ByVal cell As Object, ByVal formula As String, _
        ByVal lifted As Collection, ByRef answer As Variant)
    If Left$(formula, 1) <> "=" Or InStr(1, formula, PREFIX, vbTextCompare) = 0 Then Exit Sub
    If Not ZpbLift(sheet, lifted) Then
        If InStr(vbLf & answer(2) & vbLf, vbLf & sheet.Name & vbLf) = 0 Then
            answer(2) = answer(2) & IIf(answer(2) = "", "", vbLf) & sheet.Name
        End If
        Exit Sub
    End If
    If cell.HasArray Then
        cell.CurrentArray.FormulaArray = ZpbUnlinked(formula)
    Else
        cell.Formula = ZpbUnlinked(formula)
    End If
    answer(1) = answer(1) + 1
End Sub

' The formula without the file in front of every ZPB_ function: in quotes, or up to the sign before it.
Public Function ZpbUnlinked(ByVal formula As String) As String
    Dim mark As Long, start As Long
    mark = InStr(1, formula, PREFIX, vbTextCompare)
    Do While mark > 0
        start = mark - 1
        If Mid$(formula, start, 1) = "'" Then
            start = start - 1
            Do While start > 1 And (Mid$(formula, start, 1) <> "'" Or Mid$(formula, start - 1, 1) = "'")
                If Mid$(formula, start, 1) = "'" Then start = start - 1
                start = start - 1
            Loop
        Else
            Do While start > 1 And InStr("=+-*/^&(,; <>{", Mid$(formula, start, 1)) = 0
                start = start - 1
            Loop
            start = start + 1
        End If
        formula = Left$(formula, start - 1) & Mid$(formula, mark + 1)
        mark = InStr(start, formula, PREFIX, vbTextCompare)
    Loop
    ZpbUnlinked = formula
End Function

' What is no longer used need not stay in the list of links; Excel may refuse, and then it does.
Private Sub BreakLinks(ByVal book As Object)
    Dim links As Variant, link As Variant, name As String
    On Error Resume Next
    links = book.LinkSources(EXCEL_LINKS)
    If Not IsArray(links) Then Exit Sub
    For Each link In links
        name = LCase$(Mid$(link, InStrRev(Replace(link, "/", "\"), "\") + 1))
        If Left$(name, 3) = "zpb" And Right$(name, 5) = ".xlam" Then book.BreakLink CStr(link), EXCEL_LINKS
    Next link
End Sub
