// Changing a configuration file's text: the changes are there, and nothing else has changed.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { configLines, foldKey, parseConfigFile, parseConfigLine } from "../../src/settings/config-file.ts";
import { type ConfigChange, editConfigText } from "../../src/settings/config-file-edit.ts";
import { optionRow } from "../../src/settings/options.ts";

type Name = "language" | "endpoint" | "access-key-id" | "access-key-secret" | "sts-token";
const NAMES: readonly Name[] = ["language", "endpoint", "access-key-id", "access-key-secret", "sts-token"];

function change(name: Name, value: string | undefined): ConfigChange {
	const row = optionRow(name);
	return { key: row.key, aliases: row.aliases ?? [], value };
}

const lines = fc.oneof(
	fc.constantFrom("", "# comment", "; endpoint=x", "  ", "a word", "endpoint = old", "host=old", "access_key_id:old"),
	fc.constantFrom("ACCESS-KEY-SECRET=old", "accessid=old", "stsToken=", "outputDir=/tmp", "mode = AK", "endpoints=x"),
	fc.constantFrom("[Credentials]", "[credentials]", "[Default]", "[Bucket-Endpoint]", "bucket1=e1", "[Bucket-Cname]"),
);
/** Files that begin with a section: what stands before the first one belongs to none. */
const files = fc
	.tuple(
		fc.constantFrom("[Credentials]", "[Default]", "[Bucket-Endpoint]"),
		fc.array(lines, { maxLength: 20 }),
		fc.constantFrom("\n", "\r\n"),
		fc.boolean(),
	)
	.map(([first, rest, lineBreak, ended]) => [first, ...rest].join(lineBreak) + (ended ? lineBreak : ""));
const values = fc.stringMatching(/^[!-~](?:[ -~]*[!-~])?$/);
const changes = fc
	.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1 })
	.chain((names) =>
		fc.tuple(...names.map((name) => fc.option(values, { nil: undefined }).map((v) => change(name, v)))),
	);

/** Whether the setting `key` is one of those that `list` changes. */
function touches(list: readonly ConfigChange[], key: string): boolean {
	return list.some((one) => [one.key, ...one.aliases].some((name) => foldKey(name) === foldKey(key)));
}

test("what is written is what the file gives, under one name, and what is removed is gone under all", () => {
	fc.assert(
		fc.property(files, changes, (text, list) => {
			const credentials = parseConfigFile(editConfigText(text, list)).get("credentials") ?? new Map<string, string>();
			for (const one of list) {
				const found = [...credentials].filter(([key]) => touches([one], key));
				expect(found).toEqual(one.value === undefined ? [] : [[one.key, one.value]]);
			}
		}),
	);
});

/** The lines of a file without those that hold a setting of `list`; in [Default] only what is removed goes. */
function untouched(text: string, list: readonly ConfigChange[]): string[] {
	let section = "";
	return configLines(text.replace(/\r?\n$/, "")).filter((line) => {
		const parsed = parseConfigLine(line);
		if (parsed.kind === "section") section = parsed.name.toLowerCase();
		const gone = section === "default" ? list.filter(({ value }) => value === undefined) : list;
		return !(/^(credentials|default)$/.test(section) && parsed.kind === "value" && touches(gone, parsed.key));
	});
}

test("all other lines stay as they were, in their order, and so do the line ends", () => {
	fc.assert(
		fc.property(files, changes, (text, list) => {
			const edited = editConfigText(text, list);
			const before = untouched(text, list);
			const after = untouched(edited, list);
			if (parseConfigFile(text).has("credentials")) {
				expect(after).toEqual(before);
			} else {
				const filled = (line: string) => line !== "";
				expect(after.filter((line) => filled(line) && line !== "[Credentials]")).toEqual(before.filter(filled));
			}
			const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
			expect(edited).toEndWith(lineBreak);
			expect(edited.replaceAll(lineBreak, "")).not.toMatch(/[\r\n]/);
		}),
	);
});

test("editing twice is editing once", () => {
	fc.assert(
		fc.property(files, changes, (text, list) => {
			const once = editConfigText(text, list);
			expect(editConfigText(once, list)).toBe(once);
		}),
	);
});

test.each<[string, string, ConfigChange[], string]>([
	["a new file", "", [change("language", "EN")], "[Credentials]\nlanguage=EN\n"],
	[
		"no such section",
		"[Default]\nretryTimes=2\n",
		[change("endpoint", "e")],
		"[Default]\nretryTimes=2\n\n[Credentials]\nendpoint=e\n",
	],
	[
		"several changes, in the order given",
		"[Credentials]\nmode=\n",
		[change("access-key-id", "i"), change("endpoint", "e")],
		"[Credentials]\nmode=\naccessKeyID=i\nendpoint=e\n",
	],
	[
		"blank lines before the next section",
		"[Credentials]\nmode=\n\n\n[Default]\n",
		[change("endpoint", "e")],
		"[Credentials]\nmode=\nendpoint=e\n\n\n[Default]\n",
	],
	[
		"the section in two parts",
		"[Credentials]\nhost=a\n[Default]\n[CREDENTIALS]\nendpoint=b\nmode=\n",
		[change("endpoint", "e")],
		"[Credentials]\nendpoint=e\n[Default]\n[CREDENTIALS]\nmode=\n",
	],
	[
		"a setting with its comment, and one that is new",
		"[Credentials]\n; Hangzhou\nhost = a\n; the account\naccessid=i\nmode=\n",
		[change("endpoint", "e"), change("language", "EN")],
		"[Credentials]\n; Hangzhou\nendpoint=e\n; the account\naccessid=i\nmode=\nlanguage=EN\n",
	],
	[
		"a last line without an end",
		"[Credentials]\nmode=",
		[change("language", "CH")],
		"[Credentials]\nmode=\nlanguage=CH\n",
	],
	["a removal", "[Credentials]\nsts-token=t\nmode=\n", [change("sts-token", undefined)], "[Credentials]\nmode=\n"],
	["a removal of what is not there", "[Credentials]\n", [change("sts-token", undefined)], "[Credentials]\n"],
	[
		"the same key elsewhere",
		"[Credentials]\n[X]\nhost=x\n",
		[change("endpoint", "e")],
		"[Credentials]\nendpoint=e\n[X]\nhost=x\n",
	],
])("%s: the file afterwards", (_, text, list, expected) => {
	expect(editConfigText(text, list)).toBe(expected);
});

// The new section comes first, and what stood before any section, and so counted nowhere, falls into it.
test("values before the first section go on counting nowhere", () => {
	const edited = editConfigText("endpoint=stray\n", [change("endpoint", "new")]);
	expect(parseConfigFile(edited).get("credentials")).toEqual(new Map([["endpoint", "new"]]));
});
