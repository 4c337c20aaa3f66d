// `oss://bucket`, as commands take it.
import { bucketNameFault } from "../oss/bucket-name.ts";
import { UsageError } from "../settings/usage-error.ts";

const SCHEME = "oss://";

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
