// Completion for fish.

import { withTables } from "./assemble.ts";
import { type CompletionModel, PROGRAM_NAMES } from "./model.ts";
import template from "./template.fish" with { type: "text" };

/** The script for fish 3 and later. */
export function fishScript({ commands, options, commonOptions }: CompletionModel): string {
	const longNames = (list: typeof options) => list.map(({ long }) => long).join(" ");
	return `# Completion for fish 3 and later.

${withTables(template, [
	"# Prints what the first word after a command can be, or the commands where there is none yet.",
	"function __ossutil64_words",
	"\tswitch $argv[1]",
	"\t\tcase ''",
	...commands.map(({ name, help }) => `\t\t\tprintf '%s\\t%s\\n' ${name} ${quote(help)}`),
	...commands.flatMap(({ name, words }) =>
		words.length === 0 ? [] : [`\t\tcase ${name}`, `\t\t\tprintf '%s\\n' ${words.map(quote).join(" ")}`],
	),
	"\tend",
	"end",
	"",
	"# Prints the long names of the options that a command takes.",
	"function __ossutil64_options",
	"\tswitch $argv[1]",
	"\t\tcase ''",
	`\t\t\tprintf '%s\\n' ${longNames(commonOptions)}`,
	...commands.flatMap(({ name, options }) => [`\t\tcase ${name}`, `\t\t\tprintf '%s\\n' ${longNames(options)}`]),
	"\tend",
	"end",
	"",
	"# Prints a line for each: long name, short name, what it takes, whether it may be given again, help, values.",
	"function __ossutil64_option",
	"\tswitch $argv[1]",
	...options.flatMap(({ names, long, short, takes, repeatable, help, words }) => [
		`\t\tcase ${names.join(" ")}`,
		`\t\t\tprintf '%s\\n' ${[long, short ?? "", takes, repeatable ? "yes" : "", help, ...words].map(quote).join(" ")}`,
	]),
	"\t\tcase '*'",
	"\t\t\treturn 1",
	"\tend",
	"end",
	"",
])}${PROGRAM_NAMES.map(
	(name) => `complete -c ${name} -e
complete -c ${name} -k -f -a '(__ossutil64_complete)'
complete -c ${name} -n __ossutil64_wants_file -F
`,
).join("")}`;
}

/** In single quotes, in which fish knows the backslash. */
function quote(text: string): string {
	return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
