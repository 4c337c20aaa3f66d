// Takes the runtime's own switches out of its base, so that no environment variable turns the program into a script
// runner, opens a debugger in it, prints its requests, or makes it write a file. Done to the base, before Bun builds (and
// for macOS signs) the executable from it.

/**
 * Beginnings of the variables' names, and how often each is in the base, which is the same on every platform. Another
 * count means another Bun, which has to be looked at anew.
 */
export const SWITCHES: ReadonlyMap<string, number> = new Map([
	// Becomes the bun command line.
	["BUN_BE_BUN", 1],
	// Options for the runtime, such as --preload.
	["BUN_OPTIONS", 2],
	// A debugger; also _CONNECT_TO, _NOTIFY and _PRELOAD.
	["BUN_INSPECT", 9],
	// Prints every request with its signature.
	["BUN_CONFIG_VERBOSE_FETCH", 2],
	// _ORDER_OUT, _ORDER_NAMES_OUT and _DIGEST_OUT: a file to write at exit.
	["BUN_BYTECODE_", 4],
]);

/** Bun's own JavaScript names some too; it only does so once a debugger runs, and must stay JavaScript. */
const IN_JAVASCRIPT = Buffer.from("process.env.");

/**
 * Puts a NUL in place of each name's first letter, in `base` itself: no variable can be called that, and the length
 * stays. What is so already is left alone.
 * @throws Error where a name is not there as often as it should be
 */
export function makeSwitchesInert(base: Buffer, switches: ReadonlyMap<string, number> = SWITCHES): void {
	for (const [name, expected] of switches) {
		const places = [...findAll(base, name), ...findAll(base, `\0${name.slice(1)}`)];
		if (places.length !== expected || expected === 0) {
			throw new Error(`the runtime names ${name} ${places.length} times, not ${expected}: see what has changed in it`);
		}
		for (const place of places) base[place] = 0;
	}
}

function* findAll(base: Buffer, name: string): Generator<number> {
	for (let at = base.indexOf(name, 0, "latin1"); at !== -1; at = base.indexOf(name, at + 1, "latin1")) {
		if (!base.subarray(Math.max(0, at - IN_JAVASCRIPT.length), at).equals(IN_JAVASCRIPT)) yield at;
	}
}
