#TABLES#
_ossutil64() {
	local command word
	local -a specs
	integer at
	for ((at = 2; at < CURRENT; at++)); do
		word=$words[at]
		if [[ $word == -- ]]; then
			((at + 1 < CURRENT)) && command=$words[at+1]
			break
		elif [[ $word == -?* ]]; then
			_ossutil64_takes_next $word && ((at++))
		else
			command=$word
			break
		fi
	done
	_ossutil64_specs "$command" || return
	_arguments -S : $specs
}
