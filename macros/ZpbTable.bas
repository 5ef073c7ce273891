Attribute VB_Name = "ZpbTable"
Option Explicit

' Drawing the sheet of results.

' Positions in the texts that ZpbShowResults is given.
Private Const FONT_NAME As Long = 3
Private Const FOOTER As Long = 4
Private Const WIDTHS As Long = 5
Private Const CENTRED As Long = 6
Private Const LEVEL_COLUMN As Long = 7
Private Const LINK_COLUMN As Long = 8
' Columns of the table behind those that are written: row height, font and fill colour of the level, link.
Private Const CONTROLS As Long = 4
Private Const HEADER_ROW As Long = 2
Private Const MOST_LINKS As Long = 60000

Private Const HEAD_FILL As Long = 15921906
Private Const NOTE_FILL As Long = 15137791
Private Const LINK_COLOUR As Long = 12673797
Private Const EDGE_COLOUR As Long = 12566463
Private Const TAB_COLOUR As Long = 49407
Private Const TOP_ALIGN As Long = -4160
Private Const CENTRE_ALIGN As Long = -4108
Private Const SOLID As Long = 1
Private Const LANDSCAPE As Long = 2
Private Const PAPER_A4 As Long = 9
Private Const TEXT_TYPE As Long = 8

' Writes title, headings and lines into an empty sheet: all values in one assignment.
Public Sub ZpbWriteTable(ByVal sheet As Object, ByVal table As Variant, ByVal texts As Variant)
    Dim values() As Variant, rows As Long, columns As Long, row As Long, column As Long, all As Object
    Dim firstRow As Long, firstColumn As Long, part As Variant
    firstRow = LBound(table, 1)
    firstColumn = LBound(table, 2)
    rows = UBound(table, 1) - firstRow + 1
    columns = UBound(table, 2) - firstColumn + 1 - CONTROLS
    ReDim values(1 To rows, 1 To columns)
    For row = 1 To rows
        For column = 1 To columns
            values(row, column) = table(firstRow + row - 1, firstColumn + column - 1)
        Next column
    Next row
    Set all = sheet.Range("A1").Resize(rows, columns)
    ' As text while it is written: what begins with = is no formula.
    all.NumberFormat = "@"
    all.Value = values
    all.NumberFormat = "General"
    ' A number has become a text as well.
    For row = 1 To rows
        For column = 1 To columns
            If VarType(values(row, column)) <> TEXT_TYPE Then sheet.Cells(row, column).Value = values(row, column)
        Next column
    Next row
    all.Font.Name = CStr(texts(FONT_NAME))
    all.Font.Size = 10
    all.VerticalAlignment = TOP_ALIGN
    sheet.Range("A1").Font.Size = 14
    sheet.Range("A1").Font.Bold = True
    sheet.Range("A1").VerticalAlignment = CENTRE_ALIGN
    column = 0
    For Each part In Split(CStr(texts(WIDTHS)), ";")
        column = column + 1
        sheet.Columns(column).ColumnWidth = Val(part)
    Next part
    DrawLines sheet, rows, columns, texts
    For row = 1 To rows
        sheet.Rows(row).RowHeight = CDbl(table(firstRow + row - 1, firstColumn + columns))
        If row > HEADER_ROW Then DrawLine sheet, row, table, firstRow + row - 1, firstColumn + columns, texts
    Next row
    DrawFrame sheet, CStr(texts(FOOTER))
End Sub

Private Sub DrawLines(ByVal sheet As Object, ByVal rows As Long, ByVal columns As Long, ByVal texts As Variant)
    Dim body As Object, part As Variant
    Set body = sheet.Range("A" & HEADER_ROW).Resize(rows - HEADER_ROW + 1, columns)
    body.WrapText = True
    body.Borders.LineStyle = 1
    body.Borders.Color = EDGE_COLOUR
    For Each part In Split(CStr(texts(CENTRED)), ";")
        sheet.Cells(HEADER_ROW, CLng(part)).Resize(rows - HEADER_ROW + 1, 1).HorizontalAlignment = CENTRE_ALIGN
    Next part
    If rows > HEADER_ROW Then Paint sheet.Cells(HEADER_ROW + 1, columns).Resize(rows - HEADER_ROW, 1), NOTE_FILL
    With sheet.Range("A" & HEADER_ROW).Resize(1, columns)
        .Font.Bold = True
        .HorizontalAlignment = CENTRE_ALIGN
        .VerticalAlignment = CENTRE_ALIGN
    End With
    Paint sheet.Range("A" & HEADER_ROW).Resize(1, columns), HEAD_FILL
End Sub

' The table is handed on as it is: ByVal would copy all of it for every line.
Private Sub DrawLine(ByVal sheet As Object, ByVal row As Long, ByRef table As Variant, ByVal source As Long, _
        ByVal control As Long, ByRef texts As Variant)
    Dim cell As Object
    If CLng(table(source, control + 2)) <> 0 Then
        Set cell = sheet.Cells(row, CLng(texts(LEVEL_COLUMN)))
        cell.Font.Bold = True
        cell.Font.Color = CLng(table(source, control + 1))
        Paint cell, CLng(table(source, control + 2))
    End If
    If CStr(table(source, control + 3)) <> "" And row < MOST_LINKS Then
        Set cell = sheet.Cells(row, CLng(texts(LINK_COLUMN)))
        sheet.Hyperlinks.Add Anchor:=cell, Address:="", SubAddress:=CStr(table(source, control + 3))
        ' A link takes the style of links, with a font of its own.
        cell.Font.Name = CStr(texts(FONT_NAME))
        cell.Font.Size = 10
        cell.Font.Color = LINK_COLOUR
        cell.VerticalAlignment = TOP_ALIGN
        cell.WrapText = True
        cell.Borders.LineStyle = 1
        cell.Borders.Color = EDGE_COLOUR
    End If
End Sub

Private Sub Paint(ByVal area As Object, ByVal colour As Long)
    area.Interior.Pattern = SOLID
    area.Interior.Color = colour
End Sub

' Window and print. Neither is a reason to fail: where no printer is installed Excel refuses these settings, and those
' of a window that is protected.
Private Sub DrawFrame(ByVal sheet As Object, ByVal footer As String)
    On Error Resume Next
    sheet.Activate
    With sheet.Parent.Windows(1)
        .DisplayGridlines = False
        .SplitColumn = 0
        .SplitRow = HEADER_ROW
        If .SplitRow = HEADER_ROW Then .FreezePanes = True
    End With
    sheet.Tab.Color = TAB_COLOUR
    With sheet.PageSetup
        .Orientation = LANDSCAPE
        .PaperSize = PAPER_A4
        .Zoom = False
        .FitToPagesWide = 1
        .FitToPagesTall = False
        .PrintTitleRows = "$1:$" & HEADER_ROW
        .CenterFooter = footer
    End With
End Sub

' The filter keeps a name of its own with that of the sheet, so it is set once the sheet has its name.
Public Sub ZpbFilterTable(ByVal sheet As Object, ByVal table As Variant)
    Dim rows As Long
    rows = UBound(table, 1) - LBound(table, 1) + 1
    If rows <= HEADER_ROW Then Exit Sub
    sheet.Range("A" & HEADER_ROW).Resize(rows - HEADER_ROW + 1, UBound(table, 2) - LBound(table, 2) + 1 - CONTROLS).AutoFilter
End Sub
