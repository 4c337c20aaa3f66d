// What the configuration file says of single buckets: [Bucket-Cname], [Bucket-Endpoint], and ossutil 2's [buckets NAME].
import { type Endpoint, type EndpointOptions, endpointOfRegion, regionId } from "../oss/endpoint.ts";
import { foldKey } from "./config-file.ts";
import { endpointFrom } from "./endpoint-from.ts";
import type { LayeredSettings } from "./layers.ts";
import { parseSetting } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** Sections that hold endpoints of single buckets, the stronger first. */
const ENDPOINT_SECTIONS = ["Bucket-Cname", "Bucket-Endpoint"] as const;
const PREFIX = "buckets ";

/** The buckets that the file has an endpoint for. */
export function bucketsWithEndpoint({ file }: LayeredSettings): string[] {
	const listed = ENDPOINT_SECTIONS.flatMap((section) =>
		[...(file.get(section.toLowerCase()) ?? [])].flatMap(([bucket, value]) => (value === "" ? [] : [bucket])),
	);
	const own = [...file.keys()].filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
	return [...listed, ...own];
}

/**
 * The endpoint that the file has for the bucket, if any.
 * @param common how the bucket goes into the address, unless the file says so for the bucket
 * @throws UsageError if it is none, or if a [buckets NAME] section holds what this program does not know
 */
export function bucketEndpoint(
	layered: LayeredSettings,
	bucket: string,
	common: EndpointOptions,
): Endpoint | undefined {
	for (const section of ENDPOINT_SECTIONS) {
		const own = layered.file.get(section.toLowerCase())?.get(bucket);
		const options = { ...common, cname: section === "Bucket-Cname" };
		if (own) return endpointFrom(own, `${bucket} in [${section}]`, options);
	}
	for (const name of layered.file.keys()) if (name.startsWith(PREFIX)) readSection(layered, name);
	const own = readSection(layered, PREFIX + bucket);
	if (own === undefined) return undefined;
	const style = own.get("addressingstyle");
	const options = style ? { forcePathStyle: style === "path", cname: style === "cname" } : common;
	const region = bucketRegion(layered, bucket);
	const address = own.get("endpoint") || (region && endpointOfRegion(region));
	if (address) return endpointFrom(address, `[buckets ${bucket}]`, options);
	if (style) throw new UsageError(`addressing-style in [buckets ${bucket}] needs an endpoint or a region beside it`);
	return undefined;
}

/** The region that [buckets NAME] has for the bucket, if any. */
export function bucketRegion(layered: LayeredSettings, bucket: string): string | undefined {
	const region = readSection(layered, PREFIX + bucket)?.get("region");
	if (!region) return undefined;
	if (/^[a-z0-9-]+$/i.test(region)) return regionId(region);
	throw new UsageError(`invalid region in [buckets ${bucket}], it should be letters, digits and -, please check`);
}

/** A [buckets NAME] section by folded keys. @throws UsageError for a key or a style that is not known */
function readSection({ file, filePath }: LayeredSettings, name: string): ReadonlyMap<string, string> | undefined {
	const section = file.get(name);
	if (section === undefined) return undefined;
	const read = new Map<string, string>();
	for (const [key, value] of section) {
		const folded = foldKey(key);
		if (!["endpoint", "region", "addressingstyle"].includes(folded)) {
			throw new UsageError(
				`${key} in [${name}] of ${filePath} is not supported and must not be ignored: give the endpoint with -e, or remove it`,
			);
		}
		read.set(folded, folded === "addressingstyle" && value ? parseSetting("addressing-style", value) : value);
	}
	return read;
}
