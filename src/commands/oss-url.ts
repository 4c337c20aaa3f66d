// `oss://bucket`, as commands take it.
import type { Selector } from "../batch/selector.ts";
import { bucketNameFault } from "../oss/bucket-name.ts";
import { UsageError } from "../settings/usage-error.ts";

const SCHEME = "oss://";

/** Whether `url` may mean more than one bucket: `oss://` means all, `*` and `?` stand for parts of a name. */
export function isPattern(url: string): boolean {
	return url.toLowerCase() === SCHEME || /[*?]/.test(url);
}

/** Whether `url` says on purpose that every bucket is meant. */
export function meansEveryBucket(url: string): boolean {
	return /^oss:\/\/\*+\/?$/i.test(url);
}

/** Refuses a URL without a bucket for a change: it may come from an empty variable. @throws UsageError */
export function requireBucketOrPattern(urls: readonly string[]): void {
	const bare = urls.find((url) => /^oss:\/{2,}$/i.test(url));
	if (bare === undefined) return;
	throw new UsageError(
		`${bare} names no bucket, perhaps from an empty variable: nothing was done. To change every bucket of the account on purpose, write "oss://*"`,
	);
}

/** Which buckets `url` means: a name, or a pattern. @throws UsageError in ossutil's words */
export function parseSelector(url: string): Selector {
	if (!isPattern(url)) return { url, pattern: parseBucketUrl(url), listed: false };
	if (!url.toLowerCase().startsWith(SCHEME)) throw new UsageError(`parameter is not a cloud url,url is ${url}`);
	const pattern = url.slice(SCHEME.length).replace(/\/$/, "") || "*";
	return { url, pattern: parsePattern(pattern), listed: true };
}

/** A pattern for names of buckets. @throws UsageError where no name can match it */
export function parsePattern(pattern: string): string {
	if (/^[a-z0-9*?-]+$/.test(pattern)) return pattern;
	throw new UsageError(`bucket pattern ${pattern} can only include lowercase letters, numbers, -, * and ?`);
}

/**
 * The bucket that `url` names. One trailing slash is allowed; a key is not: the command would change the whole bucket.
 * @throws UsageError in ossutil's words
 */
export function parseBucketUrl(url: string): string {
	if (!url.toLowerCase().startsWith(SCHEME)) throw new UsageError(`parameter is not a cloud url,url is ${url}`);
	const rest = url.slice(SCHEME.length);
	const slash = rest.indexOf("/");
	const bucket = slash === -1 ? rest : rest.slice(0, slash);
	if (bucket === "") throw new UsageError(`bucket name is empty,url is ${url}`);
	if (slash !== -1 && slash < rest.length - 1) {
		throw new UsageError(
			`the url names an object, but encryption is set for a whole bucket, use oss://${bucket},url is ${url}`,
		);
	}
	const fault = bucketNameFault(bucket);
	if (fault !== undefined) throw new UsageError(fault);
	return bucket;
}
