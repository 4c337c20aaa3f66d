// JSON from outside, be it a service or a file, of which nothing is taken for granted.

/** The value that `text` holds, or undefined where it is not JSON. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** A member of an object of the document's own; undefined for anything else. */
export function jsonMember(value: unknown, name: string): unknown {
	if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
	return Reflect.get(value, name);
}
