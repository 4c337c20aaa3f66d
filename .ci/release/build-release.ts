// Builds everything that a release consists of into one folder. The same commit gives the same bytes, wherever and
// whenever it is built.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { name as product, version } from "../../package.json" with { type: "json" };
import { type ArchivedFile, sha256, tarGz, zip } from "./archive.ts";
import { archiveContents, releaseDocuments } from "./archive-contents.ts";
import { buildExecutable } from "./build-executable.ts";
import { readChangelog } from "./changelog.ts";
import { executableFormat, formatText } from "./executable-format.ts";
import { checkMachOSignature } from "./mach-o-signature.ts";
import { billOfMaterials } from "./sbom.ts";
import { sourceState } from "./source-state.ts";
import { TARGETS, type Target } from "./targets.ts";
import { versionStrings } from "./windows-resource.ts";

/** The list of hashes, in the form that `sha256sum -c` reads. */
export const SUMS = "SHA256SUMS";

/**
 * Builds into `folder`, which is emptied first; the list of hashes is written last.
 * @param tell is given one line for each thing done
 * @throws Error where the checkout is not a commit, or anything is not as it should be
 */
export async function buildRelease(folder: string, tell: (line: string) => void): Promise<void> {
	const { commit, time, dirty } = sourceState();
	if (time === undefined) throw new Error("a release is built from a git checkout, and this is none");
	if (dirty) throw new Error("the checkout differs from its commit: commit or remove what git status shows");
	const described = await readChangelog();
	if (described.unreleased) {
		throw new Error("CHANGELOG.md has changes that are not released: give them a version and a date first");
	}
	if (described.version !== version) {
		throw new Error(`package.json says ${version}, but the first entry of CHANGELOG.md is about ${described.version}`);
	}
	tell(`${product} ${version}, commit ${commit}`);
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });

	const hashes = new Map<string, string>();
	const write = async (name: string, content: Uint8Array, mode = 0o644) => {
		await writeFile(join(folder, name), content, { mode });
		hashes.set(name, sha256(content));
	};
	const documents = await releaseDocuments(time);
	for (const target of TARGETS as readonly Target[]) {
		const executable = await builtExecutable(target, join(folder, "build"));
		const name = archiveName(target);
		const files = archiveContents(archiveFolder(target), executable, documents);
		const archive = target.archive === "zip" ? zip(files, time) : await tarGz(files, time);
		await write(name, archive);
		if (target.bare) await write(executable.name, executable.content, 0o755);
		tell(`${name}: ${formatText(target.format)}, ${(archive.length / 1e6).toFixed(1)} MB`);
	}
	await rm(join(folder, "build"), { recursive: true });
	await write(`${product}-${version}.cdx.json`, Buffer.from(await billOfMaterials()));
	const lines = [...hashes].sort().map(([name, hash]) => `${hash}  ${name}\n`);
	await Bun.write(join(folder, SUMS), lines.join(""));
}

/** The folder that an archive unpacks into. */
export function archiveFolder(target: Target): string {
	return `${product}-${version}-${target.name}`;
}

/** The file that an archive is. */
export function archiveName(target: Target): string {
	return `${archiveFolder(target)}.${target.archive}`;
}

async function builtExecutable(target: Target, folder: string): Promise<ArchivedFile> {
	const file = join(folder, target.name, target.executable);
	await buildExecutable(target, file);
	const content = Buffer.from(await Bun.file(file).arrayBuffer());
	const format = executableFormat(content);
	if (!Bun.deepEquals(format, target.format)) {
		throw new Error(`${target.name} was built as ${formatText(format)}, not ${formatText(target.format)}`);
	}
	if (format.kind === "Mach-O") checkMachOSignature(content);
	if (format.kind === "PE" && versionStrings(content)["ProductVersion"] !== version) {
		throw new Error(`${target.executable} does not carry the version ${version}`);
	}
	return { name: target.executable, content };
}
