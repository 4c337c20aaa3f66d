#compdef ossutil64 ossutil64.exe
# Completion for zsh. The program says what may come next: this script stays as it is over upgrades.
_ossutil64() {
	local program=ossutil64
	# The program's name as it was typed, with its quotes, ~ and $NAME; a name that would run something is left alone.
	local plain=$'^([^[:space:]"\'$`();&|<>\\\\]|\\\\.|\\$[[:alnum:]_]+|\'[^\']*\'|"[^"$`\\\\]*")+$'
	[[ $words[1] =~ $plain ]] && eval "program=$words[1]"
	whence -p -- "$program" >/dev/null || program=ossutil64
	local -a answer=("${(@f)$(printf '%s\0' "${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}" |
		command "$program" __complete zsh LANGUAGE 2>/dev/null)}")
	# First what comes next, and how much of the word stays as it is, as --method= does.
	[[ $answer[1] == (files|words)' '<-> ]] || return
	compset -p ${answer[1]#* }
	if [[ $answer[1] == files* ]]; then _files; else shift answer; _describe -V ossutil64 answer; fi
}
# As a file of fpath it is called right away; sourced, it is only made known.
if [[ $funcstack[1] == _ossutil64 ]]; then _ossutil64 "$@"; else compdef _ossutil64 ossutil64 ossutil64.exe; fi
