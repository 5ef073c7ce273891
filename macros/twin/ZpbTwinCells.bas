Attribute VB_Name = "ZpbTwinCells"
Option Explicit

' Looking at the cells of the form that is being checked. Positions come from _zpb; nothing is written here.

Public Const TINY As Double = 0.005

Public form_ As String
Public sheet_ As Worksheet
' A weight is missing, so that sums of weights mean nothing.
Public weightless_ As Boolean

' What _zpb has for a key of this form: a text, or a position (0 where the form has no such cell).
Public Function Own(ByVal wanted As String, ByVal column As Long) As Variant
    Dim at As Long
    at = MetaRow(form_, wanted)
    If column = AT_ROW Or column = AT_COLUMN Then Own = 0 Else Own = ""
    If at = 0 Then Exit Function
    If column = AT_ROW Or column = AT_COLUMN Then Own = MetaNumber(at, column) Else Own = MetaText(at, column)
End Function

' The cell of a key; Nothing where the form has none.
Public Function Spot(ByVal wanted As String) As Range
    If Own(wanted, AT_ROW) > 0 And Own(wanted, AT_COLUMN) > 0 Then
        Set Spot = sheet_.Cells(Own(wanted, AT_ROW), Own(wanted, AT_COLUMN))
    End If
End Function

' The cell of an indicator row in the column of a key; Nothing where the form has none.
Public Function InLine(ByVal position As Long, ByVal wanted As String) As Range
    If Own(wanted, AT_COLUMN) > 0 Then Set InLine = sheet_.Cells(position, Own(wanted, AT_COLUMN))
End Function

Public Function TextOf(ByVal cell As Range) As String
    If cell Is Nothing Then Exit Function
    If Not IsError(cell.Value2) Then TextOf = Trim$(CStr(cell.Value2))
End Function

Public Function HasNumber(ByVal cell As Range) As Boolean
    If cell Is Nothing Then Exit Function
    HasNumber = (VarType(cell.Value2) = vbDouble)
End Function

Public Function NumberOf(ByVal cell As Range) As Double
    If HasNumber(cell) Then NumberOf = cell.Value2
End Function

Public Function Show(ByVal number As Double) As String
    Show = CStr(Round(number, 6))
End Function

Public Function IsBlank(ByVal cell As Range) As Boolean
    If cell Is Nothing Then Exit Function
    If Not IsError(cell.Value2) Then IsBlank = (TextOf(cell) = "")
End Function

' Notes a cell that shows an error; tells whether it does.
Public Function IsFaulty(ByVal cell As Range, ByVal label As String) As Boolean
    If cell Is Nothing Then Exit Function
    IsFaulty = IsError(cell.Value2)
    If IsFaulty Then Note form_, AS_ERROR, "ZP060", cell, label, cell.Text, Say("anything"), "", "fault", cell.Text
End Function

' Whether a printed figure cannot be what `exact` looks like at the places it is printed with.
Public Function Differs(ByVal printed As Range, ByVal exact As Double, ByVal places As Long) As Boolean
    Dim slack As Double
    slack = 10 ^ -places / 2
    If slack < TINY And places < 4 Then slack = TINY
    Differs = Abs(printed.Value2 - exact) >= slack + 0.0000001
End Function

Public Function Places(ByVal number As Double) As Long
    Dim text As String
    text = Show(number)
    If InStr(text, ".") > 0 Then Places = Len(text) - InStr(text, ".")
End Function

' A figure of the original table beside what the sheet computes; places -1: as many as the figure has.
Public Sub CheckOriginal(ByVal given As Range, ByVal living As Range, ByVal label As String, ByVal what As String, _
                          ByVal digits As Long)
    Dim unit As String, shown As String, exact As String
    If Not (HasNumber(given) And HasNumber(living)) Then Exit Sub
    If digits < 0 Then digits = Places(given.Value2)
    ' A total is the sum of its rows to the last place, a whole number too.
    If what = "total" And digits = 0 Then digits = 2
    If Not Differs(given, living.Value2, digits) Then Exit Sub
    shown = Show(given.Value2)
    exact = Show(living.Value2)
    unit = Say("points")
    If what = "rate" Then
        shown = Show(given.Value2 * 100) & "%"
        exact = Show(living.Value2 * 100) & "%"
        unit = "%"
    End If
    ' What a rounded percentage explains is a matter of a few hundredths.
    Note form_, IIf(Abs(given.Value2 - living.Value2) < 0.05 And what <> "rate", AS_INFO, AS_WARNING), "", given, _
         label, shown, exact, unit, "original." & what, shown, exact
End Sub

' Not a heading, and no row of a goal between two blocks, whose cells are merged across.
Public Function IsIndicator(ByVal position As Long) As Boolean
    Dim title As Range
    Set title = InLine(position, "l3")
    If title Is Nothing Then Exit Function
    If title.MergeCells Then
        If title.MergeArea.Columns.Count > 1 Then Exit Function
    End If
    IsIndicator = (TextOf(title) <> Own("l3", FIRST_TEXT))
End Function

Public Function IsNamed(ByVal position As Long) As Boolean
    Dim texts As String
    texts = TextOf(InLine(position, "l3")) & TextOf(InLine(position, "target")) & TextOf(InLine(position, "actual"))
    IsNamed = (texts <> "")
End Function

' The name of a row: its third level, else the nearest level that has one.
Public Function LabelOf(ByVal position As Long) As String
    LabelOf = TextOf(InLine(position, "l3"))
    If LabelOf = "" Then LabelOf = TextOf(InLine(position, "l2"))
    If LabelOf = "" Then LabelOf = TextOf(InLine(position, "l1"))
End Function
