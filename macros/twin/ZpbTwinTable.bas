Attribute VB_Name = "ZpbTwinTable"
Option Explicit

' The table in the sheet of findings. What a person typed in its last column is kept.

Private Const UP As Long = -4162
Private Const TOP_ALIGNED As Long = -4160
Private Const CENTRED As Long = -4108
Private Const HEADER_ROWS As Long = 10

Private heads_ As Variant
Private columns_() As Long
Private sheet_ As Worksheet
Private header_ As Long
Private kept_ As Collection
Private options_(1 To 15) As Boolean

' Writes all findings below the headings, after taking over the reasons that stand there.
Public Sub WriteFindings()
    Dim restore As Boolean
    heads_ = Split(Say("heads"), "|")
    ReDim columns_(0 To UBound(heads_))
    OpenSheet
    restore = sheet_.ProtectContents Or sheet_.ProtectDrawingObjects Or sheet_.ProtectScenarios
    If restore Then
        RememberProtection
        sheet_.Unprotect ""
    End If
    On Error GoTo failed
    Fill
    If restore Then ProtectAgain
    Exit Sub
failed:
    Dim number As Long, description As String
    number = Err.Number
    description = Err.Description
    If restore Then ProtectAgain
    Err.Raise number, , description
End Sub

Private Sub RememberProtection()
    options_(1) = sheet_.ProtectDrawingObjects
    options_(2) = sheet_.ProtectContents
    options_(3) = sheet_.ProtectScenarios
    options_(4) = sheet_.ProtectionMode
    With sheet_.Protection
        options_(5) = .AllowFormattingCells
        options_(6) = .AllowFormattingColumns
        options_(7) = .AllowFormattingRows
        options_(8) = .AllowInsertingColumns
        options_(9) = .AllowInsertingRows
        options_(10) = .AllowInsertingHyperlinks
        options_(11) = .AllowDeletingColumns
        options_(12) = .AllowDeletingRows
        options_(13) = .AllowSorting
        options_(14) = .AllowFiltering
        options_(15) = .AllowUsingPivotTables
    End With
End Sub

Private Sub ProtectAgain()
    If sheet_.ProtectContents Then Exit Sub
    sheet_.Protect "", options_(1), options_(2), options_(3), options_(4), options_(5), options_(6), options_(7), _
        options_(8), options_(9), options_(10), options_(11), options_(12), options_(13), options_(14), options_(15)
End Sub

' Finds the sheet of findings that has our headings, or one that is still empty, or makes one.
Private Sub OpenSheet()
    Dim number As Long, title As String, active As Object, one As Worksheet, last As Worksheet
    Do
        number = number + 1
        title = Say("sheet.findings") & IIf(number = 1, "", CStr(number))
        Set sheet_ = SheetNamed(title)
        If sheet_ Is Nothing Then
            Set active = ThisWorkbook.ActiveSheet
            ' The last one that is shown: Excel may refuse a place behind a very hidden sheet.
            For Each one In ThisWorkbook.Worksheets
                If one.Visible = xlSheetVisible Then Set last = one
            Next one
            Set sheet_ = ThisWorkbook.Worksheets.Add(After:=last, Count:=1)
            sheet_.Name = title
            active.Activate
        End If
        If FindHeader() Then Exit Sub
    Loop Until Application.WorksheetFunction.CountA(sheet_.Cells) = 0
    header_ = 1
    For number = 0 To UBound(heads_)
        columns_(number) = number + 1
        sheet_.Cells(1, number + 1).Value = heads_(number)
    Next number
End Sub

Private Function SheetNamed(ByVal title As String) As Worksheet
    On Error Resume Next
    Set SheetNamed = ThisWorkbook.Worksheets(title)
End Function

' The row with our headings, and the column of each (0: the sheet has none of that name).
Private Function FindHeader() As Boolean
    Dim column As Long, head As Long, text As String, found As Long
    For header_ = 1 To HEADER_ROWS
        found = 0
        For head = 0 To UBound(heads_)
            columns_(head) = 0
        Next head
        For column = 1 To 30
            text = CellText(header_, column)
            For head = 0 To UBound(heads_)
                If text = heads_(head) And columns_(head) = 0 Then
                    columns_(head) = column
                    found = found + 1
                End If
            Next head
        Next column
        ' All but columns that only reports about several files lack.
        If found > UBound(heads_) Then
            FindHeader = True
            Exit Function
        End If
    Next header_
End Function

Private Function CellText(ByVal position As Long, ByVal column As Long) As String
    With sheet_.Cells(position, column)
        If Not IsError(.Value2) Then CellText = Trim$(CStr(.Value2))
    End With
End Function

Private Sub Fill()
    Dim at As Long, position As Long, level As Long, kept As Variant, last As Long
    last = sheet_.UsedRange.Row + sheet_.UsedRange.Rows.Count - 1
    TakeReasons last
    If sheet_.AutoFilterMode Then sheet_.AutoFilterMode = False
    If last > header_ Then
        sheet_.Range(sheet_.Cells(header_ + 1, 1), sheet_.Cells(last, LastColumn())).Delete UP
    End If
    position = header_
    For level = AS_ERROR To AS_INFO
        For at = 1 To FindingCount
            If LevelOf(at) = level And Findings(IN_REASON, at) = "" Then
                position = position + 1
                WriteLine position, at
            End If
        Next at
    Next level
    For at = 1 To FindingCount
        If Findings(IN_REASON, at) <> "" Then
            position = position + 1
            WriteLine position, at
        End If
    Next at
    For Each kept In kept_
        position = position + 1
        WriteCells position, kept
    Next kept
    If position = header_ Then
        position = position + 1
        sheet_.Cells(position, 1).Value = Say("none")
        ' A new row takes its look from the headings above it.
        sheet_.Cells(position, 1).Font.Bold = False
    End If
