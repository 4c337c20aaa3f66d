// Text files as Windows and Unix programs write them.

/**
 * The bytes of a file as text: UTF-8, or UTF-16 where a little-endian byte-order mark says so; the mark is dropped.
 * @param strict throw where the bytes are no such text, as they must not be written back
 * @throws TypeError
 */
export function decodeText(bytes: Uint8Array, { strict = false } = {}): string {
	const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
	return new TextDecoder(utf16 ? "utf-16le" : "utf-8", { fatal: strict }).decode(bytes);
}
