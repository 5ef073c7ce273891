Attribute VB_Name = "ZpbPython"
Option Explicit
Option Private Module

' Starts Python through the DLL of xlwings, and hands cell values to it.
'
' What is fixed here, so that no workbook that somebody was sent can change it: the interpreter is the one that the
' installation wrote into the user's registry, or else the one beside the add-in. No sheet, no file in a folder, no
' environment variable and no current folder is asked. Python runs isolated (-I): neither the current folder nor
' PYTHONPATH nor the user's own packages are searched, only what is installed with that interpreter.
'
' The DLL, the registry functions of VBA and kernel32's "A" functions take paths in the system's code page: a path in
' Chinese works on a Chinese Windows, and any path works that the system's code page can write.
'
' Derived from xlwings_custom_addin.bas of xlwings 0.37.8 (XLPyCommand, XLPyLoadDLL, XLPy, KillPy):
'
' Copyright (C) 2014-present, Zoomer Analytics LLC.
' All rights reserved.
'
' Redistribution and use in source and binary forms, with or without modification,
' are permitted provided that the following conditions are met:
'
' * Redistributions of source code must retain the above copyright notice, this
'   list of conditions and the following disclaimer.
'
' * Redistributions in binary form must reproduce the above copyright notice, this
'   list of conditions and the following disclaimer in the documentation and/or
'   other materials provided with the distribution.
'
' * Neither the name of the copyright holder nor the names of its
'   contributors may be used to endorse or promote products derived from
'   this software without specific prior written permission.
'
' THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
' ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
' WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
' DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR
' ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
' (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
' LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON
' ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
' (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
' SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

#If VBA7 Then
    #If Win64 Then
        Private Const DllName As String = "xlwings64-0.37.8.dll"
        Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-0.37.8.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal Mode As Long = 1) As Long
    #Else
        Private Const DllName As String = "xlwings32-0.37.8.dll"
        Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-0.37.8.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal Mode As Long = 1) As Long
    #End If
    Private Declare PtrSafe Function LoadLibrary Lib "kernel32" Alias "LoadLibraryA" (ByVal FileName As String) As LongPtr
#Else
    Private Const DllName As String = "xlwings32-0.37.8.dll"
    Private Declare Function XLPyDLLActivateAuto Lib "xlwings32-0.37.8.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal Mode As Long = 1) As Long
    Private Declare Function LoadLibrary Lib "kernel32" Alias "LoadLibraryA" (ByVal FileName As String) As Long
#End If

Public Const ZpbNoPython As Long = 7701
Public Const ZpbNoDll As Long = 7702
Public Const ZpbNoStart As Long = 7703
Public Const ZpbBadPath As Long = 7704
Private Const ZpbNotNow As Long = 7705

' The DLL copies the command into 2048 bytes without asking; a Chinese character takes two.
Private Const LongestPath As Long = 512
' Cells do not look again for this long for an interpreter or a DLL that was not there.
Private Const SecondsOff As Long = 60

Private StartCommand As String
Private FailureNumber As Long
Private FailureText As String
Private FailedAt As Date
Private Probing As Boolean
Private Reached As Boolean

' The Python server, started where it does not run yet; the wrappers and the ribbon call XLPy.CallUDF.
Public Function XLPy() As Variant
    Dim Answer As Variant, Interpreter As String

    If Probing Then
        Reached = True
        Err.Raise ZpbNotNow, "XLPy", "probing"
    End If
    If FailureNumber <> 0 Then
        ' The DLL waits up to two minutes for a Python that does not answer. Excel must not stand still for it again at
        ' every calculation: cells have their native half, and a button tries anew.
        If FailureNumber = ZpbNoStart Or Abs(DateDiff("s", FailedAt, Now)) < SecondsOff Then
            Err.Raise FailureNumber, "XLPy", FailureText
        End If
        ZpbForgetFailure
    End If

    On Error GoTo Failed
    If StartCommand = "" Then
        Interpreter = ZpbUsable(ZpbInterpreter())
        LoadDll Interpreter
        StartCommand = ZpbCommand(Interpreter)
    End If
    If XLPyDLLActivateAuto(Answer, StartCommand, 1) <> 0 Then Err.Raise ZpbNoStart, "XLPy", CStr(Answer)
    Set XLPy = Answer
    Exit Function

Failed:
    FailureNumber = Err.Number
    FailureText = Err.Description
    FailedAt = Now
    Err.Raise FailureNumber, "XLPy", FailureText
End Function

