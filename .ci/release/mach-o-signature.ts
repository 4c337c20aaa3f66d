// The ad-hoc signature of a macOS executable, which a linker would make: hashes of all its pages. Without one that fits, a
// Mac kills the program when it starts. Who made the file it does not tell: that needs Apple's notarization.
import { createHash } from "node:crypto";

const HEADER_LENGTH = 32;
const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;
const SUPER_BLOB = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
/** Length of a signature's head with one entry, and of a code directory of the version that is written. */
const [SUPER_BLOB_LENGTH, DIRECTORY_LENGTH] = [20, 88];
const DIRECTORY_VERSION = 0x20400;
const ADHOC_BY_LINKER = 0x20002;
const MAIN_BINARY = 1n;
const [SHA256, SHA256_LENGTH] = [2, 32];
/** As a power of two. */
const PAGE = 12;
const SEGMENT_ALIGNMENT = 0x4000;

/**
 * Signs an executable anew, in place of the signature that it has.
 * @param identifier the name that the signature gives to the program
 * @throws Error where there is no signature to replace at the end of the file
 */
export function signMachO(file: Buffer, identifier: string): Buffer {
	const { command, start } = findSignature(file);
	const pages = Math.ceil(start / 2 ** PAGE);
	const name = Buffer.from(`${identifier}\0`);
	const hashes = DIRECTORY_LENGTH + name.length;
	const directoryLength = hashes + pages * SHA256_LENGTH;
	const signature = Buffer.alloc(SUPER_BLOB_LENGTH + directoryLength);

	// What is hashed says how long the signature is, so that comes first.
	const code = Buffer.from(file.subarray(0, start));
	code.writeUInt32LE(signature.length, command + 12);
	const linkEdit = findSegment(code, "__LINKEDIT");
	const fileSize = BigInt(start + signature.length) - code.readBigUInt64LE(linkEdit + 40);
	code.writeBigUInt64LE(fileSize, linkEdit + 48);
	if (code.readBigUInt64LE(linkEdit + 32) < fileSize) {
		code.writeBigUInt64LE(BigInt(Math.ceil(Number(fileSize) / SEGMENT_ALIGNMENT) * SEGMENT_ALIGNMENT), linkEdit + 32);
	}

	const entries = [SUPER_BLOB, signature.length, 1, 0, SUPER_BLOB_LENGTH];
	for (const [at, value] of entries.entries()) signature.writeUInt32BE(value, at * 4);
	const directory = signature.subarray(SUPER_BLOB_LENGTH);
	const fields = [CODE_DIRECTORY, directoryLength, DIRECTORY_VERSION, ADHOC_BY_LINKER, hashes, DIRECTORY_LENGTH, 0];
	for (const [at, value] of [...fields, pages, start].entries()) directory.writeUInt32BE(value, at * 4);
	directory.set([SHA256_LENGTH, SHA256, 0, PAGE], 36);
	const text = findSegment(code, "__TEXT");
	directory.writeBigUInt64BE(code.readBigUInt64LE(text + 40), 64);
	directory.writeBigUInt64BE(code.readBigUInt64LE(text + 48), 72);
	directory.writeBigUInt64BE(MAIN_BINARY, 80);
	directory.set(name, DIRECTORY_LENGTH);
	for (let page = 0; page < pages; page++) directory.set(pageHash(code, page), hashes + page * SHA256_LENGTH);
	return Buffer.concat([code, signature]);
}

/** Recomputes the hash of every page. @throws Error where the signature is missing or does not fit the file */
export function checkMachOSignature(file: Buffer): void {
	const { start } = findSignature(file);
	if (file.readUInt32BE(start) !== SUPER_BLOB) throw new Error("the Mach-O code signature cannot be read");
	const directory = start + file.readUInt32BE(start + 16);
	if (
		file.readUInt32BE(directory) !== CODE_DIRECTORY ||
		file.readUInt8(directory + 37) !== SHA256 ||
		file.readUInt8(directory + 39) !== PAGE
	) {
		throw new Error("the Mach-O code signature has no code directory of SHA-256 over pages of 4096 bytes");
	}
	const code = file.subarray(0, start);
	const hashes = directory + file.readUInt32BE(directory + 16);
	const pages = file.readUInt32BE(directory + 28);
	if (file.readUInt32BE(directory + 32) !== start || pages !== Math.ceil(start / 2 ** PAGE)) {
		throw new Error("the Mach-O code signature does not cover the whole file");
	}
	for (let page = 0; page < pages; page++) {
		const at = hashes + page * SHA256_LENGTH;
		if (!pageHash(code, page).equals(file.subarray(at, at + SHA256_LENGTH))) {
			throw new Error(`the Mach-O code signature does not fit page ${page} of the file`);
		}
	}
}

/** The last page is as long as what is left. */
function pageHash(code: Buffer, page: number): Buffer {
	return createHash("sha256")
		.update(code.subarray(page << PAGE, (page + 1) << PAGE))
		.digest();
}

/** Where the load command is, and where the signature that it tells of begins: the last thing in the file. */
function findSignature(file: Buffer): { command: number; start: number } {
	for (const command of loadCommands(file, LC_CODE_SIGNATURE)) {
		const start = file.readUInt32LE(command + 8);
		if (start + file.readUInt32LE(command + 12) === file.length) return { command, start };
		throw new Error("the Mach-O code signature is not the last thing in the file");
	}
	throw new Error("the Mach-O executable is not signed");
}

function findSegment(file: Buffer, name: string): number {
	for (const command of loadCommands(file, LC_SEGMENT_64)) {
		if (file.toString("latin1", command + 8, command + 24).replaceAll("\0", "") === name) return command;
	}
	throw new Error(`the Mach-O executable has no segment ${name}`);
}

function* loadCommands(file: Buffer, kind: number): Generator<number> {
	const count = file.readUInt32LE(16);
	for (let [at, index] = [HEADER_LENGTH, 0]; index < count; index++) {
		if (file.readUInt32LE(at) === kind) yield at;
		at += file.readUInt32LE(at + 4);
	}
}
