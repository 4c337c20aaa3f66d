// What a refusal of the service teaches, so that the same call succeeds when it is sent again: the service's clock, the
// signature that it accepts, the endpoint that a bucket has moved to.
import type { Destination } from "./addressing.ts";
import { type OssError, ServiceError } from "./errors.ts";
import type { Observer } from "./events.ts";
import { regionToSignFor, type SignatureVersion } from "./prepare.ts";
import type { OssRequest } from "./request.ts";
import type { SigningKeyCache } from "./signing/v4.ts";

/** The service no longer takes V1 signatures from this account or for this bucket. */
export const EC_V1_REFUSED = "0002-00000080";
/** The bucket is not served by the endpoint in use; the error names the right one. */
export const EC_WRONG_ENDPOINT = "0003-00001403";

/** Largest correction of the clock that is believed, in milliseconds: a day. */
const LARGEST_OFFSET = 24 * 60 * 60 * 1000;

/** What a client has learnt from earlier calls. */
export interface Learnt {
	/** The service's clock minus ours, in milliseconds; known once the service has complained, and then accepted it. */
	clockOffset: number;
	signatureVersion: SignatureVersion;
	readonly movedBuckets: Map<string, Destination>;
	readonly keyCache: SigningKeyCache;
}

/** How one call is signed. It is the call's own: one bucket's strange answer must not mislead the other calls. */
export interface CallState {
	/** What the last attempt was signed with; another call may change what the next one is. */
	signedWith: SignatureVersion;
	clockOffset: number;
	clockCorrected: boolean;
}

export interface RepairOptions {
	readonly learnt: Learnt;
	/** Where a bucket is called that has not moved. */
	readonly usual: Destination;
	readonly clock: () => Date;
	readonly observe: Observer | undefined;
	/** Called for a bucket that is at another endpoint. */
	readonly moved: ((bucket: string, endpoint: Destination["endpoint"]) => void) | undefined;
}

/** Where the request goes, after all that was learnt. */
export function destinationOf({ bucket }: OssRequest, { learnt, usual }: Pick<RepairOptions, "learnt" | "usual">) {
	return learnt.movedBuckets.get(bucket ?? "") ?? usual;
}

/** Repairs what `error` complains of. @returns whether the next attempt is a different one, which may succeed */
export function repair(error: OssError, request: OssRequest, state: CallState, options: RepairOptions): boolean {
	if (!(error instanceof ServiceError)) return false;
	return (
		correctClock(error, state, options) ||
		switchToV4(error, request, state, options) ||
		moveBucket(error, request, options)
	);
}

/** Takes the service's clock, once a call, if the service says that ours is off and names a time to be believed. */
function correctClock({ fields }: ServiceError, state: CallState, { clock, observe }: RepairOptions): boolean {
	if (state.clockCorrected || fields.code !== "RequestTimeTooSkewed" || fields.date === undefined) return false;
	const offset = fields.date.getTime() - clock().getTime();
	if (Math.abs(offset) > LARGEST_OFFSET) return false;
	observe?.({ kind: "note", message: "signing with the service's clock" });
	state.clockOffset = offset;
	state.clockCorrected = true;
	return true;
}

/** Switches to V4 if the service refuses V1 and the region to sign for is known. */
function switchToV4(
	{ fields }: ServiceError,
	request: OssRequest,
	{ signedWith }: CallState,
	options: RepairOptions,
): boolean {
	if (fields.ec !== EC_V1_REFUSED || signedWith === "v4") return false;
	if (!regionToSignFor(destinationOf(request, options))) return false;
	options.learnt.signatureVersion = "v4";
	options.observe?.({ kind: "note", message: "signing with V4" });
	return true;
}

/** Goes to the endpoint that the service names for the bucket, once, and only if it is a sibling of the one in use. */
function moveBucket(
	{ fields, sibling: endpoint }: ServiceError,
	{ bucket }: OssRequest,
	{ learnt, usual, observe, moved }: RepairOptions,
): boolean {
	if (fields.ec !== EC_WRONG_ENDPOINT || !bucket || learnt.movedBuckets.has(bucket)) return false;
	if (endpoint === undefined) return false;
	const region = regionToSignFor({ endpoint }) ?? regionToSignFor(usual);
	learnt.movedBuckets.set(bucket, { endpoint, region });
	observe?.({ kind: "moved", bucket, endpoint: endpoint.host });
	moved?.(bucket, endpoint);
	return true;
}
