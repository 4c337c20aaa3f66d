// Which buckets a URL means: one by name, those whose names fit a pattern, or all. Pure.

/** A URL of the command line, parsed. */
export interface Selector {
	/** As it was written, for messages. */
	readonly url: string;
	/** A name, or a pattern with `*` and `?`; `*` for `oss://`. */
	readonly pattern: string;
	/** Whether the account's buckets must be listed to know which ones it means. */
	readonly listed: boolean;
}

/** Says whether `name` fits `pattern`: `*` is any run of characters, `?` is any one. Takes time in proportion to the product of their lengths. */
export function matches(pattern: string, name: string): boolean {
	// `oss://`, which is asked of every bucket of an account.
	if (pattern === "*") return true;
	let [at, inName] = [0, 0];
	/** Where to go on if the text after the last star does not fit: one character later. */
	let star = -1;
	let afterStar = 0;
	while (inName < name.length) {
		if (pattern[at] === "*") {
			star = at++;
			afterStar = inName;
		} else if (pattern[at] === "?" || pattern[at] === name[inName]) {
			at++;
			inName++;
		} else if (star >= 0) {
			at = star + 1;
			inName = ++afterStar;
		} else {
			return false;
		}
	}
	return /^\**$/.test(pattern.slice(at));
}

/** The text that every name begins with that fits the pattern, so that the listing can be limited to it. */
export function literalPrefix(pattern: string): string {
	return pattern.replace(/[*?].*$/, "");
}

/** What all of `texts` begin with. */
export function commonPrefix(texts: readonly string[]): string {
	const [first = "", ...others] = texts;
	let length = first.length;
	while (!others.every((text) => text.startsWith(first.slice(0, length)))) length--;
	return first.slice(0, length);
}
