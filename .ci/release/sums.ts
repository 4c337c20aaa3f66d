// SHA256SUMS, read.

/** Hash by file name. @throws Error where a line is no hash and plain name, or there is none at all */
export function readSums(text: string): ReadonlyMap<string, string> {
	const lines = text.split(/\r?\n/).filter((line) => line !== "");
	if (lines.length === 0) throw new Error("the list of hashes is empty");
	return new Map(
		lines.map((line) => {
			const [, hash, name] = /^([0-9a-f]{64}) [ *]([\w.-]+)$/.exec(line) ?? [];
			if (hash === undefined || name === undefined) throw new Error(`not a line of SHA256SUMS: "${line}"`);
			return [name, hash];
		}),
	);
}
