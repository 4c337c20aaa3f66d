// HMAC-SHA1, which signature V1 and STS are made with.
import { WebCryptoSha1 } from "@aws-crypto/sha1-browser";

/** The last key, which is imported only once: nearly every run signs with one key alone. */
let last: { readonly key: string; readonly keyed: WebCryptoSha1 } | undefined;

/** Base64 of HMAC-SHA1, computed by WebCrypto. `key` must not be empty. */
export async function hmacSha1(key: string, text: string): Promise<string> {
	if (last?.key !== key) last = { key, keyed: new WebCryptoSha1(utf8(key)) };
	// Shares the imported key and has a text of its own, as several are computed at a time.
	const hmac: WebCryptoSha1 = Object.create(last.keyed);
	hmac.reset();
	hmac.update(utf8(text));
	return (await hmac.digest()).toBase64();
}

/** The bytes, for which the library would load Node's Buffer. */
function utf8(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}
