# Makes the entry in the Start menu. The values are in the environment, so that no path has to be quoted.
$link = (New-Object -ComObject WScript.Shell).CreateShortcut($env:STUDIO_LINK)
$link.TargetPath = $env:STUDIO_TARGET
$link.Arguments = $env:STUDIO_ARGUMENTS
$link.Description = 'Teach a ResNet your pictures'
if ($env:STUDIO_ICON) { $link.IconLocation = $env:STUDIO_ICON }
$link.Save()
