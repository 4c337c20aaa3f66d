// Text from outside (a server's words, a file's bytes) made safe to show on a terminal or to write into a log.

/** Longest text shown, in UTF-16 code units; a server must not be able to flood a terminal. */
const LONGEST_TEXT = 2000;

/**
 * Takes every control, format and surrogate character out of `text`, line breaks and bidirectional overrides
 * included, and cuts it after `longest` characters. A run of them becomes one space.
 */
export function cleanText(text: string, longest = LONGEST_TEXT): string {
	const cut = text.length > longest ? `${text.slice(0, longest)}...` : text;
	// Nearly every text is plain, and the classes below are slow to build.
	if (/^[ -~]*$/.test(cut)) return cut.trim();
	return cut.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, " ").trim();
}

/** Whether cleanText shows every character of `text`, so that what is copied from the screen is `text` itself. */
export function isShownExactly(text: string): boolean {
	if (text.length > LONGEST_TEXT) return false;
	return /^[ -~]*$/.test(text) || (survivesUtf8(text) && !/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(text));
}

/** Whether `text` is the same after it was sent as UTF-8: no lone surrogate, and nothing that stands for a fault in a text. */
export function survivesUtf8(text: string): boolean {
	return text.isWellFormed() && !/[\ufffd-\uffff]/.test(text);
}

/** Whether `text` is the same after it was sent in an XML document (XML 1.0, production 2: Char). */
export function survivesXml(text: string): boolean {
	// A carriage return is a legal character, but it is read back as a line feed.
	return survivesUtf8(text) && !/[\0-\x08\x0b-\x1f]/.test(text);
}

/** Says whether `text` holds a character that could drive a terminal, break a line or turn the text around it. */
export function hasControlCharacters(text: string): boolean {
	return /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(text);
}
