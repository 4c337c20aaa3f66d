// CHANGELOG.md, as far as a release depends on it.
import { join } from "node:path";
import { PROJECT } from "./source-state.ts";

const UNRELEASED = "## [Unreleased]";

/** What the first entry that has a version is about, and whether changes stand above it that no version has yet. */
export interface ChangelogState {
	readonly version: string;
	readonly unreleased: boolean;
}

/** @throws Error if the first entry, beside what is not released yet, has no version or no date */
export async function readChangelog(): Promise<ChangelogState> {
	const text = await Bun.file(join(PROJECT, "CHANGELOG.md")).text();
	const headings = text.match(/^## .*$/gm) ?? [];
	const unreleased = headings[0] === UNRELEASED;
	const heading = headings[unreleased ? 1 : 0] ?? "";
	const version = /^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$/.exec(heading)?.[1];
	if (version === undefined)
		throw new Error(`the first entry of CHANGELOG.md is not "## [1.2.3] - 2001-02-03": ${heading}`);
	return { version, unreleased };
}
