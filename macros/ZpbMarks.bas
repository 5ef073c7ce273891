Attribute VB_Name = "ZpbMarks"
Option Explicit

' Marks on cells: a fill and a note, what was there before, and putting it back.
'
' A record is an array: 0 range, 1 text of our note or "", 2 our colour (NO_COLOUR: none, SAME_AREA: a cell of the
' merged range before it that had another fill), 3 pattern, 4 to 6 kind, value and tint of the cell's colour, 7 to 9
' those of the pattern's. A colour is of kind "theme", "auto" or "rgb".

Private Const FIELDS As Long = 9
Private Const NO_COLOUR As Long = -1
Private Const SAME_AREA As Long = -2
Private Const MOST_CELLS As Long = 2000
Private Const NO_PATTERN As Long = -4142
Private Const SOLID As Long = 1
Private Const GRADIENT As Long = 4000
Private Const AUTOMATIC As Long = -4105

' Marks a cell, with the merged range it belongs to; what was there is added to `records` before anything is touched.
Public Sub ZpbSetMark(ByVal records As Collection, ByVal cell As Object, ByVal colour As Long, ByVal note As String)
    Dim area As Object, one As Object, shown As Long, main As Variant, other As Variant
    Set area = cell.MergeArea
    If ZpbHasNote(area.Cells(1, 1)) Then note = ""
    shown = colour
    If HasGradient(area) Then shown = NO_COLOUR
    If shown = NO_COLOUR And note = "" Then Exit Sub
    main = RecordOf(area, area.Cells(1, 1), note, shown)
    records.Add main
    If shown <> NO_COLOUR And IsSmall(area) Then
        For Each one In area.Cells
            other = RecordOf(one, one, "", SAME_AREA)
            If Not IsSameFill(main, other) Then records.Add other
        Next one
    End If
    PutMark main
End Sub

Private Sub PutMark(ByVal record As Variant)
    Dim area As Object
    Set area = record(0)
    If record(2) >= 0 Then
        ' From no fill at all, so that nothing of the fill before shines through.
        area.Interior.Pattern = NO_PATTERN
        area.Interior.Pattern = SOLID
        area.Interior.Color = CLng(record(2))
    End If
    If record(1) <> "" Then
        If Not ZpbHasNote(area.Cells(1, 1)) Then
            area.Cells(1, 1).AddComment CStr(record(1))
            SizeNote area.Cells(1, 1).Comment, CStr(record(1))
        End If
    End If
End Sub

' A note is drawn small, whatever stands in it. Its size is no more than a courtesy.
Private Sub SizeNote(ByVal note As Object, ByVal text As String)
    Dim lines As Long, part As Variant
    On Error Resume Next
    For Each part In Split(text, vbLf)
        lines = lines + 1 + Len(part) \ 24
    Next part
    note.Shape.Width = 260
    note.Shape.Height = 14 * lines + 12
End Sub

' Whether a note or a threaded comment stands at the cell. Excel 2016 does not know the latter.
Public Function ZpbHasNote(ByVal cell As Object) As Boolean
    ZpbHasNote = Not cell.Comment Is Nothing
    If Not ZpbHasNote Then ZpbHasNote = HasThread(cell)
End Function

Private Function HasThread(ByVal cell As Object) As Boolean
    Dim thread As Object
    On Error GoTo unknown
    Set thread = cell.CommentThreaded
    HasThread = Not thread Is Nothing
unknown:
End Function

Private Function IsSmall(ByVal area As Object) As Boolean
    Dim cells As Double
    cells = CDbl(area.Rows.Count) * CDbl(area.Columns.Count)
    IsSmall = cells > 1 And cells <= MOST_CELLS
End Function

Private Function HasGradient(ByVal area As Object) As Boolean
    Dim pattern As Variant, one As Object
    pattern = area.Interior.Pattern
    If IsNull(pattern) And IsSmall(area) Then
        For Each one In area.Cells
            If one.Interior.Pattern >= GRADIENT Then HasGradient = True
        Next one
    ElseIf Not IsNull(pattern) Then
        HasGradient = pattern >= GRADIENT
    End If
End Function

