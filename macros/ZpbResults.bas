Attribute VB_Name = "ZpbResults"
Option Explicit

' The results of a check inside Excel: the sheet of results, marks on cells, and taking them off.
'
' Every function here is called by Python through Application.Run and answers with an array whose first item is "" or
' what went wrong. It does not raise: an error that leaves a macro called from another process opens a window of the
' VBA editor instead of reaching the caller.

' Positions in `texts`; the others are in ZpbTable.
Private Const SHEET_NAME As Long = 0
Private Const KEEP_AS As Long = 1
Private Const ANCHOR As Long = 2

' Writes the sheet of results and sets the marks, in place of those of the check before; all of it or nothing.
'
' marks  2-D, a row per cell: sheet, address, colour, text of the note; or Empty
' table  2-D: title, headings, lines; see ZpbTable for its last columns
' texts  1-D, see the constants here and there
'
' Answers: 0 error, 1 marked cells, 2 sheets that could not be marked (line feeds between), 3 "structure" or "shared"
' where the protected structure or a shared workbook forbids all of it, 4 notes that somebody rewrote and that stay, 5 name of the sheet that the older
' results were kept in.
Public Function ZpbShowResults(ByVal bookName As String, ByVal marks As Variant, ByVal table As Variant, _
        ByVal texts As Variant) As Variant
    Dim book As Object, state As Variant, structure As Variant, answer As Variant, instead As Object
    Dim lifted As New Collection, made As New Collection, taken As New Collection, placed As New Collection
    Dim old As New Collection, kept As New Collection, olderName As String, wasAnchored As String, older As Object
    answer = Array("", 0, "", "", 0, "")
    On Error GoTo failed
    Set book = Application.Workbooks(bookName)
    If ZpbIsShared(book) Then
        answer(3) = "shared"
        ZpbShowResults = answer
        Exit Function
    End If
    wasAnchored = AnchorOf(book, CStr(texts(ANCHOR)))
    state = ZpbKeepState(book)
    On Error GoTo failedInside
    If Not ZpbOpenStructure(book, structure) Then
        answer(3) = "structure"
        GoTo finish
    End If
    TakeOld book, lifted, old, taken, kept, answer
    PlaceNew book, lifted, placed, kept, marks, answer
    Dim fresh As Object
    Set older = ZpbFindSheet(book, CStr(texts(SHEET_NAME)))
    If older Is Nothing Then
        Set fresh = ZpbAddSheet(book, book.Sheets(book.Sheets.Count), made)
    Else
        olderName = older.Name
        Set fresh = ZpbAddSheet(book, older, made)
    End If
    ZpbWriteTable fresh, table, texts
    ' Last of all, what cannot be taken back step by step.
    ZpbKeepRecords book, kept, made
    If Not older Is Nothing Then older.Name = ZpbFreeName(book, CStr(IIf(texts(KEEP_AS) = "", "_zpb_old", texts(KEEP_AS))))
    fresh.Name = CStr(texts(SHEET_NAME))
    ZpbFilterTable fresh, table
    SetAnchor book, CStr(texts(ANCHOR)), "='" & Replace(fresh.Name, "'", "''") & "'!$A$1"
    If Not older Is Nothing Then
        If state(4) Is older Then Set instead = fresh
        If texts(KEEP_AS) <> "" Then answer(5) = older.Name
        If texts(KEEP_AS) = "" Then ZpbDropSheet older
    End If
    GoTo finish
failedInside:
    answer(0) = CStr(Err.Number) & " " & Err.Description
    Resume undo
undo:
    On Error Resume Next
    answer(1) = 0
    Set instead = Nothing
    ZpbUndoMarks placed
    ZpbRedoMarks taken
    UndoSheets book, older, olderName, wasAnchored, CStr(texts(ANCHOR)), made, old
finish:
    ZpbProtectAgain lifted
    ZpbLockStructure book, structure
    ZpbRestoreState book, state, instead
    ZpbShowResults = answer
    Exit Function
failed:
    answer(0) = CStr(Err.Number) & " " & Err.Description
    ZpbShowResults = answer
End Function

' Takes all marks off. Answers: 0 error, 1 cells that were marked, 2 sheets where marks had to stay, 3 "none" where there
' are no marks, "structure" or "shared", 4 notes that somebody rewrote and that stay.
Public Function ZpbClearMarks(ByVal bookName As String) As Variant
    Dim book As Object, state As Variant, structure As Variant, answer As Variant
    Dim lifted As New Collection, made As New Collection, taken As New Collection, kept As New Collection
    Dim old As New Collection
    answer = Array("", 0, "", "", 0)
    On Error GoTo failed
    Set book = Application.Workbooks(bookName)
    If ZpbFindSheet(book, "_zpb_marks") Is Nothing Then
        answer(3) = "none"
        ZpbClearMarks = answer
        Exit Function
    End If
    If ZpbIsShared(book) Then
        answer(3) = "shared"
        ZpbClearMarks = answer
        Exit Function
    End If
    state = ZpbKeepState(book)
    On Error GoTo failedInside
    If Not ZpbOpenStructure(book, structure) Then
        answer(3) = "structure"
        GoTo finish
    End If
    TakeOld book, lifted, old, taken, kept, answer
    answer(1) = CountAreas(old) - CountAreas(kept)
    ZpbKeepRecords book, kept, made
    GoTo finish
