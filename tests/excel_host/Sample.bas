Attribute VB_Name = "Sample"
Option Explicit
' A small add-in for the stand-ins' own tests: one cell function in the shape of macros/ZpbFunctions.bas, and macros.

Public Function SampleEcho(value, Optional other)
    On Error GoTo failed
    SampleEcho = XLPy.CallUDF("excel_host_sample", "SampleEcho", Array(SampleValue(value), SampleValue(other)), ThisWorkbook, Application.Caller)
    Exit Function
failed:
    SampleEcho = CVErr(xlErrValue)
End Function

Private Function SampleValue(given)
    If TypeName(given) = "Range" Then
        SampleValue = given.Value2
    Else
        SampleValue = given
    End If
End Function

Public Function SampleSum(block)
    Dim row As Long, column As Long
    For row = LBound(block, 1) To UBound(block, 1)
        For column = LBound(block, 2) To UBound(block, 2)
            SampleSum = SampleSum + block(row, column)
        Next column
    Next row
End Function

Public Function SampleRead(sheetName)
    SampleRead = ActiveWorkbook.Worksheets(sheetName).UsedRange.Value2
End Function

Public Sub SampleFail()
    MsgBox "before"
    Application.StatusBar = "working"
    Err.Raise 1004, "Sample", "no"
End Sub