End Sub

Private Function LastColumn() As Long
    Dim head As Long
    For head = 0 To UBound(heads_)
        If columns_(head) > LastColumn Then LastColumn = columns_(head)
    Next head
End Function

' Gives each finding the reason a person typed for it; rows with a reason that fit no finding are kept as they are.
Private Sub TakeReasons(ByVal last As Long)
    Dim position As Long, at As Long, head As Long, cells() As String, taken As Boolean
    Set kept_ = New Collection
    For position = header_ + 1 To last
        ReDim cells(0 To UBound(heads_))
        For head = 0 To UBound(heads_)
            cells(head) = CellText(position, columns_(head))
        Next head
        If cells(IN_REASON) <> "" Then
            taken = False
            For at = 1 To FindingCount
                If Not taken And Findings(IN_REASON, at) = "" And IsSame(cells, ValuesOf(at)) Then
                    Explain at, cells(IN_REASON)
                    taken = True
                End If
            Next at
            If Not taken Then kept_.Add cells
        End If
    Next position
End Sub

' The same rule, sheet, cell, label and printed value.
Private Function IsSame(ByVal noted As Variant, ByVal present As Variant) As Boolean
    Dim head As Long
    For head = IN_CODE To IN_PRINTED
        If noted(head) <> Trim$(present(head)) Then Exit Function
    Next head
    IsSame = True
End Function

' The texts of a finding in the order of the headings; the number of the row comes when it is written.
Private Function ValuesOf(ByVal at As Long) As Variant
    Dim values() As String, head As Long
    ReDim values(0 To UBound(heads_))
    For head = IN_CODE To IN_REASON
        values(head) = Findings(head, at)
    Next head
    values(IN_LEVEL) = Say("level." & LevelOf(at))
    If values(IN_REASON) <> "" Then values(IN_LEVEL) = values(IN_LEVEL) & vbLf & Say("waived")
    ValuesOf = values
End Function

Private Sub WriteLine(ByVal position As Long, ByVal at As Long)
    WriteCells position, ValuesOf(at)
    sheet_.Hyperlinks.Add sheet_.Cells(position, columns_(IN_CELL)), "", _
        "'" & Replace(Findings(IN_SHEET, at), "'", "''") & "'!" & Findings(IN_CELL, at), "", Findings(IN_CELL, at)
    With sheet_.Cells(position, columns_(IN_CELL))
        .VerticalAlignment = TOP_ALIGNED
        .Borders.LineStyle = 1
    End With
    With sheet_.Cells(position, columns_(IN_LEVEL))
        .HorizontalAlignment = CENTRED
        .Interior.Color = Array(0, RGB(255, 225, 223), RGB(255, 241, 204), RGB(227, 238, 249))(LevelOf(at))
    End With
    sheet_.Cells(position, columns_(IN_REASON)).Interior.Color = RGB(255, 251, 230)
End Sub

Private Sub WriteCells(ByVal position As Long, ByVal values As Variant)
    Dim head As Long
    For head = 0 To UBound(heads_)
        With sheet_.Cells(position, columns_(head))
            If head = 0 Then
                .NumberFormat = "General"
                .Value = position - header_
            Else
                ' Text, so that 1/2 and =x stay what they are.
                .NumberFormat = "@"
                .Value = values(head)
            End If
            .Font.Bold = False
            .Font.Name = sheet_.Cells(header_, columns_(1)).Font.Name
            .Font.Size = 10
            .WrapText = True
            .HorizontalAlignment = 1
            .VerticalAlignment = TOP_ALIGNED
            .Borders.LineStyle = 1
            .Interior.Pattern = -4142
        End With
    Next head
    sheet_.Rows(position).RowHeight = HeightFor(position)
End Sub

' The height of a row whose texts wrap; a Chinese character is two wide.
Private Function HeightFor(ByVal position As Long) As Double
    Dim head As Long, at As Long, text As String, wide As Long, lines As Long, most As Long
    For head = 0 To UBound(heads_)
        text = CellText(position, columns_(head))
        wide = 0
        For at = 1 To Len(text)
            wide = wide + IIf(AscW(Mid$(text, at, 1)) > 0 And AscW(Mid$(text, at, 1)) < 256, 1, 2)
        Next at
        If sheet_.Columns(columns_(head)).ColumnWidth > 0 Then
            lines = 1 + Int(wide / sheet_.Columns(columns_(head)).ColumnWidth) + Len(text) - Len(Replace(text, vbLf, ""))
            If lines > most Then most = lines
        End If
    Next head
    HeightFor = IIf(most > 25, 400, 4 + 14 * most)
End Function

' Leads to the first finding nobody gave a reason for; a folded-up column is unfolded, else nothing would be seen.
Public Sub ShowFirst()
    Dim at As Long, level As Long, cell As Range
    For level = AS_ERROR To AS_INFO
        For at = 1 To FindingCount
            If LevelOf(at) = level And Findings(IN_REASON, at) = "" Then
                ThisWorkbook.Activate
                Set cell = ThisWorkbook.Worksheets(Findings(IN_SHEET, at)).Range(Findings(IN_CELL, at))
                If cell.EntireColumn.Hidden Then cell.EntireColumn.Hidden = False
                cell.Worksheet.Activate
                cell.Select
                Exit Sub
            End If
        Next at
    Next level
End Sub