' Ends the Python server; the next call starts a new one. Nothing happens where none was started.
Public Sub ZpbKillPython()
    Dim Answer As Variant, Command As String

    Command = StartCommand
    StartCommand = ""
    ZpbForgetFailure
    If Command = "" Then Exit Sub
    If XLPyDLLActivateAuto(Answer, Command, -1) <> 0 Then Err.Raise ZpbNoStart, "ZpbKillPython", CStr(Answer)
End Sub

' A person who presses a button wants a new attempt, also right after a failure.
Public Sub ZpbForgetFailure()
    FailureNumber = 0
    FailureText = ""
End Sub

' The full path of the interpreter; "" where there is none.
Public Function ZpbInterpreter() As String
    Dim Path As String

    Path = GetSetting("zipingbiao", "addin", "interpreter", "")
    If Not IsFile(Path) Then Path = ThisWorkbook.Path & "\python\pythonw.exe"
    If IsFile(Path) Then ZpbInterpreter = Path
End Function

' The interpreter's path as it came, refused where it would mean something else on a command line.
Public Function ZpbUsable(ByVal Interpreter As String) As String
    If Interpreter = "" Then Err.Raise ZpbNoPython, "ZpbUsable", "no interpreter"
    ' A quote would end the path, and the DLL replaces $(NAME).
    If InStr(Interpreter, """") > 0 Or InStr(Interpreter, "$(") > 0 Or Len(Interpreter) > LongestPath Then _
        Err.Raise ZpbBadPath, "ZpbUsable", Interpreter
    ZpbUsable = Interpreter
End Function

' The command line that the DLL runs; it puts the server's class id in the place of $(CLSID). No cmd.exe between, which
' would read %NAME% and & in a path, and would stay when Python ends, so that the DLL waits its two minutes for nothing.
Public Function ZpbCommand(ByVal Interpreter As String) As String
    ' os.chdir: Excel's current folder may be the one of a workbook somebody was sent.
    ZpbCommand = """" & Interpreter & """ -I -B -c " & _
        """import os, sys; os.chdir(sys.prefix); import xlwings; xlwings.serve('$(CLSID)')"""
End Function

' A cell as Python wants it: a Range becomes its values inside Excel, so that no call comes back for them.
Public Function ZpbValue(Optional ByVal V As Variant) As Variant
    If IsObject(V) Then
        If TypeOf V Is Range Then
            ZpbValue = V.Value2
        Else
            Set ZpbValue = V
        End If
    Else
        ' Also an argument that was left out: it stays left out.
        ZpbValue = V
    End If
End Function

' Whether the cell's formula calls the functions of this add-in. IFERROR hides the #NAME? of a formula that does not,
' so the cell is calculated once while XLPy only notes that it was asked; Python is not started for it.
Public Function ZpbIsBound(ByVal Cell As Range) As Boolean
    Dim Before As Variant, After As Variant

    Before = Cell.Value2
    Reached = False
    Probing = True
    On Error Resume Next
    Cell.Calculate
    On Error GoTo 0
    Probing = False
    ZpbIsBound = Reached
    If Reached Then
        After = Cell.Value2
        ' What was shown came from Python and the formula's native half says something else: to be calculated again.
        If VarType(Before) <> VarType(After) Then
            Cell.Dirty
        ElseIf CStr(Before) <> CStr(After) Then
            Cell.Dirty
        End If
    End If
End Function

Private Sub LoadDll(ByVal Interpreter As String)
    Dim Folder As String

    ' Loaded by its full path first, so that the Declares above find this one and search nowhere.
    Folder = ParentFolder(Interpreter)
    If LoadLibrary(Folder & "\" & DllName) <> 0 Then Exit Sub
    ' In a virtual environment the DLL is one folder up from Scripts.
    If LoadLibrary(ParentFolder(Folder) & "\" & DllName) <> 0 Then Exit Sub
    Err.Raise ZpbNoDll, "LoadDll", Folder & "\" & DllName
End Sub

Private Function ParentFolder(ByVal Path As String) As String
    Dim Slash As Long

    Slash = InStrRev(Path, "\")
    If Slash > 1 Then ParentFolder = Left$(Path, Slash - 1)
End Function

' A full path only: what stands relative to the current folder could be anybody's.
Private Function IsFile(ByVal Path As String) As Boolean
    If Not (Path Like "[A-Za-z]:\*" Or Path Like "\\?*\?*") Then Exit Function
    On Error Resume Next
    IsFile = (GetAttr(Path) And vbDirectory) = 0
    If Err.Number <> 0 Then IsFile = False
End Function
