Attribute VB_Name = "ZpbProtection"
Option Explicit
Option Private Module

' Opening a sheet that is protected without a password, and protecting it again exactly as it was.

' Takes the protection off. Empty where there was none, Null where a password keeps it on, else what ZpbReprotect needs.
Public Function ZpbUnprotect(ByVal Sheet As Worksheet) As Variant
    Dim State As Variant

    ZpbUnprotect = Empty
    If Not (Sheet.ProtectContents Or Sheet.ProtectDrawingObjects Or Sheet.ProtectScenarios) Then Exit Function
    With Sheet.Protection
        State = Array(Sheet.ProtectDrawingObjects, Sheet.ProtectContents, Sheet.ProtectScenarios, Sheet.ProtectionMode, _
            .AllowFormattingCells, .AllowFormattingColumns, .AllowFormattingRows, .AllowInsertingColumns, _
            .AllowInsertingRows, .AllowInsertingHyperlinks, .AllowDeletingColumns, .AllowDeletingRows, _
            .AllowSorting, .AllowFiltering, .AllowUsingPivotTables, Sheet.EnableSelection)
    End With
    On Error Resume Next
    ' The empty password is said, so that Excel does not ask the user for one.
    Sheet.Unprotect Password:=""
    On Error GoTo 0
    If Sheet.ProtectContents Or Sheet.ProtectDrawingObjects Or Sheet.ProtectScenarios Then State = Null
    ZpbUnprotect = State
End Function

' Protects the sheet again; State is the answer of ZpbUnprotect.
Public Sub ZpbReprotect(ByVal Sheet As Worksheet, ByVal State As Variant)
    If Not IsArray(State) Then Exit Sub
    Sheet.Protect DrawingObjects:=State(0), Contents:=State(1), Scenarios:=State(2), UserInterfaceOnly:=State(3), _
        AllowFormattingCells:=State(4), AllowFormattingColumns:=State(5), AllowFormattingRows:=State(6), _
        AllowInsertingColumns:=State(7), AllowInsertingRows:=State(8), AllowInsertingHyperlinks:=State(9), _
        AllowDeletingColumns:=State(10), AllowDeletingRows:=State(11), AllowSorting:=State(12), _
        AllowFiltering:=State(13), AllowUsingPivotTables:=State(14)
    ' Which cells may be selected is no argument of Protect.
    Sheet.EnableSelection = State(15)
End Sub
