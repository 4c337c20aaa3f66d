// HMAC-SHA1, which signature V1 and STS are made with.
import { Sha1 } from "@aws-crypto/sha1-browser";

/** Base64 of HMAC-SHA1; computed by WebCrypto, which `Sha1` uses where it is present. `key` must not be empty. */
export async function hmacSha1(key: string, text: string): Promise<string> {
	const hmac = new Sha1(key);
	hmac.update(text);
	return Buffer.from(await hmac.digest()).toString("base64");
}
