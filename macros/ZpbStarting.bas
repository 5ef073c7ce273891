Attribute VB_Name = "ZpbStarting"
Option Explicit
Option Private Module

' What happens in Excel without anybody pressing a button: when the add-in is loaded, and when a workbook is opened.
' Python is started for it only where formulas have to be entered again, since Excel then calculates them.

Private Listener As ZpbEvents
Private Described As Boolean

' The add-in was loaded.
Public Sub ZpbStart()
    Dim Book As Workbook

    ZpbListen
    For Each Book In Application.Workbooks
        ZpbWelcome Book
    Next Book
End Sub

' Listens to Excel, also again after a VBA error that somebody ended; gives the function help as soon as Excel takes it.
Public Sub ZpbListen()
    If Listener Is Nothing Then Set Listener = New ZpbEvents
    If Not Described Then Described = ZpbRegisterFunctions()
End Sub

' A workbook was opened: one of ours gets its formulas bound, any other is left alone.
Public Sub ZpbWelcome(ByVal Book As Workbook)
    Dim Ours As Boolean

    ' Opening a workbook never ends in a message of ours; a formula that stays unbound has its native half.
    On Error Resume Next
    ZpbListen
    ' Not asked in the If: where the question fails, VBA goes on with what is behind Then.
    Ours = ZpbIsOurs(Book)
    If Ours Then ZpbRebind Book
End Sub

' Whether the workbook was made by zipingbiao: it then has the very hidden sheet _zpb.
Public Function ZpbIsOurs(ByVal Book As Workbook) As Boolean
    Dim Sheet As Worksheet

    For Each Sheet In Book.Worksheets
        If Sheet.Name = "_zpb" Then ZpbIsOurs = (Sheet.Visible = xlSheetVeryHidden)
    Next Sheet
End Function
