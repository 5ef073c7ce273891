Attribute VB_Name = "ZpbTwinForm"
Option Explicit

' What the head and the foot of one form tell, and each of its rows.

Public Sub CheckForm(ByVal form As String, ByVal sheet As Worksheet)
    Dim position As Long
    form_ = form
    Set sheet_ = sheet
    weightless_ = False
    If IsEmptyForm() Then
        Note form_, AS_ERROR, Own("form", SECOND_TEXT), Spot("form"), Say("whole"), "", Say("content"), "", "empty"
        Exit Sub
    End If
    CheckFields
    CheckMoney
    For position = Own("first", AT_ROW) To Own("last", AT_ROW)
        If IsIndicator(position) Then CheckLine position
    Next position
    If Own("total", AT_ROW) > 0 Then CheckTotal
End Sub

' Nobody has filled in anything yet.
Private Function IsEmptyForm() As Boolean
    Dim at As Long, position As Long
    If Own("form", SECOND_TEXT) = "" Then Exit Function
    For at = 1 To MetaCount()
        If MetaText(at, ANCHOR) = form_ And (MetaText(at, KEY) = "named" Or MetaText(at, KEY) = "amount" _
                                             Or MetaText(at, KEY) = "goal") Then
            If Not IsBlank(sheet_.Cells(MetaNumber(at, AT_ROW), MetaNumber(at, AT_COLUMN))) Then Exit Function
        End If
    Next at
    For position = Own("first", AT_ROW) To Own("last", AT_ROW)
        If IsIndicator(position) Then
            If IsNamed(position) Or HasNumber(InLine(position, "original")) Then Exit Function
        End If
    Next position
    IsEmptyForm = True
End Function

' Fields, amounts and goals that are blank. Keys: named and field (of the head), amount, goal.
Private Sub CheckFields()
    Dim at As Long, cell As Range, rule As String
    For at = 1 To MetaCount()
        If MetaText(at, ANCHOR) = form_ And MetaText(at, THIRD_TEXT) <> "" And MetaNumber(at, AT_ROW) > 0 _
           And MetaNumber(at, AT_COLUMN) > 0 Then
            Set cell = sheet_.Cells(MetaNumber(at, AT_ROW), MetaNumber(at, AT_COLUMN))
            rule = MetaText(at, THIRD_TEXT)
            If rule = "-" Then rule = ""
            If Not IsFaulty(cell, MetaText(at, FIRST_TEXT)) And IsBlank(cell) Then
                Note form_, IIf(rule = "", AS_INFO, AS_ERROR), rule, cell, MetaText(at, FIRST_TEXT), "", _
                     MetaText(at, SECOND_TEXT), "", "field", MetaText(at, SECOND_TEXT)
            End If
        End If
    Next at
End Sub

Private Sub CheckMoney()
    Dim budget As Range, spent As Range, rate As Range, points As Range, label As String
    Set budget = Spot("budget")
    Set spent = Spot("executed")
    Set rate = Spot("rate")
    Set points = Spot("execution")
    label = Own("budget", FIRST_TEXT)
    If IsFaulty(rate, label) Or IsFaulty(points, label) Then Exit Sub
    If HasNumber(budget) And HasNumber(spent) Then
        If spent.Value2 > budget.Value2 And budget.Value2 >= 0 Then
            Note form_, AS_WARNING, "ZP005", spent, label, Show(spent.Value2), Show(budget.Value2), _
                 Own("unit", FIRST_TEXT), "over", Show(spent.Value2), Show(budget.Value2)
        End If
        If Not points Is Nothing Then
            If IsBlank(points) Then
                Note form_, AS_WARNING, IIf(budget.Value2 = 0 And spent.Value2 = 0, "ZP004", ""), budget, label, _
                     Show(budget.Value2), Say("positive.amount"), Own("unit", FIRST_TEXT), "norate", Show(budget.Value2)
            End If
        End If
    End If
    CheckOriginal Spot("original.rate"), rate, label, "rate", RatePlaces()
    CheckOriginal Spot("original.execution"), points, label, "score", -1
End Sub

' The places of the original rate as a fraction: its number format has as many decimals as it was printed with.
Private Function RatePlaces() As Long
    Dim pattern As String
    RatePlaces = 2
    If Spot("original.rate") Is Nothing Then Exit Function
    pattern = Replace(Spot("original.rate").NumberFormat, "%", "")
    If InStr(pattern, ".") > 0 Then RatePlaces = 2 + Len(pattern) - InStr(pattern, ".")
End Function

Private Sub CheckTotal()
    Dim weights As Range, total As Range, full As Double
    Set weights = Spot("total.weight")
    Set total = Spot("total")
    If IsFaulty(weights, Say("total")) Or IsFaulty(total, Say("total")) Then Exit Sub
    full = Val(Own("full", FIRST_TEXT))
    If HasNumber(weights) And Not weightless_ Then
        If Abs(weights.Value2 - full) > 0.000001 Then
            Note form_, AS_ERROR, "ZP010", weights, Say("total"), Show(weights.Value2), Show(full), Say("points"), _
                 "weights", Show(weights.Value2), Show(full)
        End If
    End If
    CheckOriginal Spot("original.total"), total, Say("total"), "total", -1
End Sub
