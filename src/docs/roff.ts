// Texts for man(7) pages: roff, in which backslashes, and dots and quotes that begin a line, mean something.

/** Characters that roff would print as others, and what stands for them. */
const ESCAPES: Readonly<Record<string, string>> = {
	"\\": "\\e",
	"-": "\\-",
	"'": "\\(aq",
	'"': "\\(dq",
	"`": "\\(ga",
	"^": "\\(ha",
	"~": "\\(ti",
};

/** A text as it stands. No line of it is taken for a request. */
export function roffText(text: string): string {
	return text.replace(/[\\\-'"`^~]/g, (one) => ESCAPES[one] ?? one).replace(/^\./gm, "\\&.");
}

/** The same for text that fills lines. They may be broken between two Chinese characters, where there is no space. */
export function roffProse(text: string): string {
	return roffText(text).replace(/(\p{Script=Han})(?=\p{Script=Han})/gu, "$1\\:");
}

export function bold(text: string): string {
	return `\\fB${roffText(text)}\\fR`;
}

export function italic(text: string): string {
	return `\\fI${roffText(text)}\\fR`;
}

/** A request with an argument in quotes. */
export function request(name: string, text: string): string {
	return `.${name} "${roffText(text)}"`;
}

/** A paragraph with its tag hanging out on the left. */
export function tagged(tag: string, lines: readonly string[]): string[] {
	return [".TP", tag, ...lines];
}

/** Lines that are kept as they are. */
export function literal(lines: readonly string[]): string[] {
	return [".EX", ...lines.map(roffText), ".EE"];
}
