Attribute VB_Name = "ZpbRebinding"
Option Explicit
Option Private Module

' Formulas with ZPB_ functions that do not call this add-in are entered again. A formula does not when the workbook was
' written by a program, when it was opened without the add-in, or when Excel saved it as a link to somebody's copy
' ('C:\...\zpb.xlam'!ZPB_SCORE).

Private Const Mark As String = "ZPB_"
' Rows read at a time: a sheet that is formatted to its last row must not fill the memory.
Private Const BlockRows As Long = 1000

' Enters them again in one workbook and answers how many. Sheets with a password are passed over. What the user has
' set in Excel, and whether the workbook counts as saved, is afterwards as before, also after an error.
Public Function ZpbRebind(ByVal Book As Workbook) As Long
    Dim Saved As Boolean, Calculation As Long, Events As Boolean, Updating As Boolean
    Dim Sheet As Worksheet, Count As Long, Number As Long, Details As String

    Saved = Book.Saved
    Calculation = Application.Calculation
    Events = Application.EnableEvents
    Updating = Application.ScreenUpdating
    On Error GoTo Failed
    Application.ScreenUpdating = False
    Application.EnableEvents = False
    If Calculation <> xlCalculationManual Then Application.Calculation = xlCalculationManual
    For Each Sheet In Book.Worksheets
        Count = Count + RebindSheet(Sheet)
    Next Sheet
Restore:
    On Error Resume Next
    If Application.Calculation <> Calculation Then Application.Calculation = Calculation
    Application.EnableEvents = Events
    Application.ScreenUpdating = Updating
    Book.Saved = Saved
    On Error GoTo 0
    If Number <> 0 Then Err.Raise Number, "ZpbRebind", Details
    ZpbRebind = Count
    Exit Function

Failed:
    Number = Err.Number
    Details = Err.Description
    Resume Restore
End Function

' The formula as it is entered: without the path or book name in front of !ZPB_, texts in quotes left as they are.
Public Function ZpbWithoutPath(ByVal Formula As String) As String
    Dim Done As String, At As Long, Closing As Long, Char As String

    At = 1
    Do While At <= Len(Formula)
        Char = Mid$(Formula, At, 1)
        Closing = 0
        If Char = """" Or Char = "'" Then Closing = ClosingQuote(Formula, At)
        If Closing = 0 Then
            If Char = "!" And StrComp(Mid$(Formula, At + 1, 4), Mark, vbTextCompare) = 0 Then
                Done = WithoutBareName(Done)
            Else
                Done = Done & Char
            End If
            At = At + 1
        Else
            If Not (Char = "'" And StrComp(Mid$(Formula, Closing + 1, 5), "!" & Mark, vbTextCompare) = 0) Then
                Done = Done & Mid$(Formula, At, Closing - At + 1)
            End If
            At = Closing + 1
        End If
    Loop
    ZpbWithoutPath = Done
End Function

Private Function RebindSheet(ByVal Sheet As Worksheet) As Long
    Dim Found As Collection, Cell As Range, State As Variant, Count As Long, Number As Long, Details As String

    Set Found = CellsToEnter(Sheet)
    If Found.Count = 0 Then Exit Function
    State = ZpbUnprotect(Sheet)
    If IsNull(State) Then Exit Function
    On Error GoTo Failed
    For Each Cell In Found
        Cell.Formula = ZpbWithoutPath(Cell.Formula)
        Count = Count + 1
    Next Cell
Restore:
    On Error GoTo 0
    ZpbReprotect Sheet, State
    If Number <> 0 Then Err.Raise Number, "RebindSheet", Details
    RebindSheet = Count
    Exit Function

Failed:
    Number = Err.Number
    Details = Err.Description
    Resume Restore
End Function

' The cells of one sheet that have to be entered again.
Private Function CellsToEnter(ByVal Sheet As Worksheet) As Collection
    Dim Found As New Collection, Cell As Range, Asked As Boolean, Bound As Boolean

    For Each Cell In CellsWithMark(Sheet)
        If ZpbWithoutPath(Cell.Formula) <> Cell.Formula Or ShowsName(Cell) Then
            Found.Add Cell
        Else
            ' One formula stands for all of its sheet: Excel binds them alike when it opens the file.
            If Not Asked Then Bound = ZpbIsBound(Cell)
            Asked = True
            If Not Bound Then Found.Add Cell
        End If
    Next Cell
    Set CellsToEnter = Found
End Function

Private Function CellsWithMark(ByVal Sheet As Worksheet) As Collection
    Dim Found As New Collection, Used As Range, Block As Range, Formulas As Variant
    Dim Top As Long, Height As Long, Row As Long, Column As Long

    Set Used = Sheet.UsedRange
    For Top = 1 To Used.Rows.Count Step BlockRows
        Height = Used.Rows.Count - Top + 1
        If Height > BlockRows Then Height = BlockRows
        Set Block = Used.Cells(Top, 1).Resize(Height, Used.Columns.Count)
        Formulas = Block.Formula
        If IsArray(Formulas) Then
            For Row = 1 To Height
                For Column = 1 To Used.Columns.Count
                    If HasMark(Formulas(Row, Column)) Then AddFormula Found, Block.Cells(Row, Column)
                Next Column
            Next Row
        ElseIf HasMark(Formulas) Then
            AddFormula Found, Block.Cells(1, 1)
        End If
    Next Top
    Set CellsWithMark = Found
End Function

Private Function HasMark(ByVal Formula As Variant) As Boolean
    If VarType(Formula) <> vbString Then Exit Function
    If Left$(Formula, 1) = "=" Then HasMark = InStr(1, Formula, Mark, vbTextCompare) > 0
End Function

' A text that looks like a formula is none; an array formula is left alone, since only all of it could be entered.
Private Sub AddFormula(ByVal Found As Collection, ByVal Cell As Range)
    If Cell.HasFormula And Not Cell.HasArray Then Found.Add Cell
End Sub

Private Function ShowsName(ByVal Cell As Range) As Boolean
    If IsError(Cell.Value2) Then ShowsName = (Cell.Value2 = CVErr(xlErrName))
End Function

' Where the quoted text that opens at At ends; a quote that is doubled is part of it. 0 where it does not end.
Private Function ClosingQuote(ByVal Formula As String, ByVal At As Long) As Long
    Dim Quote As String, Place As Long

    Quote = Mid$(Formula, At, 1)
    Place = InStr(At + 1, Formula, Quote)
    Do While Place > 0
        If Mid$(Formula, Place + 1, 1) <> Quote Then Exit Do
        Place = InStr(Place + 2, Formula, Quote)
    Loop
    ClosingQuote = Place
End Function

Private Function WithoutBareName(ByVal Text As String) As String
    Dim Length As Long

    Length = Len(Text)
    Do While Length > 0
        If InStr(1, "=+-*/^&<>(),; {}""'%", Mid$(Text, Length, 1)) > 0 Then Exit Do
        Length = Length - 1
    Loop
    WithoutBareName = Left$(Text, Length)
End Function
