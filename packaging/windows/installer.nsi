; The installer for Windows: for one user, without administrator rights and without questions but where.
; windows.py runs makensis with VERSION, PROGRAM (the folder with the program), ICON and OUTPUT.
; Silent: /S. Another folder: /D=C:\Some folder (last, without quotes); the program gets a folder of its name in it.

; Debian's NSIS has stubs of 64 bits; the one that is built on Windows has those of 32 bits only, which run as well.
!if /FileExists "${NSISDIR}\Stubs\lzma_solid-amd64-unicode"
  Target amd64-unicode
!else
  Unicode true
!endif
ManifestDPIAware true
ManifestSupportedOS all
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 64
CRCCheck on

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"

!define TITLE "ResNet Studio"
!define PUBLISHER "The ResNet Studio developers"
!define EXE "ResNet Studio.exe"
!define TERMINAL "resnet-studio.exe"
!define SETTINGS "Software\Microsoft\Windows\CurrentVersion\Uninstall\ResNetStudio"
!define CLASSES "Software\Classes"

Name "${TITLE}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\${TITLE}"
InstallDirRegKey HKCU "${SETTINGS}" "InstallLocation"
BrandingText "${TITLE} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${TITLE}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${TITLE} Setup"
VIAddVersionKey "CompanyName" "${PUBLISHER}"
VIAddVersionKey "LegalCopyright" "${PUBLISHER}"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${EXE}"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE LeaveFolder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; $1 is "own" where $INSTDIR holds this program, or what an interrupted installation left of it: its folders have names
; that others use too. The place is in the registry before the first file is written.
!macro Recognise UN
Function ${UN}Recognise
  StrCpy $1 ""
  ${If} ${FileExists} "$INSTDIR\Uninstall.exe"
    ReadRegStr $0 HKCU "${SETTINGS}" "InstallLocation"
    ${If} $0 == $INSTDIR
    ${OrIf} ${FileExists} "$INSTDIR\${EXE}"
      StrCpy $1 "own"
    ${EndIf}
  ${EndIf}
  ClearErrors
FunctionEnd
!macroend
!insertmacro Recognise ""
!insertmacro Recognise "un."

; The files of the program in $INSTDIR; those of the person are elsewhere. What else is in the folder stays.
!macro RemoveProgram
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\torch"
  RMDir /r "$INSTDIR\licences"
  RMDir /r "$INSTDIR\share"
  Delete "$INSTDIR\${TERMINAL}"
  Delete "$INSTDIR\${EXE}"
  ClearErrors
!macroend

; Windows lets a program that runs be renamed, but not opened for writing. The engine ends a moment after its window.
!macro RequireClosed UN
Function ${UN}RequireClosed
  again:
    ClearErrors
    ${If} ${FileExists} "$INSTDIR\${EXE}"
      FileOpen $0 "$INSTDIR\${EXE}" a
      FileClose $0
    ${EndIf}
    ${If} ${FileExists} "$INSTDIR\${TERMINAL}"
      FileOpen $0 "$INSTDIR\${TERMINAL}" a
      FileClose $0
    ${EndIf}
    IfErrors 0 closed
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${TITLE} in $INSTDIR is open, perhaps in a terminal, or cannot be changed. Close it, then choose Retry." /SD IDCANCEL IDRETRY again
    SetErrorLevel 1
    Abort
  closed:
FunctionEnd
!macroend
!insertmacro RequireClosed ""
!insertmacro RequireClosed "un."

