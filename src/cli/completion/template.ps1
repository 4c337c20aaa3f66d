	param($wordToComplete, $commandAst, $cursorPosition)

#TABLES#
	$find = { param($name) $options | Where-Object { $_.Long -ceq $name -or $_.Short -ceq $name } }
	$result = {
		param($text, $shown, $type, $help)
		[System.Management.Automation.CompletionResult]::new($text, $shown, $type, [regex]::Unescape($help))
	}

	$command = ''
	$arguments = 0
	$given = @()
	$waiting = ''
	$verbatim = $false
	foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
		if ($element.Extent.EndOffset -ge $cursorPosition) { break }
		$word = $element.Extent.Text
		if ($waiting) {
			$waiting = ''
		} elseif (-not $verbatim -and $word -ceq '--') {
			$verbatim = $true
		} elseif (-not $verbatim -and $word.Length -gt 1 -and $word.StartsWith('-')) {
			$option = & $find ($word.Split('=')[0])
			if ($option) {
				$given += $option.Long
				if ($option.Takes -ne 'nothing' -and -not $word.Contains('=')) {
					$waiting = $option.Takes
					$words = $option.Words
				}
			}
		} elseif (-not $command) {
			$command = $word
		} else {
			$arguments++
		}
	}

	$current = [string]$wordToComplete
	$prefix = ''
	if (-not $waiting -and -not $verbatim -and $current.StartsWith('--') -and $current.Contains('=')) {
		$prefix = $current.Split('=')[0] + '='
		$option = & $find ($current.Split('=')[0])
		$waiting = 'nothing'
		if ($option) {
			$waiting = $option.Takes
			$words = $option.Words
		}
	}
	$results = @(
		if ($waiting -eq 'word') {
			$words | ForEach-Object { & $result ($prefix + $_) $_ 'ParameterValue' $_ }
		} elseif ($waiting -eq 'file') {
			[System.Management.Automation.CompletionCompleters]::CompleteFilename($current.Substring($prefix.Length)) |
				ForEach-Object { & $result ($prefix + $_.CompletionText) $_.ListItemText $_.ResultType $_.ListItemText.Replace('\', '\\') }
		} elseif (-not $waiting -and -not $verbatim -and $current.StartsWith('-')) {
			$options | Where-Object {
				$(if ($command) { $_.Commands -ccontains $command } else { $_.Common }) -and
					($_.Repeatable -or $given -cnotcontains $_.Long)
			} | ForEach-Object {
				foreach ($name in $_.Short, $_.Long) {
					if ($name) { & $result $name $name 'ParameterName' $_.Help }
				}
			}
		} elseif (-not $waiting -and -not $command) {
			$commands | ForEach-Object { & $result $_.Name $_.Name 'ParameterValue' $_.Help }
		} elseif (-not $waiting -and $arguments -eq 0) {
			$commands | Where-Object { $_.Name -ceq $command } | ForEach-Object { $_.Words } |
				ForEach-Object { & $result $_ $_ 'ParameterValue' $_ }
		}
	) | Where-Object { $waiting -eq 'file' -or $_.CompletionText.StartsWith($current, [StringComparison]::Ordinal) }
	# Without any result PowerShell would complete file names.
	if ($results) { $results } else { '' }
