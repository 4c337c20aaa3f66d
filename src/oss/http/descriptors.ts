// How many file descriptors this process may still open.

/** How many more; any number where the system does not say it. */
export function freeDescriptors(): number {
	if (process.platform !== "linux") return Number.POSITIVE_INFINITY;
	const { readdirSync, readFileSync } = process.getBuiltinModule("node:fs");
	try {
		const limit = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "latin1"))?.[1];
		return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit) - readdirSync("/proc/self/fd").length;
	} catch (cause) {
		const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
		return code === "EMFILE" || code === "ENFILE" ? 0 : Number.POSITIVE_INFINITY;
	}
}
