Attribute VB_Name = "ZpbTwinLine"
Option Explicit

' What the formulas and the input cells of one indicator row tell.

Public Sub CheckLine(ByVal position As Long)
    Dim label As String, weight As Range, part As Variant, isBroken As Boolean
    label = LabelOf(position)
    Set weight = InLine(position, "weight")
    For Each part In Array("l3", "target", "actual", "weight", "score", "reason", "manual_score")
        If IsFaulty(InLine(position, CStr(part)), label) Then isBroken = True
    Next part
    If isBroken Then Exit Sub
    If Not IsNamed(position) Then
        If NumberOf(weight) > 0 And NumberOf(InLine(position, "score")) = 0 Then
            Note form_, AS_ERROR, "ZP041", InLine(position, "l3"), label, "", Say("indicator"), "", "unnamed", _
                 Show(weight.Value2)
        End If
        Exit Sub
    End If
    CheckInputs position, label, weight
    CheckScore position, label, weight
    CheckManual position, label, weight
    If InStr(TextOf(InLine(position, "reading")), Say("doubt")) > 0 Then
        Note form_, AS_INFO, "", InLine(position, "rule"), label, "", "", "", "doubt", _
             Split(TextOf(InLine(position, "reading")), Say("doubt"))(1)
    End If
End Sub

' What is still to be filled.
Private Sub CheckInputs(ByVal position As Long, ByVal label As String, ByVal weight As Range)
    Dim isLeft As Boolean, points As Double, target As Range, actual As Range
    isLeft = (TextOf(InLine(position, "kind")) = Say("left.out"))
    Set target = InLine(position, "target")
    Set actual = InLine(position, "actual")
    points = GivenScore(position)
    If IsBlank(InLine(position, "l3")) And NumberOf(weight) > 0 Then Missing InLine(position, "l3"), label, "l3", "ZP041"
    If Not isLeft Then
        If IsBlank(target) Then Missing target, label, "target", IIf(NumberOf(weight) > 0, "ZP041", "")
        If IsBlank(actual) Then
            If points > 0 Then
                Note form_, AS_ERROR, "ZP027", actual, label, "", Say("name.actual"), "", "unproved", Show(points)
            Else
                Missing actual, label, "actual", IIf(NumberOf(weight) > 0 And Not IsBlank(target), "ZP041", "")
            End If
        End If
    End If
    If IsBlank(weight) Then
        weightless_ = True
        Note form_, AS_ERROR, "ZP013", weight, label, "", Say("positive"), Say("points"), "noweight"
    ElseIf Not HasNumber(weight) Then
        weightless_ = True
        Note form_, AS_ERROR, "ZP013", weight, label, TextOf(weight), Say("positive"), Say("points"), "wordweight", _
             TextOf(weight)
    ElseIf weight.Value2 <= 0 Then
        Note form_, AS_ERROR, "ZP013", weight, label, Show(weight.Value2), Say("positive"), Say("points"), "lowweight", _
             Show(weight.Value2)
    End If
End Sub

Private Sub Missing(ByVal cell As Range, ByVal label As String, ByVal what As String, ByVal rule As String)
    Note form_, AS_ERROR, rule, cell, label, "", Say("name." & what), "", "missing", Say("name." & what)
End Sub

' The score the original table gave, else the one the sheet computes; -1 for none.
Private Function GivenScore(ByVal position As Long) As Double
    GivenScore = -1
    If HasNumber(InLine(position, "score")) Then GivenScore = InLine(position, "score").Value2
    If HasNumber(InLine(position, "original")) Then GivenScore = InLine(position, "original").Value2
End Function

