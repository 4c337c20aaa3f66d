# Completion for Windows PowerShell 5.1 and PowerShell 7. The program says what may come next: this script stays as it
# is over upgrades.
Register-ArgumentCompleter -Native -CommandName 'ossutil64', 'ossutil64.exe' -ScriptBlock {
	param($wordToComplete, $commandAst, $cursorPosition)
	$results = @()
	$exitCode = Get-Variable LASTEXITCODE -Scope Global -ValueOnly -ErrorAction Ignore
	try {
		$words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
			if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
		}) + [string]$wordToComplete
		# In ASCII both ways: Windows PowerShell speaks with programs in whatever code page the system has.
		$line = [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($words -join "`0"))
		$program = $commandAst.GetCommandName()
		$answer = $line | & $program __complete powershell LANGUAGE | ConvertFrom-Json
		$results = @(if ($answer.kind -ceq 'files') {
			[System.Management.Automation.CompletionCompleters]::CompleteFilename($answer.word) | ForEach-Object {
				[System.Management.Automation.CompletionResult]::new($answer.prefix + $_.CompletionText, $_.ListItemText, $_.ResultType, $_.ToolTip)
			}
		} else {
			$answer.words | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_.text, $_.shown, $_.type, $_.help) }
		})
	} catch { }
	$global:LASTEXITCODE = $exitCode
	# Without any result PowerShell would complete file names.
	if ($results) { $results } else { '' }
}
