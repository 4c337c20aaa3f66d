// What an archive of a release holds beside the executable. A new document is a new row.
import { join } from "node:path";
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

/**
 * The files of an archive, all in one folder.
 * @param executable its name and content
 * @throws Error where a document is missing
 */
export async function archiveContents(folder: string, executable: ArchivedFile): Promise<ArchivedFile[]> {
	const documents = [...DOCUMENTS].map(async ([name, place]) => ({
		name,
		content: await Bun.file(join(PROJECT, place)).bytes(),
	}));
	const files = [{ ...executable, executable: true }, ...(await Promise.all(documents))];
	return files.map((file) => ({ ...file, name: `${folder}/${file.name}` }));
}
