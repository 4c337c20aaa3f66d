# Completion for bash 4 and later. It needs nothing else, not even the package bash-completion.

#TABLES#
_ossutil64() {
	local IFS=$' \t\n' words=() rest=${COMP_LINE#*"${COMP_WORDS[0]}"} word piece at tail
	# bash takes words apart at COMP_WORDBREAKS, among them = and : as in --option=value and oss://bucket.
	for ((at = 1; at <= COMP_CWORD; at++)); do
		piece=${COMP_WORDS[at]}
		if ((${#words[@]})) && [[ $rest != [[:space:]]* && ($piece == [=:@]* || ${COMP_WORDS[at - 1]} == *[=:@]) ]]; then
			words[${#words[@]} - 1]+=$piece
		else
			words+=("$piece")
		fi
		[[ $piece ]] && rest=${rest#"${rest%%[![:space:]]*}"}
		rest=${rest#"$piece"}
	done
	local current=${words[${#words[@]} - 1]}
	unset "words[${#words[@]} - 1]"
	# Only what stands before the cursor counts.
	((tail = ${#COMP_LINE} - COMP_POINT - ${#rest}))
	((tail > 0)) && current=${current:0:tail < ${#current} ? ${#current} - tail : 0}

	local command='' arguments=0 given=' ' waiting='' verbatim='' long short takes values repeatable options
	for word in "${words[@]}"; do
		if [[ $waiting ]]; then
			waiting=''
		elif [[ $word == [\<\>]* || $word == "&>"* ]]; then
			waiting='file'
		elif [[ ! $verbatim && $word == -- ]]; then
			verbatim=yes
		elif [[ ! $verbatim && $word == -?* ]]; then
			_ossutil64_option "${word%%=*}" || continue
			given+="$long "
			[[ $takes == nothing || $word == --*=* ]] || waiting=$takes
		elif [[ ! $command ]]; then
			command=$word
		else
			((arguments++))
		fi
	done

	COMPREPLY=()
	local candidates='' prefix=''
	if [[ ! $waiting && ! $verbatim && $current == --*=* ]]; then
		_ossutil64_option "${current%%=*}" || return
		waiting=$takes
		# bash replaces what stands after the last of COMP_WORDBREAKS, and nothing before it.
		if [[ $COMP_WORDBREAKS == *=* ]]; then current=${current#*=}; else prefix=${current%%=*}=; fi
	fi
	case $waiting in
		word) candidates=$values ;;
		file) compopt -o default 2>/dev/null ;;
		text | nothing) ;;
		*)
			_ossutil64_command "$command" || return
			if [[ ! $verbatim && $current == -* ]]; then
				for word in $options; do
					_ossutil64_option "$word"
					[[ $repeatable || $given != *" $long "* ]] && candidates+=" $short $long"
				done
			elif ((arguments == 0)); then
				candidates=$values
			fi
			;;
	esac
	for word in $candidates; do
		[[ $prefix$word == "$current"* ]] && COMPREPLY+=("$prefix$word")
	done
}
