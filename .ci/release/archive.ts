// Archives whose bytes depend on nothing but what is in them: one time for all, nobody's name, and compression in
// JavaScript, which no processor or system library changes.
import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { gzipSync, type Zippable, zipSync } from "fflate";
import { pack } from "tar-stream";

/** One file of an archive. */
export interface ArchivedFile {
	readonly name: string;
	readonly content: Uint8Array;
	/** Whether it can be run. */
	readonly executable?: boolean;
}

const LEVEL = 6;
const UNIX = 3;

/** @param time of every file, in seconds since 1970 */
export async function tarGz(files: readonly ArchivedFile[], time: number): Promise<Uint8Array> {
	const archive = pack();
	const written = buffer(archive);
	for (const { name, content, executable } of files) {
		const owner = { uid: 0, gid: 0, uname: "root", gname: "root" };
		archive.entry({ name, mode: mode(executable), mtime: new Date(time * 1000), ...owner }, Buffer.from(content));
	}
	archive.finalize();
	return gzipSync(await written, { level: LEVEL, mtime: 0 });
}

/** @param time of every file, in seconds since 1970; the archive counts in steps of two */
export function zip(files: readonly ArchivedFile[], time: number): Uint8Array {
	const entries: Zippable = {};
	for (const { name, content, executable } of files) {
		entries[name] = [content, { os: UNIX, attrs: (0o100000 | mode(executable)) << 16, mtime: localTime(time) }];
	}
	return zipSync(entries, { level: LEVEL });
}

/** The SHA-256 of a file, as sha256sum prints it. */
export function sha256(content: Uint8Array): string {
	return createHash("sha256").update(content).digest("hex");
}

function mode(executable: boolean | undefined): number {
	return executable ? 0o755 : 0o644;
}

/** A zip holds local time without its zone: this one reads like UTC wherever it is made. */
function localTime(time: number): Date {
	const utc = new Date(time * 1000);
	return new Date(
		utc.getUTCFullYear(),
		utc.getUTCMonth(),
		utc.getUTCDate(),
		utc.getUTCHours(),
		utc.getUTCMinutes(),
		utc.getUTCSeconds(),
	);
}