Private Function RecordOf(ByVal area As Object, ByVal cell As Object, ByVal note As String, ByVal shown As Long) As Variant
    Dim record As Variant
    record = Array(area, note, shown, NO_PATTERN, "", 0, 0, "", 0, 0)
    With cell.Interior
        If shown <> NO_COLOUR And .Pattern <> NO_PATTERN Then
            record(3) = .Pattern
            If ThemeOf(cell.Interior) > 0 Then
                record(4) = "theme"
                record(5) = ThemeOf(cell.Interior)
                record(6) = .TintAndShade
            ElseIf .ColorIndex = AUTOMATIC Then
                record(4) = "auto"
            Else
                record(4) = "rgb"
                record(5) = .Color
                record(6) = .TintAndShade
            End If
            If .PatternColorIndex = AUTOMATIC Then
                record(7) = "auto"
            ElseIf PatternThemeOf(cell.Interior) > 0 Then
                record(7) = "theme"
                record(8) = PatternThemeOf(cell.Interior)
                record(9) = .PatternTintAndShade
            Else
                record(7) = "rgb"
                record(8) = .PatternColor
                record(9) = .PatternTintAndShade
            End If
        End If
    End With
    RecordOf = record
End Function

' The theme's colour, 0 where the colour is none of the theme: Excel then answers 0 or with an error.
Private Function ThemeOf(ByVal fill As Object) As Long
    On Error GoTo unthemed
    ThemeOf = fill.ThemeColor
unthemed:
End Function

Private Function PatternThemeOf(ByVal fill As Object) As Long
    On Error GoTo unthemed
    PatternThemeOf = fill.PatternThemeColor
unthemed:
End Function

Private Function IsSameFill(ByVal one As Variant, ByVal other As Variant) As Boolean
    Dim field As Long
    For field = 3 To FIELDS
        If one(field) <> other(field) Then Exit Function
    Next field
    IsSameFill = True
End Function

Private Sub PutFill(ByVal record As Variant)
    With record(0).Interior
        If record(3) = NO_PATTERN Then
            .Pattern = NO_PATTERN
            Exit Sub
        End If
        .Pattern = CLng(record(3))
        If record(4) = "theme" Then
            .ThemeColor = CLng(record(5))
        ElseIf record(4) = "auto" Then
            .ColorIndex = AUTOMATIC
        Else
            .Color = CLng(record(5))
        End If
        If record(6) <> 0 Then .TintAndShade = CDbl(record(6))
        If record(7) = "theme" Then
            .PatternThemeColor = CLng(record(8))
        ElseIf record(7) = "auto" Then
            .PatternColorIndex = AUTOMATIC
        Else
            .PatternColor = CLng(record(8))
        End If
        If record(9) <> 0 Then .PatternTintAndShade = CDbl(record(9))
    End With
End Sub

' Takes marks off. A fill that somebody changed since, and a note that somebody rewrote, stay; `rewritten` counts the
' latter. What was taken off is added to `undone`, for ZpbRedoMarks.
Public Sub ZpbTakeMarks(ByVal records As Collection, ByVal undone As Collection, ByRef rewritten As Long)
    Dim index As Long, isOurs As Boolean
    For index = 1 To records.Count
        TakeMark records(index), False, isOurs, undone, rewritten
    Next index
End Sub

' The same after an error, also where a mark was only half set: what can be put back is put back.
Public Sub ZpbUndoMarks(ByVal records As Collection)
    Dim index As Long, isOurs As Boolean, rewritten As Long, undone As New Collection
    On Error Resume Next
    For index = 1 To records.Count
        TakeMark records(index), True, isOurs, undone, rewritten
    Next index
End Sub

' Sets marks again that were taken off; never raises.
Public Sub ZpbRedoMarks(ByVal records As Collection)
    Dim index As Long
    On Error Resume Next
    For index = 1 To records.Count
        PutMark records(index)
    Next index
End Sub

' `isOurs` goes from a merged range to its cells that follow.
Private Sub TakeMark(ByVal record As Variant, ByVal always As Boolean, ByRef isOurs As Boolean, _
        ByVal undone As Collection, ByRef rewritten As Long)
    Dim first As Object
    Set first = record(0).Cells(1, 1)
    If record(2) <> SAME_AREA Then
        isOurs = always And record(2) >= 0
        If record(2) >= 0 And first.Interior.Pattern = SOLID Then isOurs = isOurs Or first.Interior.Color = record(2)
        If isOurs Then undone.Add Array(record(0), "", record(2))
    End If
    If isOurs Then PutFill record
    If record(1) = "" Then Exit Sub
    If first.Comment Is Nothing Then Exit Sub
    If Squeezed(first.Comment.Text) = Squeezed(CStr(record(1))) Then
        undone.Add Array(record(0), record(1), NO_COLOUR)
        first.Comment.Delete
    Else
        rewritten = rewritten + 1
    End If
End Sub

' Other programs change line ends and spaces of a note.
Private Function Squeezed(ByVal text As String) As String
    Squeezed = Replace(Replace(Replace(text, vbCr, ""), vbLf, ""), " ", "")
End Function
