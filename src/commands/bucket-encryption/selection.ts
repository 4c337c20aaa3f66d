// The buckets that the command line means, from URLs or from a snapshot, ready to be worked on.
import type { Selector } from "../../batch/selector.ts";
import type { Target } from "../../batch/target.ts";
import type { BucketOutcome } from "../../encryption/outcome.ts";
import type { BucketResult } from "../../encryption/result.ts";
import type { BucketRule } from "../../encryption/rule.ts";
import type { SnapshotBucket } from "../../encryption/snapshot.ts";
import type { Endpoint } from "../../oss/addressing.ts";
import type { ListedBucket } from "../../oss/api/buckets.ts";
import type { OssClient } from "../../oss/client.ts";
import { UsageError } from "../../settings/usage-error.ts";
import type { CommandContext } from "../command.ts";
import { parseSelector } from "../oss-url.ts";
import { destinationOf, selectBuckets } from "../select-buckets.ts";
import { askForSecret, openSession, type Session } from "../session.ts";
import { checkCloudBoxRule } from "./options.ts";
import { readSnapshotFile, snapshotName } from "./snapshot-file.ts";

/** Many buckets, and the session in which they are worked on. */
export interface Selection {
	readonly session: Session;
	readonly targets: readonly Target[];
	/** The snapshot by bucket, if --from names one. */
	readonly snapshot: ReadonlyMap<string, SnapshotBucket> | undefined;
	clientOf(target: Target): OssClient;
	/** Adds the bucket's region and the endpoint that answered to the outcome. */
	resultOf(target: Target, outcome: BucketOutcome): BucketResult;
}

/**
 * Reads the arguments and the snapshot, opens a session, and lists what is to be listed.
 * @param changing whether the buckets are going to be changed
 * @param wanted the rule that all buckets are to have, if it is known beforehand
 * @throws UsageError if arguments are bad or mean no bucket; OssError if listing fails; InterruptedError at the first Ctrl-C
 */
export async function openSelection(
	given: CommandContext,
	{ changing, wanted = null }: { changing: boolean; wanted?: BucketRule },
): Promise<Selection> {
	const selectors = given.arguments.map(parseSelector);
	const context = await askForSecret(given);
	const { from = "", exclude = [] } = context.options;
	const saved = from === "" ? undefined : await readSnapshot(from, context);
	// Only the call of one named bucket can do without an endpoint that belongs to no bucket.
	const several = saved !== undefined || selectors.some(({ listed }) => listed);
	const bucket = several ? "" : (selectors[0]?.pattern ?? "");
	const session = await openSession(context, { bucket, changing });
	checkCloudBoxRule(wanted, session.settings);
	const listing = saved && {
		name: snapshotName(from),
		list: () => snapshotListing(saved, session.settings.endpoint),
	};
	const chosen = saved === undefined ? selectors : withinSnapshot(selectors);
	const targets = await selectBuckets(session, chosen, exclude, listing);
	return {
		session,
		targets,
		snapshot: saved && usableSnapshot(saved, targets),
		clientOf: (target) => session.clientFor(destinationOf(target)),
		resultOf({ bucket, region, endpoint }, { effect, ...outcome }) {
			const { host } = session.movedTo(bucket) ?? endpoint;
			return { bucket, ...(region === undefined ? {} : { region }), endpoint: host, ...outcome };
		},
	};
}

async function readSnapshot(
	from: string,
	{ readInput, printMessage }: CommandContext,
): Promise<readonly SnapshotBucket[]> {
	const { buckets, doubt } = await readSnapshotFile(from, readInput);
	if (doubt !== undefined) await printMessage(`Note: ${snapshotName(from)}: ${doubt}`);
	return buckets;
}

/** @throws UsageError if a bucket that is meant has a rule that could not be set */
function usableSnapshot(
	saved: readonly SnapshotBucket[],
	targets: readonly Target[],
): ReadonlyMap<string, SnapshotBucket> {
	const byName = new Map(saved.map((one) => [one.bucket, one]));
	for (const { bucket } of targets) {
		const { fault } = byName.get(bucket) ?? {};
		if (fault !== undefined) throw new UsageError(`the saved state cannot be used: ${fault}, nothing was done`);
	}
	return byName;
}

/** URLs pick from the snapshot, which takes the place of the account's listing; without URLs all of it is meant. */
function withinSnapshot(selectors: readonly Selector[]): readonly Selector[] {
	if (selectors.length === 0) return [{ url: "oss://", pattern: "*", listed: true }];
	return selectors.map((selector) => ({ ...selector, listed: true }));
}

/** An endpoint in a snapshot is used only if it is internal, or not, like the one in use. */
async function* snapshotListing(
	saved: readonly SnapshotBucket[],
	{ hostname }: Endpoint,
): AsyncGenerator<ListedBucket> {
	const internal = hostname.includes("-internal.");
	for (const { bucket, region, endpoint } of saved) {
		const host = endpoint.replace(/:\d+$/, "");
		const usable = host.includes("-internal.") === internal ? host : "";
		yield { name: bucket, region, extranetEndpoint: usable, intranetEndpoint: usable };
	}
}
