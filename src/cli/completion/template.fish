#TABLES#
# Reads the words before the cursor into variables of the caller.
function __ossutil64_read --no-scope-shadowing
	set -l words (commandline -opc)
	set current (commandline -ct)
	for word in $words[2..-1]
		if test -n "$waiting"
			set waiting
		else if test -z "$verbatim"; and test "$word" = --
			set verbatim yes
		else if test -z "$verbatim"; and string match -q -- '-?*' $word
			set row (__ossutil64_option (string split -m 1 = -- $word)[1]); or continue
			set -a given $row[1]
			test $row[3] = nothing; or string match -q -- '--*=*' $word; or set waiting $row[3]
		else if test -z "$command"
			set command $word
		else
			set arguments some
		end
	end
	if test -z "$waiting$verbatim"; and string match -q -- '--*=*' $current
		set prefix (string split -m 1 = -- $current)[1]
		if set row (__ossutil64_option $prefix)
			set waiting $row[3]
		else
			set waiting nothing
		end
		set prefix $prefix=
	end
end

function __ossutil64_complete
	set -l current
	set -l row
	set -l given
	set -l waiting
	set -l verbatim
	set -l command
	set -l arguments
	set -l prefix
	__ossutil64_read
	switch "$waiting"
		case word
			printf '%s\n' "$prefix"$row[6..-1]
		case ''
			if test -z "$verbatim"; and string match -q -- '-*' $current
				for option in (__ossutil64_options "$command")
					set row (__ossutil64_option $option)
					test -z "$row[4]"; and contains -- $row[1] $given; and continue
					for name in $row[1..2]
						test -n "$name"; and printf '%s\t%s\n' $name $row[5]
					end
				end
			else if test -z "$arguments"
				__ossutil64_words "$command"
			end
	end
end

function __ossutil64_wants_file
	set -l current
	set -l row
	set -l given
	set -l waiting
	set -l verbatim
	set -l command
	set -l arguments
	set -l prefix
	__ossutil64_read
	test "$waiting" = file
end