; The program lives in a folder of its own, whatever was typed. The error flag is set where that holds other files.
Function OwnFolder
  Call Recognise
  ${If} $1 != "own"
    StrCpy $0 $INSTDIR 1 -1
    ${If} $0 == "\"
      StrCpy $INSTDIR $INSTDIR -1
    ${EndIf}
    ${GetFileName} $INSTDIR $0
    ${If} $0 != "${TITLE}"
      StrCpy $INSTDIR "$INSTDIR\${TITLE}"
    ${EndIf}
    Call Recognise
  ${EndIf}
  ${If} $1 != "own"
    ${DirState} $INSTDIR $0
    ${If} $0 == 1
      MessageBox MB_OK|MB_ICONSTOP "$INSTDIR holds other files. Choose a folder that is empty, or that does not exist yet." /SD IDOK
      SetErrors
    ${EndIf}
  ${EndIf}
FunctionEnd

Function LeaveFolder
  Call OwnFolder
  IfErrors 0 +2
  Abort
FunctionEnd

Section "Install"
  Call OwnFolder
  IfErrors 0 own
    SetErrorLevel 1
    Abort
  own:
  Call RequireClosed
  ${If} $1 == "own"
    !insertmacro RemoveProgram
  ${EndIf}
  WriteRegStr HKCU "${SETTINGS}" "InstallLocation" "$INSTDIR"
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\Uninstall.exe"
  File /r "${PROGRAM}\*"
  IfErrors 0 written
    MessageBox MB_OK|MB_ICONSTOP "Not all files could be written to $INSTDIR. Is the disk full, or does another program use the folder?" /SD IDOK
    SetErrorLevel 1
    Abort
  written:

  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\${EXE}"

  ; "Open with" for folders, which are datasets and runs, and for files of weights. Nothing becomes their default.
  WriteRegStr HKCU "${CLASSES}\Directory\shell\ResNetStudio" "" "Open in ${TITLE}"
  WriteRegStr HKCU "${CLASSES}\Directory\shell\ResNetStudio" "Icon" "$INSTDIR\${EXE}"
  WriteRegStr HKCU "${CLASSES}\Directory\shell\ResNetStudio\command" "" '"$INSTDIR\${EXE}" "%1"'
  WriteRegStr HKCU "${CLASSES}\ResNetStudio.Weights" "" "Weights of a neural network"
  WriteRegStr HKCU "${CLASSES}\ResNetStudio.Weights\DefaultIcon" "" "$INSTDIR\${EXE},0"
  WriteRegStr HKCU "${CLASSES}\ResNetStudio.Weights\shell\open\command" "" '"$INSTDIR\${EXE}" "%1"'
  WriteRegStr HKCU "${CLASSES}\.safetensors\OpenWithProgids" "ResNetStudio.Weights" ""

  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegStr HKCU "${SETTINGS}" "DisplayName" "${TITLE}"
  WriteRegStr HKCU "${SETTINGS}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${SETTINGS}" "DisplayIcon" "$INSTDIR\${EXE}"
  WriteRegStr HKCU "${SETTINGS}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${SETTINGS}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
  WriteRegStr HKCU "${SETTINGS}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /S'
  WriteRegDWORD HKCU "${SETTINGS}" "EstimatedSize" $0
  WriteRegDWORD HKCU "${SETTINGS}" "NoModify" 1
  WriteRegDWORD HKCU "${SETTINGS}" "NoRepair" 1
SectionEnd

; Asks nothing, and leaves runs, settings and everything else that is the person's.
Section "Uninstall"
  Call un.Recognise
  ${If} $1 != "own"
    MessageBox MB_OK|MB_ICONSTOP "${TITLE} is not in $INSTDIR." /SD IDOK
    SetErrorLevel 1
    Abort
  ${EndIf}
  Call un.RequireClosed
  !insertmacro RemoveProgram
  Delete "$INSTDIR\Uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  DeleteRegKey HKCU "${CLASSES}\Directory\shell\ResNetStudio"
  DeleteRegKey HKCU "${CLASSES}\ResNetStudio.Weights"
  DeleteRegValue HKCU "${CLASSES}\.safetensors\OpenWithProgids" "ResNetStudio.Weights"
  DeleteRegKey HKCU "${SETTINGS}"
SectionEnd
