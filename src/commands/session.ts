// From the command line to the buckets that it means, each with a client to call it.

import type { Selector } from "../batch/selector.ts";
import { NoMatchError, type Surroundings, selectTargets, type Target } from "../batch/target.ts";
import { limitTransport } from "../batch/throttle.ts";
import type { Finding } from "../encryption/outcome.ts";
import type { BucketResult } from "../encryption/result.ts";
import type { BucketRule } from "../encryption/rule.ts";
import type { SavedBucket } from "../encryption/snapshot.ts";
import type { Destination, Endpoint } from "../oss/addressing.ts";
import { type ListedBucket, listBuckets } from "../oss/api/buckets.ts";
import type { OssClient } from "../oss/client.ts";
import { OssError } from "../oss/errors.ts";
import { bucketRegion } from "../settings/bucket-settings.ts";
import { resolveLanguage } from "../settings/language.ts";
import { readLayers } from "../settings/layers.ts";
import { type Language, optionDefault } from "../settings/options.ts";
import { endpointsOf, resolveSettings, type Settings } from "../settings/resolve.ts";
import { withSecret } from "../settings/secret.ts";
import { UsageError } from "../settings/usage-error.ts";
import { checkCloudBoxRule } from "./bucket-encryption/options.ts";
import { readSavedStateFile, savedStateName } from "./bucket-encryption/snapshot-file.ts";
import { connect } from "./client-factory.ts";
import { type CommandContext, HintedError, type Interrupts, unlessAborted } from "./command.ts";
import { hintFor } from "./hints.ts";
import { withinDescriptors } from "./jobs.ts";
import { printNotes } from "./notes.ts";
import { parsePattern, parseSelector } from "./oss-url.ts";

/** How often a throttled request is sent: with the run slowed down, no bucket should be lost to it. */
const THROTTLED_TRIES = 60;

/** Many buckets, ready to be worked on. */
export interface Fleet {
	readonly targets: readonly Target[];
	/** The saved state by bucket, where --from gives one. */
	readonly saved: ReadonlyMap<string, SavedBucket> | undefined;
	readonly settings: Settings;
	readonly language: Language;
	/** How many to work on at a time. */
	readonly jobs: number;
	/** Seconds in which reading must show a change. */
	readonly verifySeconds: number;
	readonly interrupts: Interrupts;
	clientOf(target: Target): OssClient;
	/** Puts the bucket's place to what was found, be it another one than where it was looked for. */
	resultOf(target: Target, finding: Finding): BucketResult;
}

/**
 * Reads the arguments, signs in and lists what is to be listed.
 * @param changing whether the buckets are going to be changed: what is under way is then finished after Ctrl-C
 * @param wanted the rule that all of them are to have, where it is known beforehand
 * @throws UsageError for bad arguments, or where nothing is meant by them; OssError where listing fails;
 * InterruptedError where the user breaks off before that
 */
