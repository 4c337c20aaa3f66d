// Completion for PowerShell: Windows PowerShell 5.1, and PowerShell 7 on every system.

import { withTables } from "./assemble.ts";
import { type CompletionModel, PROGRAM_NAMES } from "./model.ts";
import template from "./template.ps1" with { type: "text" };

/**
 * The script for PowerShell. ASCII throughout: Windows PowerShell reads a program's output, and files, in whatever code
 * page the system has. The help is written with \u escapes, which the script takes back.
 */
export function powershellScript({ commands, options, commonOptions }: CompletionModel): string {
	const tables = [
		"\t$commands = @(",
		...commands.map(({ name, help, words }) =>
			hashtable({ Name: quote(name), Help: quoteHelp(help), Words: list(words) }),
		),
		"\t)",
		"\t$options = @(",
		...options.map((option) =>
			hashtable({
				Long: quote(option.long),
				Short: quote(option.short ?? ""),
				Help: quoteHelp(option.help),
				Takes: quote(option.takes),
				Words: list(option.words),
				Repeatable: truth(option.repeatable),
				Common: truth(commonOptions.includes(option)),
				Commands: list(commands.filter((one) => one.options.includes(option)).map(({ name }) => name)),
			}),
		),
		"\t)",
		"",
	];
	return `# Completion for Windows PowerShell 5.1 and PowerShell 7.
Register-ArgumentCompleter -Native -CommandName ${PROGRAM_NAMES.map(quote).join(", ")} -ScriptBlock {
${withTables(template, tables)}}
`;
}

function hashtable(entries: Readonly<Record<string, string>>): string {
	const pairs = Object.entries(entries).map(([name, value]) => `${name} = ${value}`);
	return `\t\t@{ ${pairs.join("; ")} }`;
}

function list(words: readonly string[]): string {
	return `@(${words.map(quote).join(", ")})`;
}

function truth(value: boolean): string {
	return value ? "$true" : "$false";
}

function quote(text: string): string {
	return `'${text.replaceAll("'", "''")}'`;
}

/** With \u escapes for what is not ASCII, and double backslashes. */
function quoteHelp(text: string): string {
	const escaped = text.replaceAll("\\", "\\\\").replace(/[^\x20-\x7e]/g, (one) => {
		return `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`;
	});
	return quote(escaped);
}
