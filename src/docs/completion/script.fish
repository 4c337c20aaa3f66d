# Completion for fish 3 and later. The program says what may come next: this script stays as it is over upgrades.
function __ossutil64_ask
	set -l words (commandline -opc)
	set -l current (commandline -ct)
	set -l program (string replace -r '^(?:~|\$HOME)(?=/)' -- $HOME $words[1])
	command -q -- $program; or set program ossutil64
	command -q -- $program; or return
	printf '%s\0' $words "$current" | command $program __complete fish LANGUAGE 2>/dev/null
end
function __ossutil64_words
	set -l answer (__ossutil64_ask)
	test "$answer[1]" = words; and printf '%s\n' $answer[2..-1]
end
function __ossutil64_wants_file
	set -l answer (__ossutil64_ask)
	test "$answer[1]" = files
end
complete -c ossutil64 -c ossutil64.exe -e
complete -c ossutil64 -c ossutil64.exe -k -f -a '(__ossutil64_words)'
complete -c ossutil64 -c ossutil64.exe -n __ossutil64_wants_file -F
