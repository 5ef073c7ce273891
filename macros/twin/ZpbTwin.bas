Attribute VB_Name = "ZpbTwin"
Option Explicit

' The button of a generated .xlsm: recalculates, checks, lists what was found in the sheet of findings.
' Nothing need be installed; where the add-in is loaded, the add-in does it.
' This source is ASCII: every Chinese text stands in the very hidden sheet _zpb, in rows that begin with "twin".

Private Const TEXTS_SHEET As String = "_zpb"
Private Const ADDIN As String = "zpb.xlam"

' The columns of a "twin" row of _zpb: form anchor, key, row, column, and up to three texts.
Public Const MARK As Long = 1
Public Const ANCHOR As Long = 2
Public Const KEY As Long = 3
Public Const AT_ROW As Long = 4
Public Const AT_COLUMN As Long = 5
Public Const FIRST_TEXT As Long = 6
Public Const SECOND_TEXT As Long = 7
Public Const THIRD_TEXT As Long = 8

Public Const AS_ERROR As Long = 1
Public Const AS_WARNING As Long = 2
Public Const AS_INFO As Long = 3

' What is known of a finding, in the order of the headings of the table; the level as a number.
Public Const IN_LEVEL As Long = 1
Public Const IN_CODE As Long = 2
Public Const IN_SHEET As Long = 3
Public Const IN_CELL As Long = 4
Public Const IN_LABEL As Long = 5
Public Const IN_PRINTED As Long = 6
Public Const IN_EXPECTED As Long = 7
Public Const IN_UNIT As Long = 8
Public Const IN_PROBLEM As Long = 9
Public Const IN_REMEDY As Long = 10
Public Const IN_BASIS As Long = 11
Public Const IN_REASON As Long = 12

Public Findings() As String
Public FindingCount As Long
Private rows_ As Variant
Private index_ As Collection
' How many forms were found and checked.
Private checked_ As Long

' What the button runs.
Public Sub ZpbTwinCheck()
    Dim screen As Boolean, happenings As Boolean, mode As Long, message As String, style As Long
    If AddinDidIt() Then Exit Sub
    screen = Application.ScreenUpdating
    happenings = Application.EnableEvents
    mode = Application.Calculation
    On Error GoTo failed
    Application.ScreenUpdating = False
    Application.EnableEvents = False
    Application.Calculate
    Application.Calculation = xlCalculationManual
    LoadTexts
    CheckBook
    WriteFindings
    message = Summary()
    style = IIf(OpenCount() > 0, vbExclamation, vbInformation)
finish:
    On Error Resume Next
    Application.Calculation = mode
    Application.EnableEvents = happenings
    Application.ScreenUpdating = screen
    If style <> vbCritical Then ShowFirst
    MsgBox message, style, Say("title")
    Exit Sub
failed:
    message = Err.Description
    style = vbCritical
    If Not index_ Is Nothing Then message = Say("failed", message)
    Resume finish
End Sub

' Whether the add-in is loaded and took over.
Private Function AddinDidIt() As Boolean
    Dim loaded As Workbook
    On Error GoTo absent
    Set loaded = Workbooks(ADDIN)
    ThisWorkbook.Activate
    Application.Run ADDIN & "!ZpbRunAction", "Check"
    AddinDidIt = True
absent:
End Function

' Reads the "twin" rows of _zpb; their positions are formulas there, so they follow inserted rows.
Private Sub LoadTexts()
    Dim at As Long
    FindingCount = 0
    checked_ = 0
    ReDim Findings(IN_LEVEL To IN_REASON, 1 To 64)
    With ThisWorkbook.Worksheets(TEXTS_SHEET).UsedRange
        rows_ = ThisWorkbook.Worksheets(TEXTS_SHEET).Range("A1").Resize(.Row + .Rows.Count - 1, THIRD_TEXT).Value2
    End With
    Set index_ = New Collection
    On Error Resume Next
    For at = 1 To UBound(rows_, 1)
        ' Keys that stand several times (field, amount ...) are found by walking the rows.
        If MetaText(at, MARK) = "twin" Then index_.Add at, MetaText(at, ANCHOR) & "|" & MetaText(at, KEY)
    Next at
End Sub

Public Function MetaCount() As Long
    MetaCount = UBound(rows_, 1)
End Function

' A cell of _zpb as text; an error (somebody deleted the cell it points at) is empty.
Public Function MetaText(ByVal at As Long, ByVal column As Long) As String
    If Not IsError(rows_(at, column)) Then MetaText = CStr(rows_(at, column))
End Function

' A cell of _zpb as a number; 0 where it is none.
Public Function MetaNumber(ByVal at As Long, ByVal column As Long) As Long
    If Not IsError(rows_(at, column)) Then
        If IsNumeric(rows_(at, column)) And Not IsEmpty(rows_(at, column)) Then MetaNumber = CLng(rows_(at, column))
    End If
End Function

' The row of _zpb with this key of a form (empty: the texts); 0 where there is none.
Public Function MetaRow(ByVal form As String, ByVal wanted As String) As Long
    On Error Resume Next
    MetaRow = index_(form & "|" & wanted)
End Function

