; The installer for Windows: for one user, without administrator rights and without questions but where.
; windows.py runs makensis with VERSION, PROGRAM (the folder with the program), ICON and OUTPUT.
; Silent: /S. Another folder: /D=C:\Some folder (last, without quotes).

Target amd64-unicode
Unicode true
ManifestDPIAware true
ManifestSupportedOS all
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 64
CRCCheck on

!include "MUI2.nsh"
!include "FileFunc.nsh"

!define TITLE "ResNet Studio"
!define PUBLISHER "The ResNet Studio developers"
!define EXE "ResNet Studio.exe"
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
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; The files of an earlier version; those of the person are elsewhere. What else is in the folder stays.
!macro RemoveProgram
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\torch"
  RMDir /r "$INSTDIR\licences"
  RMDir /r "$INSTDIR\share"
  Delete "$INSTDIR\resnet-studio.exe"
  Delete "$INSTDIR\${EXE}"
!macroend

; Windows does not replace a program that runs. Its engine ends a moment after its window.
!macro RequireClosed UN
Function ${UN}RequireClosed
  again:
    ClearErrors
    IfFileExists "$INSTDIR\${EXE}" 0 closed
    Rename "$INSTDIR\${EXE}" "$INSTDIR\${EXE}.old"
    IfErrors open
    Rename "$INSTDIR\${EXE}.old" "$INSTDIR\${EXE}"
    Goto closed
  open:
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${TITLE} is open. Close it, then choose Retry." /SD IDCANCEL IDRETRY again
    SetErrorLevel 1
    Abort
  closed:
FunctionEnd
!macroend
!insertmacro RequireClosed ""
!insertmacro RequireClosed "un."

Section "Install"
  Call RequireClosed
  !insertmacro RemoveProgram
  SetOutPath "$INSTDIR"
  File /r "${PROGRAM}/*"
  WriteUninstaller "$INSTDIR\Uninstall.exe"
  IfErrors 0 written
    MessageBox MB_OK|MB_ICONSTOP "Not all files could be written to $INSTDIR. Is the disk full?" /SD IDOK
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
  WriteRegStr HKCU "${SETTINGS}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${SETTINGS}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
  WriteRegStr HKCU "${SETTINGS}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /S'
  WriteRegDWORD HKCU "${SETTINGS}" "EstimatedSize" $0
  WriteRegDWORD HKCU "${SETTINGS}" "NoModify" 1
  WriteRegDWORD HKCU "${SETTINGS}" "NoRepair" 1
SectionEnd

; Asks nothing, and leaves runs, settings and everything else that is the person's.
Section "Uninstall"
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
