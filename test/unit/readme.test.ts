// Both READMEs name every option, environment variable and name in the configuration file.
import { expect, test } from "bun:test";
import { resolve } from "node:path";
import { ROWS } from "../../src/settings/options.ts";

test.each(["README.md", "README-CN.md"])("%s has a row for each option of the table", async (name) => {
	const text = await Bun.file(resolve(import.meta.dir, "../..", name)).text();
	const rows = text.split("\n").filter((line) => line.startsWith("| `-"));
	for (const row of ROWS) {
		const line = rows.find((one) => new RegExp(`\`--${row.name}[ \`]`).test(one)) ?? "";
		expect(line).not.toBe("");
		for (const word of [row.variable, row.sharedVariable, row.inFile && row.key, row.short && `-${row.short}\``]) {
			if (word) expect(line).toContain(word);
		}
		if ("default" in row) expect(line).toContain(String(row.default));
	}
});
