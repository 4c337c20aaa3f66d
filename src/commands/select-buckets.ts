// Which buckets a command is about: those that URLs name or match, without those that --exclude matches.
import type { Selector } from "../batch/selector.ts";
import { NoMatchError, type SelectionContext, selectTargets, type Target } from "../batch/target.ts";
import type { Destination } from "../oss/addressing.ts";
import { type ListedBucket, listBuckets } from "../oss/api/buckets.ts";
import { bucketRegion } from "../settings/bucket-settings.ts";
import { endpointsOf } from "../settings/resolve.ts";
import { UsageError } from "../settings/usage-error.ts";
import { orInterrupted } from "./command.ts";
import { parsePattern } from "./oss-url.ts";
import { type Session, withHint } from "./session.ts";

/** What stands in for the listing of the account's buckets. */
export interface OtherListing {
	/** Its name, for messages. */
	readonly name: string;
	list(): AsyncIterable<ListedBucket>;
}

/**
 * The buckets that `selectors` mean, each once, with where to call it.
 * @param exclude patterns, or several with commas between them
 * @throws UsageError if no bucket is meant; OssError if listing fails; InterruptedError at the first Ctrl-C
 */
export async function selectBuckets(
	session: Session,
	selectors: readonly Selector[],
	exclude: readonly string[],
	listing?: OtherListing,
): Promise<Target[]> {
	const { settings, layered, interrupts } = session;
	const context: SelectionContext = {
		endpoint: settings.endpoint,
		...(settings.region === undefined ? {} : { region: settings.region }),
		regionFixed: settings.product === "oss-cloudbox",
		endpointOf: endpointsOf(layered),
		regionOf: (bucket) => bucketRegion(layered, bucket),
		list: (prefix) => listing?.list() ?? listBuckets(session.clientFor(settings), prefix),
	};
	const excluded = exclude.flatMap((word) => word.split(",")).map(parsePattern);
	try {
		return await orInterrupted(selectTargets(selectors, excluded, context), interrupts.drain);
	} catch (error) {
		if (!(error instanceof NoMatchError)) throw withHint(error, session);
		throw new UsageError(`${error.message}${listing ? ` in ${listing.name}` : ""}, nothing was done`);
	}
}

/** Where to call a bucket. */
export function destinationOf({ endpoint, signRegion }: Target): Destination {
	return { endpoint, ...(signRegion === undefined ? {} : { region: signRegion }) };
}
