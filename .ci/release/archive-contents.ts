// What an archive of a release holds beside the executable. A new document is a new row.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Shell } from "../../src/docs/completion/shells.ts";
import type { ArchivedFile } from "./archive.ts";
import { PROJECT } from "./source-state.ts";

/** Name in the archive, and where it comes from in the project. */
const DOCUMENTS: ReadonlyMap<string, string> = new Map([
	["LICENSE", "LICENSE"],
	["THIRD-PARTY-LICENSES.txt", "src/third-party-licenses.txt"],
	["README.md", "README.md"],
	["README-CN.md", "README-CN.md"],
	["CHANGELOG.md", "CHANGELOG.md"],
]);

/** Writes the man pages into a folder, dated YYYY-MM-DD. */
const MAN_PAGES = ".ci/release/man-page.ts";

/** Name in the archive, by shell. */
const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
	bash: "completion/ossutil64.bash",
	zsh: "completion/_ossutil64",
	fish: "completion/ossutil64.fish",
	powershell: "completion/ossutil64.ps1",
};

/**
 * The documents of a release made of a commit.
 * @param time of the commit, in seconds since 1970
 * @throws Error where one is missing or cannot be made
 */
export async function releaseDocuments(time: number): Promise<ArchivedFile[]> {
	const written = [...DOCUMENTS].map(async ([name, place]) => ({
		name,
		content: await Bun.file(join(PROJECT, place)).bytes(),
	}));
	return [...(await Promise.all(written)), ...(await manPages(time)), ...completionScripts()];
}

/** The files of an archive, all in one folder. */
export function archiveContents(
	folder: string,
	executable: ArchivedFile,
	documents: readonly ArchivedFile[],
): ArchivedFile[] {
	const files = [{ ...executable, executable: true }, ...documents];
	return files.map((file) => ({ ...file, name: `${folder}/${file.name}` }));
}

async function manPages(time: number): Promise<ArchivedFile[]> {
	const folder = await mkdtemp(join(tmpdir(), "ossutil64-man-"));
	try {
		const date = new Date(time * 1000).toISOString().slice(0, "YYYY-MM-DD".length);
		outputOf([MAN_PAGES, folder, date]);
		const names = (await readdir(folder)).sort();
		return await Promise.all(
			names.map(async (name) => ({ name: `man/${name}`, content: await Bun.file(join(folder, name)).bytes() })),
		);
	} finally {
		await rm(folder, { recursive: true });
	}
}

function completionScripts(): ArchivedFile[] {
	return Object.entries(COMPLETION_SCRIPTS).map(([shell, name]) => ({
		name,
		content: outputOf(["src/main.ts", "completion", shell]),
	}));
}

/** What a program of the project prints, with no setting of this machine's user. */
function outputOf(words: readonly string[]): Buffer {
	const { success, stdout, stderr } = Bun.spawnSync([process.execPath, ...words], { cwd: PROJECT, env: {} });
	if (!success) throw new Error(`${words.join(" ")} fails: ${stderr}`);
	return stdout;
}
