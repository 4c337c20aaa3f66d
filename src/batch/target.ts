// The buckets to work on, each with where to call it.
import type { ListedBucket } from "../oss/api/buckets.ts";
import { type Endpoint, regionOfEndpoint, siblingEndpoint } from "../oss/endpoint.ts";
import { commonPrefix, literalPrefix, matches, type Selector } from "./selector.ts";

/** One bucket, and how to reach it. */
export interface Target {
	readonly bucket: string;
	readonly endpoint: Endpoint;
	/** Region to sign for under V4; undefined: the one in the endpoint's name. */
	readonly signRegion?: string;
	/** The bucket's region, if the listing told it. */
	readonly region?: string;
}

/** What choosing buckets needs: the settings of buckets, and a listing. */
export interface SelectionContext {
	/** The endpoint in use if nothing better is known. */
	readonly endpoint: Endpoint;
	/** The region that was given to sign for. */
	readonly region?: string;
	/** Whether that region holds for every bucket, as on a cloud box. */
	readonly regionFixed: boolean;
	/** The endpoint that was set for this very bucket, or `endpoint`. */
	endpointOf(bucket: string): Endpoint;
	/** The region that was set for this very bucket. */
	regionOf?(bucket: string): string | undefined;
	/** The account's buckets whose names begin with `prefix`. */
	list(prefix: string): AsyncIterable<ListedBucket>;
}

/** A URL means no bucket. Nothing must be done then, because the user expects otherwise. */
export class NoMatchError extends Error {
	override name = "NoMatchError";
}

/**
 * The buckets that `selectors` mean and `exclude` does not, each once, in the order of the selectors and then by name.
 * @throws NoMatchError if a pattern fits no bucket, or nothing is left; OssError if listing fails
 */
export async function selectTargets(
	selectors: readonly Selector[],
	exclude: readonly string[],
	context: SelectionContext,
): Promise<Target[]> {
	const patterns = selectors.filter(({ listed }) => listed).map(({ pattern }) => pattern);
	const listed = patterns.length === 0 ? [] : await listMatching(patterns, context);
	const siblings = await siblingsOf(listed, context);
	const targets = new Map<string, Target>();
	for (const selector of selectors) {
		const found = selector.listed
			? listed.filter(({ name }) => matches(selector.pattern, name)).map((one) => listedTarget(one, context, siblings))
			: [namedTarget(selector.pattern, context)];
		if (found.length === 0) throw new NoMatchError(`no bucket matches ${selector.url}`);
		for (const target of found) if (!targets.has(target.bucket)) targets.set(target.bucket, target);
	}
	const kept = [...targets.values()].filter(({ bucket }) => !exclude.some((pattern) => matches(pattern, bucket)));
	if (kept.length === 0) throw new NoMatchError("every bucket that matches is excluded");
	return kept;
}

async function listMatching(patterns: readonly string[], context: SelectionContext): Promise<ListedBucket[]> {
	const found: ListedBucket[] = [];
	for await (const bucket of context.list(commonPrefix(patterns.map(literalPrefix)))) {
		if (patterns.some((pattern) => matches(pattern, bucket.name))) found.push(bucket);
	}
	return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function namedTarget(bucket: string, { endpointOf, regionOf, region, regionFixed }: SelectionContext): Target {
	const signRegion = (regionFixed ? undefined : regionOf?.(bucket)) ?? region;
	return { bucket, endpoint: endpointOf(bucket), ...(signRegion === undefined ? {} : { signRegion }) };
}

/** The bucket's own endpoint as the listing names it, internal if the one in use is. */
function namedEndpoint({ intranetEndpoint, extranetEndpoint }: ListedBucket, { hostname }: Endpoint): string {
	return hostname.includes("-internal.") ? intranetEndpoint : extranetEndpoint;
}

/** The named endpoints that are siblings of the one in use, each judged once. */
async function siblingsOf(
	listed: readonly ListedBucket[],
	{ endpoint, regionFixed }: SelectionContext,
): Promise<ReadonlyMap<string, Endpoint>> {
	const siblings = new Map<string, Endpoint>();
	if (regionFixed || endpoint.addressing !== "virtual-hosted") return siblings;
	for (const named of new Set(listed.map((one) => namedEndpoint(one, endpoint)))) {
		const sibling = await siblingEndpoint(endpoint, named);
		if (sibling !== undefined) siblings.set(named, sibling);
	}
	return siblings;
}

/**
 * A listed bucket is called at its own region's endpoint, internal if the one in use is, provided that it is a sibling of
 * the one in use. An endpoint that was set for the bucket goes before; path style, IP addresses and CNAMEs stay.
 */
function listedTarget(
	listed: ListedBucket,
	context: SelectionContext,
	siblings: ReadonlyMap<string, Endpoint>,
): Target {
	const { endpoint, regionFixed } = context;
	const region = listed.region === "" ? {} : { region: listed.region };
	const named = { ...namedTarget(listed.name, context), ...region };
	if (regionFixed) return named;
	const signRegion = listed.region === "" ? {} : { signRegion: listed.region };
	if (named.endpoint.host !== endpoint.host || endpoint.addressing !== "virtual-hosted") {
		return { ...signRegion, ...named };
	}
	const own = namedEndpoint(listed, endpoint);
	if (own.toLowerCase() === endpoint.hostname) return { ...named, ...signRegion };
	const sibling = siblings.get(own);
	if (sibling === undefined) return named;
	// The region that was given is that of the endpoint in use; a snapshot may tell only the bucket's endpoint.
	const siblingRegion = listed.region || regionOfEndpoint(sibling);
	return { ...named, ...(siblingRegion === undefined ? {} : { signRegion: siblingRegion }), endpoint: sibling };
}