' The computed score against weight, reason and the original score.
Private Sub CheckScore(ByVal position As Long, ByVal label As String, ByVal weight As Range)
    Dim score As Range, given As Range, reason As Range, full As Double, rule As String
    If Not HasNumber(weight) Or TextOf(InLine(position, "kind")) = Say("left.out") Then Exit Sub
    Set score = InLine(position, "score")
    Set given = InLine(position, "original")
    full = NumberOf(weight)
    If Not HasNumber(score) Then
        If Not IsBlank(InLine(position, "target")) And Not IsBlank(InLine(position, "actual")) And IsBlank(score) _
           And IsBlank(InLine(position, "manual_score")) Then
            rule = IIf(HasNumber(given), "", "ZP016")
            Note form_, AS_ERROR, rule, score, label, "", Say("score"), Say("points"), "unscored", Show(full)
        End If
        Exit Sub
    End If
    If score.Value2 > full + TINY And Not HasNumber(InLine(position, "manual_score")) Then
        Note form_, AS_ERROR, "ZP015", score, label, Show(score.Value2), Show(full), Say("points"), "above", _
             Show(score.Value2), Show(full)
    End If
    Set reason = InLine(position, "reason")
    If Own("reasons", FIRST_TEXT) <> "" And IsBlank(reason) Then
        ' The check asks for a reason by the score of the original table, where there is one.
        If GivenScore(position) >= 0 And GivenScore(position) < full - TINY Then
            Note form_, AS_ERROR, "ZP037", reason, label, "", Say("reason"), "", "unexplained", _
                 Show(GivenScore(position)), Show(full)
        ElseIf score.Value2 < full - TINY Then
            Note form_, AS_WARNING, "", reason, label, "", Say("reason"), "", "unexplained", _
                 Show(score.Value2), Show(full)
        End If
    End If
    If HasNumber(given) And Not HasNumber(InLine(position, "manual_score")) Then
        If given.Value2 <= full + TINY Then CheckOriginal given, score, label, "score", OriginalPlaces(given, full)
    End If
End Sub

' Full marks claim that nothing was lost, which no rounding can make true.
Private Function OriginalPlaces(ByVal given As Range, ByVal full As Double) As Long
    OriginalPlaces = IIf(given.Value2 >= full - TINY, 2, -1)
End Function

Private Sub CheckManual(ByVal position As Long, ByVal label As String, ByVal weight As Range)
    Dim manual As Range, why As Range, given As Range
    Set manual = InLine(position, "manual_score")
    Set why = InLine(position, "manual_reason")
    Set given = InLine(position, "original")
    If HasNumber(given) And NumberOf(weight) > 0 Then
        If given.Value2 > weight.Value2 + TINY And NumberOf(manual) <> given.Value2 Then
            Note form_, AS_ERROR, "ZP015", given, label, Show(given.Value2), Show(weight.Value2), Say("points"), _
                 "above.original", Show(given.Value2), Show(weight.Value2)
        End If
    End If
    If IsBlank(manual) Or manual Is Nothing Then Exit Sub
    If Not HasNumber(manual) Then
        Note form_, AS_ERROR, "ZP016", manual, label, TextOf(manual), Say("nonnegative"), Say("points"), "wordscore", _
             TextOf(manual)
        Exit Sub
    End If
    If manual.Value2 < 0 Then
        Note form_, AS_ERROR, "ZP016", manual, label, Show(manual.Value2), Say("nonnegative"), Say("points"), _
             "lowscore", Show(manual.Value2)
    ElseIf NumberOf(weight) > 0 And manual.Value2 > NumberOf(weight) + TINY Then
        Note form_, AS_ERROR, "ZP015", manual, label, Show(manual.Value2), Show(weight.Value2), Say("points"), _
             "above.manual", Show(manual.Value2), Show(weight.Value2)
    End If
    If IsBlank(why) Then
        Note form_, AS_ERROR, "ZP037", why, label, "", Say("manual.reason"), "", "unfounded", Show(manual.Value2)
    ElseIf TextOf(why) = Say("carried") Then
        Note form_, AS_INFO, "", manual, label, Show(manual.Value2), "", Say("points"), "carried", Show(manual.Value2)
    End If
End Sub
