// What the scripts are put together with. Pure.

/** Where a script's fixed part wants its tables. */
const MARK = "#TABLES#\n";

/** Puts the tables into a script's fixed part. */
export function withTables(template: string, tables: readonly string[]): string {
	return template.replace(MARK, () => `${tables.join("\n")}\n`);
}

/** In single quotes, as bash, zsh and every POSIX shell read them. */
export function quote(text: string): string {
	return `'${text.replaceAll("'", `'\\''`)}'`;
}
