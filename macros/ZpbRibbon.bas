Attribute VB_Name = "ZpbRibbon"
Option Explicit

' What the ribbon calls, and the Chinese help of the functions in Excel's function wizard.

' Every button: control.ID is the id of the action in the registry.
Public Sub ZpbAction(ByVal control As IRibbonControl)
    ZpbRunAction control.ID
End Sub

' Runs one action in Python; whatever goes wrong is said in one Chinese message.
Public Sub ZpbRunAction(ByVal Id As String)
    Dim Answer As Variant, Said As String
    Dim Calculation As Long, Events As Boolean, Alerts As Boolean, Number As Long, Details As String

    Calculation = 0
    Events = Application.EnableEvents
    Alerts = Application.DisplayAlerts
    On Error GoTo Failed
    If Application.Workbooks.Count > 0 Then Calculation = Application.Calculation
    ZpbListen
    ZpbForgetFailure
    ' ThisWorkbook: xlwings looks through the sheets of the book it is given, so it is given the add-in and never the
    ' active one. No caller: a button is no cell.
    ' No alerts: Excel would ask every few seconds to go on waiting for the other application's OLE action.
    Application.DisplayAlerts = False
    Answer = XLPy.CallUDF("zipingbiao_addin", "run_action", Array(Id), ThisWorkbook)
    Application.DisplayAlerts = Alerts
    If VarType(Answer) = vbString Then
        If Len(Answer) > 0 Then MsgBox Answer, vbInformation, ZpbText("title")
    End If
    Exit Sub

Failed:
    Number = Err.Number
    Details = LastLine(Err.Description)
    Resume Report

Report:
    ' Python may have gone away in the middle of its work.
    On Error Resume Next
    Application.StatusBar = False
    Application.ScreenUpdating = True
    Application.EnableEvents = Events
    Application.DisplayAlerts = Alerts
    If Calculation <> 0 Then Application.Calculation = Calculation
    Said = ZpbFailure(Number, ZpbText("action:" & Id), Details)
    MsgBox Said, vbExclamation, ZpbText("title")
End Sub

' One failure in words: of those ZpbPython raises by its number, of anything else with the action's label.
Public Function ZpbFailure(ByVal Number As Long, ByVal Label As String, ByVal Details As String) As String
    Select Case Number
        Case ZpbNoPython: ZpbFailure = ZpbText("error:no-python")
        Case ZpbNoDll: ZpbFailure = ZpbText("error:no-dll", Details)
        Case ZpbNoStart: ZpbFailure = ZpbText("error:no-start", Details)
        Case ZpbBadPath: ZpbFailure = ZpbText("error:bad-path", Details)
        Case Else: ZpbFailure = ZpbText("error:action", Label, Details)
    End Select
End Function

' Gives the function wizard the Chinese help; False where Excel refuses, as it does while no workbook is open.
Public Function ZpbRegisterFunctions() As Boolean
    Dim Rows As Variant, Row As Long, Formula As String, Count As Long, Helps() As String

    On Error GoTo Refused
    Rows = ZpbTextRows()
    For Row = LBound(Rows, 1) To UBound(Rows, 1)
        If Left$(Rows(Row, 1), 9) = "function:" Then
            Formula = Mid$(Rows(Row, 1), 10)
            ' The rows of its arguments follow, in their order.
            Count = 0
            Do While Row + Count < UBound(Rows, 1)
                If Left$(Rows(Row + Count + 1, 1), 10 + Len(Formula)) <> "argument:" & Formula & ":" Then Exit Do
                Count = Count + 1
                ReDim Preserve Helps(1 To Count)
                Helps(Count) = Rows(Row + Count, 2)
            Loop
            If Not Describe("'" & ThisWorkbook.Name & "'!" & Formula, CStr(Rows(Row, 2)), Count, Helps) Then
                ' An add-in is a hidden workbook; Excel may take its functions by their name alone.
                If Not Describe(Formula, CStr(Rows(Row, 2)), Count, Helps) Then Exit Function
            End If
        End If
    Next Row
    ' The help counts as a change of the add-in; Excel must not ask to save it.
    ThisWorkbook.Saved = True
    ZpbRegisterFunctions = True
Refused:
End Function

Private Function Describe(ByVal Macro As String, ByVal Help As String, ByVal Count As Long, ByRef Helps() As String) As Boolean
    On Error GoTo Refused
    If Count > 0 Then
        Application.MacroOptions Macro:=Macro, Description:=Help, Category:=ZpbText("category"), ArgumentDescriptions:=Helps
    Else
        Application.MacroOptions Macro:=Macro, Description:=Help, Category:=ZpbText("category")
    End If
    Describe = True
Refused:
End Function

' What Python says last; before it stands where in the program it happened.
Private Function LastLine(ByVal Text As String) As String
    Dim Lines() As String, Index As Long

    Lines = Split(Replace(Text, vbCr, ""), vbLf)
    For Index = UBound(Lines) To LBound(Lines) Step -1
        If Len(Trim$(Lines(Index))) > 0 Then
            LastLine = Left$(Trim$(Lines(Index)), 300)
            Exit Function
        End If
    Next Index
End Function
