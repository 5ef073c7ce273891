Attribute VB_Name = "ZpbSheets"
Option Explicit

' What every change of a workbook needs: Excel's settings kept, protection lifted and set again, sheets added and
' deleted. The numbers stand for the xl constants, so that other engines run the same text.

Private Const CALCULATION_MANUAL As Long = -4135
Private Const SHEET_VISIBLE As Long = -1

' ScreenUpdating, EnableEvents, Calculation, DisplayAlerts and the active sheet.
Public Function ZpbKeepState(ByVal book As Object) As Variant
    ZpbKeepState = Array(Application.ScreenUpdating, Application.EnableEvents, Application.Calculation, _
        Application.DisplayAlerts, book.ActiveSheet)
    Application.ScreenUpdating = False
    Application.EnableEvents = False
    Application.DisplayAlerts = False
    ' Excel may refuse this one, and must not be left with the others.
    On Error Resume Next
    If Application.Calculation <> CALCULATION_MANUAL Then Application.Calculation = CALCULATION_MANUAL
End Function

' Never raises: one setting that cannot be put back must not keep the others from it.
Public Sub ZpbRestoreState(ByVal book As Object, ByVal state As Variant, ByVal instead As Object)
    On Error Resume Next
    If instead Is Nothing Then
        If Not book.ActiveSheet Is state(4) Then state(4).Activate
    Else
        instead.Activate
    End If
    If Application.Calculation <> state(2) Then Application.Calculation = state(2)
    Application.DisplayAlerts = state(3)
    Application.EnableEvents = state(1)
    Application.ScreenUpdating = state(0)
End Sub

' Whether the sheets can be changed: the structure was not protected, or without a password. What it was comes back in
' `kept` for ZpbLockStructure.
Public Function ZpbOpenStructure(ByVal book As Object, ByRef kept As Variant) As Boolean
    kept = Array(book.ProtectStructure, book.ProtectWindows)
    On Error Resume Next
    ' The empty password is said, so that Excel does not ask the user for one.
    If kept(0) Then book.Unprotect ""
    ZpbOpenStructure = Not book.ProtectStructure
End Function

Public Sub ZpbLockStructure(ByVal book As Object, ByVal kept As Variant)
    On Error Resume Next
    If kept(0) And Not book.ProtectStructure Then book.Protect Structure:=True, Windows:=CBool(kept(1))
End Sub

' Whether several people work in the workbook the old way: Excel then adds no link, takes no sheet away and lifts no
' protection.
Public Function ZpbIsShared(ByVal book As Object) As Boolean
    On Error GoTo unknown
    ZpbIsShared = book.MultiUserEditing
unknown:
End Function

' Whether the cells of a sheet can be changed: it was not protected, or without a password. What was lifted is added to
' `lifted` for ZpbProtectAgain.
Public Function ZpbLift(ByVal sheet As Object, ByVal lifted As Collection) As Boolean
    Dim kept As Variant
    kept = ZpbUnprotect(sheet)
    ZpbLift = Not IsNull(kept)
    If IsArray(kept) Then lifted.Add Array(sheet, kept)
End Function

' Protects every lifted sheet as it was.
Public Sub ZpbProtectAgain(ByVal lifted As Collection)
    Dim kept As Variant, index As Long
    On Error Resume Next
    For index = 1 To lifted.Count
        kept = lifted(index)
        ZpbReprotect kept(0), kept(1)
        ' A sheet must not be left open because Excel was busy once.
        If Not (kept(0).ProtectContents Or kept(0).ProtectDrawingObjects) Then ZpbReprotect kept(0), kept(1)
    Next index
End Sub

' The worksheet of that name, or Nothing.
Public Function ZpbFindSheet(ByVal book As Object, ByVal name As String) As Object
    Dim sheet As Object
    Set ZpbFindSheet = Nothing
    For Each sheet In book.Worksheets
        If LCase$(sheet.Name) = LCase$(name) Then
            Set ZpbFindSheet = sheet
            Exit Function
        End If
    Next sheet
End Function

' A new sheet behind another one, or behind the last one before it that is shown: Excel may refuse a very hidden one.
' It is added to `made` at once, so that an error can take it away again.
Public Function ZpbAddSheet(ByVal book As Object, ByVal behind As Object, ByVal made As Collection) As Object
    Dim sheet As Object, place As Long
    place = behind.Index
    Do While place > 1 And book.Sheets(place).Visible <> SHEET_VISIBLE
        place = place - 1
    Loop
    Set sheet = book.Worksheets.Add(After:=book.Sheets(place), Count:=1)
    made.Add sheet
    Set ZpbAddSheet = sheet
End Function

' Deletes a sheet, also a very hidden one, which Excel deletes only once it is shown.
Public Sub ZpbDropSheet(ByVal sheet As Object)
    If sheet.Visible <> SHEET_VISIBLE Then sheet.Visible = SHEET_VISIBLE
    sheet.Delete
End Sub

' Deletes the sheets that were made; never raises.
Public Sub ZpbDropSheets(ByVal made As Collection)
    Dim index As Long
    On Error Resume Next
    For index = 1 To made.Count
        ZpbDropSheet made(index)
    Next index
End Sub

' A name that no sheet has: `wanted`, or with a number behind.
Public Function ZpbFreeName(ByVal book As Object, ByVal wanted As String) As String
    Dim number As Long, sheet As Object, isTaken As Boolean
    ZpbFreeName = wanted
    number = 1
    Do
        isTaken = False
        For Each sheet In book.Sheets
            If LCase$(sheet.Name) = LCase$(ZpbFreeName) Then isTaken = True
        Next sheet
        If Not isTaken Then Exit Function
        number = number + 1
        ZpbFreeName = wanted & CStr(number)
    Loop
End Function
