// SHA256SUMS, read.

/** Hash by file name. @throws Error where a line is no hash and plain name, names come twice, or there is none at all */
export function readSums(text: string): ReadonlyMap<string, string> {
	const lines = text.split(/\r?\n/).filter((line) => line !== "");
	if (lines.length === 0) throw new Error("the list of hashes is empty");
	const sums = new Map(
		lines.map((line) => {
			const [, hash, name] = /^([0-9a-f]{64}) [ *]([\w.-]+)$/.exec(line) ?? [];
			if (hash === undefined || name === undefined) throw new Error(`not a line of SHA256SUMS: "${line}"`);
			return [name, hash] as const;
		}),
	);
	if (sums.size < lines.length) throw new Error("the list of hashes names a file twice");
	return sums;
}

/** One file, compared: not listed is one that was built and that the list leaves out. */
export interface Compared {
	readonly name: string;
	readonly state: "same" | "differs" | "missing" | "not listed";
}

/** Compares a list with what was built. */
export function compareSums(listed: ReadonlyMap<string, string>, built: ReadonlyMap<string, string>): Compared[] {
	return [...new Set([...listed.keys(), ...built.keys()])].map((name) => {
		const [wanted, own] = [listed.get(name), built.get(name)];
		if (wanted === undefined) return { name, state: "not listed" };
		if (own === undefined) return { name, state: "missing" };
		return { name, state: own === wanted ? "same" : "differs" };
	});
}