failedInside:
    answer(0) = CStr(Err.Number) & " " & Err.Description
    Resume undo
undo:
    On Error Resume Next
    answer(1) = 0
    ZpbRedoMarks taken
    If old.Count > 0 Then ZpbKeepRecords book, old, made
finish:
    ZpbProtectAgain lifted
    ZpbLockStructure book, structure
    ZpbRestoreState book, state, Nothing
    ZpbClearMarks = answer
    Exit Function
failed:
    answer(0) = CStr(Err.Number) & " " & Err.Description
    ZpbClearMarks = answer
End Function

' Marks of the check before, `old`: what of them is off is in `taken`; those whose sheet cannot be changed are `kept`.
Private Sub TakeOld(ByVal book As Object, ByVal lifted As Collection, ByVal old As Collection, _
        ByVal taken As Collection, ByVal kept As Collection, ByRef answer As Variant)
    Dim index As Long, record As Variant, sheet As Object, rewritten As Long, found As Collection, free As New Collection
    Set found = ZpbReadRecords(book)
    For index = 1 To found.Count
        record = found(index)
        old.Add record
        Set sheet = record(0).Worksheet
        If ZpbLift(sheet, lifted) Then
            free.Add record
        Else
            kept.Add record
            AddLine answer, sheet.Name
        End If
    Next index
    ZpbTakeMarks free, taken, rewritten
    answer(4) = rewritten
End Sub

' `placed` and, for the record, `kept` get what is marked.
Private Sub PlaceNew(ByVal book As Object, ByVal lifted As Collection, ByVal placed As Collection, _
        ByVal kept As Collection, ByVal marks As Variant, ByRef answer As Variant)
    Dim row As Long, first As Long, index As Long, sheet As Object
    If Not IsArray(marks) Then Exit Sub
    first = LBound(marks, 2)
    For row = LBound(marks, 1) To UBound(marks, 1)
        Set sheet = ZpbFindSheet(book, CStr(marks(row, first)))
        If Not sheet Is Nothing Then
            If ZpbLift(sheet, lifted) Then
                ZpbSetMark placed, sheet.Range(CStr(marks(row, first + 1))), CLng(marks(row, first + 2)), _
                    CStr(marks(row, first + 3))
            Else
                AddLine answer, sheet.Name
            End If
        End If
    Next row
    answer(1) = CountAreas(placed)
    For index = 1 To placed.Count
        kept.Add placed(index)
    Next index
End Sub

Private Sub AddLine(ByRef answer As Variant, ByVal name As String)
    If InStr(vbLf & answer(2) & vbLf, vbLf & name & vbLf) > 0 Then Exit Sub
    If answer(2) <> "" Then answer(2) = answer(2) & vbLf
    answer(2) = answer(2) & name
End Sub

Private Function CountAreas(ByVal records As Collection) As Long
    Dim index As Long, record As Variant
    For index = 1 To records.Count
        record = records(index)
        If record(2) >= -1 Then CountAreas = CountAreas + 1
    Next index
End Function

' After an error: our sheets are gone, the older ones are as they were. Never raises.
Private Sub UndoSheets(ByVal book As Object, ByVal older As Object, ByVal olderName As String, _
        ByVal wasAnchored As String, ByVal anchorName As String, ByVal made As Collection, ByVal old As Collection)
    Dim none As New Collection
    On Error Resume Next
    ZpbDropSheets made
    If Not older Is Nothing Then
        If older.Name <> olderName Then older.Name = olderName
    End If
    If AnchorOf(book, anchorName) <> wasAnchored Then
        If wasAnchored = "" Then book.Names(anchorName).Delete Else SetAnchor book, anchorName, wasAnchored
    End If
    If old.Count > 0 Then ZpbKeepRecords book, old, none
End Sub

Private Function AnchorOf(ByVal book As Object, ByVal name As String) As String
    Dim one As Object
    For Each one In book.Names
        If LCase$(one.Name) = LCase$(name) Then AnchorOf = one.RefersTo
    Next one
End Function

Private Sub SetAnchor(ByVal book As Object, ByVal name As String, ByVal target As String)
    book.Names.Add Name:=name, RefersTo:=target, Visible:=False
End Sub
