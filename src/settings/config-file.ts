// The configuration file as ossutil writes it: sections of `key=value` lines. Reading only; see config-file-edit.ts.

/** Values by section and key. Section names are in lower case; keys stand as they were written, see foldKey. */
export type ConfigFile = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Case, `-` and `_` do not count in the name of a setting: accessKeyID, access_key_id and access-key-id are one.
 * Not for bucket names, in which they do count.
 */
export function foldKey(key: string): string {
	return key.toLowerCase().replace(/[-_]/g, "");
}

/** What a line of the file is. Keys and values are trimmed; all after the key belongs to the value, `#` included. */
export type ConfigLine =
	| { readonly kind: "section"; readonly name: string }
	| { readonly kind: "value"; readonly key: string; readonly value: string }
	| { readonly kind: "other" };

/** Reads one line. The first `=` ends the key; where there is none, the first `:` does. */
export function parseConfigLine(line: string): ConfigLine {
	const text = line.trim();
	if (text === "" || text.startsWith("#") || text.startsWith(";")) return { kind: "other" };
	if (text.startsWith("[")) return { kind: "section", name: text.replace(/^\[|\].*$/g, "").trim() };
	const equals = text.indexOf("=");
	const end = equals === -1 ? text.indexOf(":") : equals;
	if (end === -1) return { kind: "other" };
	return { kind: "value", key: text.slice(0, end).trim(), value: text.slice(end + 1).trim() };
}

/** Cuts a file into lines, whatever ends them. */
export function configLines(text: string): string[] {
	return text.split(/\r\n|\r|\n/);
}

/** Reads the text of a file. A section may come in several parts; of a key given twice the last counts. */
export function parseConfigFile(text: string): ConfigFile {
	const sections = new Map<string, Map<string, string>>();
	let section = new Map<string, string>();
	for (const line of configLines(text)) {
		const parsed = parseConfigLine(line);
		if (parsed.kind === "section") {
			const name = sectionName(parsed.name);
			section = sections.get(name) ?? new Map();
			sections.set(name, section);
		} else if (parsed.kind === "value") {
			// Taken out first, so that of several spellings of a key the last in the file is the last here.
			section.delete(parsed.key);
			section.set(parsed.key, parsed.value);
		}
	}
	return sections;
}

/** Case does not count in the name of a section, nor how many blanks part its words, as in `[profile NAME]`. */
function sectionName(written: string): string {
	return written.toLowerCase().replace(/\s+/g, " ");
}

/** The number of the line that gives `key` in `section` its value; undefined if none does. Counted from 1. */
export function lineOfKey(text: string, section: string, key: string): number | undefined {
	let current = "";
	let found: number | undefined;
	for (const [index, line] of configLines(text).entries()) {
		const parsed = parseConfigLine(line);
		if (parsed.kind === "section") current = sectionName(parsed.name);
		else if (parsed.kind === "value" && current === section && parsed.key === key) found = index + 1;
	}
	return found;
}
