Attribute VB_Name = "ZpbTexts"
Option Explicit
Option Private Module

' The Chinese texts: this project is ASCII, so they stand in the sheet "zpb" of the add-in, key beside text.

' The text of a key, with %1 and %2 replaced; the key itself where the sheet has no such row.
Public Function ZpbText(ByVal Key As String, Optional ByVal One As String = "", Optional ByVal Two As String = "") As String
    Dim Rows As Variant, Row As Long

    Rows = ZpbTextRows()
    ZpbText = Trim$(Key & " " & One & " " & Two)
    For Row = LBound(Rows, 1) To UBound(Rows, 1)
        If CStr(Rows(Row, 1)) = Key Then
            ' %2 first: what is put in for %1 may itself hold a %2.
            ZpbText = Replace(Replace(CStr(Rows(Row, 2)), "%2", Two), "%1", One)
            Exit Function
        End If
    Next Row
End Function

' All keys and texts: one row each, two columns.
Public Function ZpbTextRows() As Variant
    ZpbTextRows = ThisWorkbook.Worksheets("zpb").UsedRange.Value
End Function