' The text of that key, {1} {2} {3} replaced; empty where there is none.
Public Function Say(ByVal wanted As String, Optional ByVal one As String, Optional ByVal two As String, _
                    Optional ByVal three As String) As String
    Dim at As Long
    at = MetaRow("", wanted)
    If at > 0 Then Say = Replace(Replace(Replace(MetaText(at, FIRST_TEXT), "{1}", one), "{2}", two), "{3}", three)
End Function

' Notes one finding. `what` is the key of its texts problem.* and remedy.*, whose {1} {2} {3} are given.
Public Sub Note(ByVal form As String, ByVal level As Long, ByVal rule As String, ByVal at As Range, _
                ByVal label As String, ByVal printed As String, ByVal expected As String, ByVal unit As String, _
                ByVal what As String, Optional ByVal two As String, Optional ByVal three As String)
    Dim basis As Long
    FindingCount = FindingCount + 1
    If FindingCount > UBound(Findings, 2) Then ReDim Preserve Findings(IN_LEVEL To IN_REASON, 1 To 2 * FindingCount)
    Findings(IN_LEVEL, FindingCount) = CStr(level)
    Findings(IN_CODE, FindingCount) = rule
    Findings(IN_SHEET, FindingCount) = at.Worksheet.Name
    Findings(IN_CELL, FindingCount) = at.Address(False, False)
    Findings(IN_LABEL, FindingCount) = label
    Findings(IN_PRINTED, FindingCount) = printed
    Findings(IN_EXPECTED, FindingCount) = expected
    Findings(IN_UNIT, FindingCount) = unit
    Findings(IN_PROBLEM, FindingCount) = Say("problem." & what, label, two, three)
    Findings(IN_REMEDY, FindingCount) = Say("remedy." & what, label, two, three)
    If rule <> "" Then basis = MetaRow(form, "basis." & rule)
    If rule <> "" And basis = 0 Then basis = MetaRow("", "basis." & rule)
    If basis > 0 Then Findings(IN_BASIS, FindingCount) = MetaText(basis, FIRST_TEXT)
    If basis = 0 Then Findings(IN_BASIS, FindingCount) = Say("basis")
End Sub

' Every form of the workbook, then the sheets that compare the forms.
Private Sub CheckBook()
    Dim at As Long, sheet As Worksheet
    For at = 1 To UBound(rows_, 1)
        If MetaText(at, MARK) = "twin" And MetaText(at, KEY) = "form" Then
            Set sheet = SheetOf(MetaText(at, ANCHOR))
            If Not sheet Is Nothing Then
                checked_ = checked_ + 1
                CheckForm MetaText(at, ANCHOR), sheet
            End If
        End If
    Next at
    CheckComparison Say("sheet.summary")
    CheckComparison Say("sheet.projects")
End Sub

' The sheet a hidden name of ours points at, whatever it is called now; Nothing where it was deleted.
Private Function SheetOf(ByVal form As String) As Worksheet
    On Error Resume Next
    Set SheetOf = ThisWorkbook.Names(form).RefersToRange.Worksheet
End Function

' Cells of a sheet about all forms whose own formulas say that two figures do not agree.
Private Sub CheckComparison(ByVal title As String)
    Dim sheet As Worksheet, cell As Range, text As String
    For Each sheet In ThisWorkbook.Worksheets
        If sheet.Name = title Then
            For Each cell In sheet.UsedRange.Cells
                If cell.HasFormula Then
                    text = ""
                    If VarType(cell.Value2) = vbString Then text = cell.Value2
                    If Left$(text, Len(Say("differs"))) = Say("differs") Or text = Say("too.much") Then
                        Note "", AS_WARNING, "", cell, Trim$(CStr(sheet.Cells(cell.Row, 1).Value2)), text, "", "", _
                             "compared", text
                    End If
                End If
            Next cell
        End If
    Next sheet
End Sub

' Takes over the reason a person gave for a finding.
Public Sub Explain(ByVal at As Long, ByVal reason As String)
    Findings(IN_REASON, at) = reason
End Sub

Public Function LevelOf(ByVal at As Long) As Long
    LevelOf = CLng(Findings(IN_LEVEL, at))
End Function

' How many findings nobody gave a reason for.
Public Function OpenCount() As Long
    Dim at As Long
    For at = 1 To FindingCount
        If Findings(IN_REASON, at) = "" Then OpenCount = OpenCount + 1
    Next at
End Function

Private Function Summary() As String
    Dim at As Long, counts(1 To 3) As Long
    For at = 1 To FindingCount
        If Findings(IN_REASON, at) = "" Then counts(LevelOf(at)) = counts(LevelOf(at)) + 1
    Next at
    If OpenCount() = 0 Then
        Summary = Say("nothing")
    Else
        Summary = Say("found", CStr(counts(1)), CStr(counts(2)), CStr(counts(3)))
    End If
    If FindingCount > OpenCount() Then Summary = Summary & vbLf & Say("explained", CStr(FindingCount - OpenCount()))
    If checked_ = 0 Then Summary = Say("noforms")
    Summary = Summary & vbLf & Say("limits", CStr(checked_))
End Function
