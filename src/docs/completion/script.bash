# Completion for bash 4 and later. The program says what may come next: this script stays as it is over upgrades.
_ossutil64() {
	local program=ossutil64 answer
	# The program's name as it was typed, with its quotes, ~ and $NAME; a name that would run something is left alone.
	local plain=$'^([^[:space:]"\'$`();&|<>\\\\]|\\\\.|\\$[[:alnum:]_]+|\'[^\']*\'|"[^"$`\\\\]*")+$'
	[[ $1 =~ $plain ]] && eval "program=$1"
	type -P -- "$program" >/dev/null || program=ossutil64
	answer=$(printf '%s\0' "${COMP_LINE:0:COMP_POINT}" "$2" | command "$program" __complete bash LANGUAGE 2>/dev/null)
	COMPREPLY=()
	case $answer in
		files) compopt -o default 2>/dev/null ;;
		words$'\n'*) mapfile -t COMPREPLY <<<"${answer#*$'\n'}" ;;
	esac
}
complete -F _ossutil64 ossutil64 ossutil64.exe
