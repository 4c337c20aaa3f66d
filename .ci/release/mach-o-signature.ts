// The ad-hoc signature of a macOS executable: Bun signs what it builds, on Linux too. Without one that fits, an arm64 Mac
// kills the program when it starts. Who made the file it does not tell: that needs Apple's notarization.
import { createHash } from "node:crypto";

const LC_CODE_SIGNATURE = 0x1d;
const HEADER_LENGTH = 32;
const SUPER_BLOB = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
const SHA256 = 2;

/** Recomputes the hash of every page. @throws Error where the signature is missing or does not fit the file */
export function checkMachOSignature(file: Buffer): void {
	const start = signatureStart(file);
	if (file.readUInt32BE(start) !== SUPER_BLOB) throw new Error("the Mach-O code signature cannot be read");
	const directory = start + file.readUInt32BE(start + 16);
	if (file.readUInt32BE(directory) !== CODE_DIRECTORY || file.readUInt8(directory + 37) !== SHA256) {
		throw new Error("the Mach-O code signature has no SHA-256 code directory");
	}
	const hashes = directory + file.readUInt32BE(directory + 16);
	const pages = file.readUInt32BE(directory + 28);
	const end = file.readUInt32BE(directory + 32);
	const pageSize = 2 ** file.readUInt8(directory + 39);
	if (end !== start || pages !== Math.ceil(end / pageSize)) {
		throw new Error("the Mach-O code signature does not cover the whole file");
	}
	for (let page = 0; page < pages; page++) {
		const bytes = file.subarray(page * pageSize, Math.min((page + 1) * pageSize, end));
		const hash = createHash("sha256").update(bytes).digest();
		if (!hash.equals(file.subarray(hashes + page * 32, hashes + (page + 1) * 32))) {
			throw new Error(`the Mach-O code signature does not fit page ${page} of the file`);
		}
	}
}

function signatureStart(file: Buffer): number {
	const commands = file.readUInt32LE(16);
	for (let [at, command] = [HEADER_LENGTH, 0]; command < commands; command++) {
		if (file.readUInt32LE(at) === LC_CODE_SIGNATURE) return file.readUInt32LE(at + 8);
		at += file.readUInt32LE(at + 4);
	}
	throw new Error("the Mach-O executable is not signed");
}
