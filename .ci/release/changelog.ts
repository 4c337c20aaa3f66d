// CHANGELOG.md, as far as a release depends on it.
import { join } from "node:path";
import { PROJECT } from "./source-state.ts";

/** The version that its first entry is about. @throws Error where there is none, or it has no date */
export async function changelogVersion(): Promise<string> {
	const text = await Bun.file(join(PROJECT, "CHANGELOG.md")).text();
	const heading = /^## .*$/m.exec(text)?.[0] ?? "";
	const version = /^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$/.exec(heading)?.[1];
	if (version === undefined)
		throw new Error(`the first entry of CHANGELOG.md is not "## [1.2.3] - 2001-02-03": ${heading}`);
	return version;
}