export async function openFleet(
	context: CommandContext,
	{ changing, wanted = null }: { changing: boolean; wanted?: BucketRule },
): Promise<Fleet> {
	const selectors = context.arguments.map(parseSelector);
	const options = await withSecret(context.options, () => context.askSecret("Please enter accessKeySecret: "));
	const saved = await openSavedState(context);
	const layered = await readLayers(options, context.environment);
	await printNotes(context, layered);
	// Only a call of more than one named bucket needs an endpoint that belongs to no bucket.
	const anyBucket = saved !== undefined || selectors.some(({ listed }) => listed);
	const settings = resolveSettings(layered, anyBucket ? "" : (selectors[0]?.pattern ?? ""));
	checkCloudBoxRule(wanted, settings);
	const language = await resolveLanguage(layered);
	const { jobs, keepConnections } = await withinDescriptors(
		options.jobs ?? optionDefault("jobs", "bucket-encryption"),
		language,
		context,
	);
	const interrupts = await context.watchInterrupts();
	const signal = changing ? interrupts.abandon : interrupts.finish;
	const movedTo = new Map<string, string>();
	const clientOf = await connect(settings, context, {
		moved: (bucket, { host }) => movedTo.set(bucket, host),
		around: (transport) => limitTransport(transport, jobs, signal),
		keepConnections,
		signal,
	});
	const surroundings = {
		endpoint: settings.endpoint,
		...(settings.region === undefined ? {} : { region: settings.region }),
		regionFixed: settings.product === "oss-cloudbox",
		endpointOf: endpointsOf(layered),
		regionOf: (bucket: string) => bucketRegion(layered, bucket),
		list: (prefix: string) =>
			saved === undefined
				? listBuckets(clientOf(settings, THROTTLED_TRIES), prefix)
				: savedListing(saved, settings.endpoint),
	};
	const chosen = saved === undefined ? selectors : withinSaved(selectors);
	const targets = await unlessAborted(chooseTargets(chosen, context, surroundings), interrupts.finish).catch(
		(error) => {
			const hint = error instanceof OssError ? hintFor(error, "get", settings) : undefined;
			throw hint === undefined ? error : new HintedError(error, hint[language]);
		},
	);
	return {
		targets,
		saved: saved && savedTargets(saved, targets),
		settings,
		language,
		jobs,
		verifySeconds: options["verify-timeout"] ?? optionDefault("verify-timeout", "bucket-encryption"),
		interrupts,
		clientOf: (target) => clientOf(destinationOf(target), THROTTLED_TRIES),
		resultOf({ bucket, region, endpoint }, finding) {
			const where = { bucket, ...(region === undefined ? {} : { region }) };
			return { ...where, endpoint: movedTo.get(bucket) ?? endpoint.host, ...finding };
		},
	};
}

async function openSavedState(context: CommandContext): Promise<readonly SavedBucket[] | undefined> {
	const { from = "" } = context.options;
	if (from === "") return undefined;
	const { buckets, doubt } = await readSavedStateFile(from, context.readInput);
	if (doubt !== undefined) await context.printMessage(`Note: ${savedStateName(from)}: ${doubt}`);
	return buckets;
}

async function chooseTargets(
	selectors: readonly Selector[],
	{ options: { exclude = [], from } }: CommandContext,
	surroundings: Surroundings,
): Promise<Target[]> {
	const excluded = exclude.flatMap((word) => word.split(",")).map(parsePattern);
	try {
		return await selectTargets(selectors, excluded, surroundings);
	} catch (error) {
		if (!(error instanceof NoMatchError)) throw error;
		throw new UsageError(`${error.message}${from ? ` in ${savedStateName(from)}` : ""}, nothing was done`);
	}
}

/** @throws UsageError where a bucket that is meant has a rule that could not be set */
function savedTargets(saved: readonly SavedBucket[], targets: readonly Target[]): ReadonlyMap<string, SavedBucket> {
	const byName = new Map(saved.map((one) => [one.bucket, one]));
	for (const { bucket } of targets) {
		const { fault } = byName.get(bucket) ?? {};
		if (fault !== undefined) throw new UsageError(`the saved state cannot be used: ${fault}, nothing was done`);
	}
	return byName;
}

function destinationOf({ endpoint, signRegion }: Target): Destination {
	return { endpoint, ...(signRegion === undefined ? {} : { region: signRegion }) };
}

/** URLs pick from the saved state, which takes the place of the account's listing; without URLs all of it is meant. */
function withinSaved(selectors: readonly Selector[]): readonly Selector[] {
	if (selectors.length === 0) return [{ url: "oss://", pattern: "*", listed: true }];
	return selectors.map((selector) => ({ ...selector, listed: true }));
}

/** A saved endpoint serves only where it is internal, or not, like the one in use. */
async function* savedListing(saved: readonly SavedBucket[], { hostname }: Endpoint): AsyncGenerator<ListedBucket> {
	const internal = hostname.includes("-internal.");
	for (const { bucket, region, endpoint } of saved) {
		const place = endpoint.replace(/:\d+$/, "");
		const usable = place.includes("-internal.") === internal ? place : "";
		yield { name: bucket, region, extranetEndpoint: usable, intranetEndpoint: usable };
	}
}
