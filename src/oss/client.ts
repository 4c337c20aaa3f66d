// One call to OSS, from what is wanted to a usable answer: address, sign, send, understand, and try again where that
// may help. It knows nothing of single APIs, of files, or of a command line.
import { errorOfAnswer } from "./answer.ts";
import { type Credentials, type CredentialsProvider, checkCredentials } from "./credentials.ts";
import { addressOf, type Endpoint, encodeComponent, regionId, regionOfEndpoint, siblingEndpoint } from "./endpoint.ts";
import {
	DryRunError,
	GivenUpError,
	InvalidAnswerError,
	OssError,
	RegionMissingError,
	ServiceError,
	TransportError,
	type TransportFailure,
} from "./errors.ts";
import type { HttpAnswer, HttpRequest, Transport } from "./http/transport.ts";
import { createRedactor, type Redactor, redactHeaders, secretsOf, signatureIn } from "./redact.ts";
import type { OssRequest } from "./request.ts";
import { signV1 } from "./signing/v1.ts";
import type { ScopeV4 } from "./signing/v4.ts";
import { type RetryOptions, withRetries } from "./with-retries.ts";

/** The service no longer takes V1 signatures from this account or for this bucket. */
export const EC_V1_REFUSED = "0002-00000080";
/** The bucket is not served by the endpoint in use; the error names the right one. */
export const EC_WRONG_ENDPOINT = "0003-00001403";

/** Largest correction of the clock that is believed, in milliseconds: a day. */
const LARGEST_OFFSET = 24 * 60 * 60 * 1000;

/** Failures after which the request may have arrived. fetch does not tell whether its connection ever stood. */
const LOSING_FAILURES: ReadonlySet<TransportFailure> = new Set([
	"reset",
	"connect-timeout",
	"read-timeout",
	"protocol",
	"too-large",
]);

export type SignatureVersion = "v1" | "v4";

export interface OssClientOptions
	extends Pick<RetryOptions, "tries" | "throttledTries" | "signal" | "sleep" | "random"> {
	readonly endpoint: Endpoint;
	readonly credentials: CredentialsProvider;
	readonly transport: Transport;
	readonly signatureVersion: SignatureVersion;
	/** Region to sign for under V4, with or without `oss-`; else the one that the endpoint's name tells. */
	readonly region?: string;
	/** What V4 signs for beside the region; `oss` where left out. */
	readonly product?: ScopeV4["product"];
	readonly userAgent: string;
	/** Sends nothing but reads: whatever would change something is refused here, so that no caller can forget it. */
	readonly dryRun?: boolean;
	/** Further values that must never be shown, such as a proxy's password. */
	readonly secrets?: readonly string[];
	/** Told of each thing that happens, with secrets already masked, which takes time: leave it out where nobody listens. */
	readonly observe?: (event: ClientEvent) => void;
	/** Told of a bucket that is at another endpoint, where the request is repeated. */
	readonly moved?: (bucket: string, endpoint: Endpoint) => void;
	readonly clock?: () => Date;
}

/** What the client does, for a log. Every text in it is free of secrets. */
export type ClientEvent =
	| { kind: "request"; method: string; url: string; headers: [string, string][]; body: string }
	| { kind: "answer"; status: number; headers: [string, string][]; body: string; milliseconds: number }
	| { kind: "failure"; message: string }
	| { kind: "note"; message: string }
	/** The bucket is at another endpoint, where the request is repeated. */
	| { kind: "moved"; bucket: string; endpoint: string };

export interface OssClient {
	/**
	 * Makes one call, which must be one that may safely be made twice.
	 * @returns the answer, whose status is 2xx
	 * @throws DryRunError for anything but a read in a dry run; OssError otherwise, with `tries` set
	 */
	call(request: OssRequest): Promise<OssAnswer>;
}

export interface OssAnswer extends HttpAnswer {
	/** Whether an earlier sending was left without an answer: what was asked for may have been done more than once. */
	readonly repeated: boolean;
}

/** Where a bucket is called, and which region is signed for there. */
interface Route {
	readonly endpoint: Endpoint;
	readonly region: string | undefined;
}

/** A client for one endpoint. It remembers the service's clock, which signature it accepts, and which bucket moved. */
export function createClient(options: OssClientOptions): OssClient {
	const clock = options.clock ?? (() => new Date());
	const givenRegion = options.region ? regionId(options.region) : undefined;
	const usualRoute = { endpoint: options.endpoint, region: givenRegion ?? regionOfEndpoint(options.endpoint) };
	const movedBuckets = new Map<string, Route>();
	let signatureVersion = options.signatureVersion;
	/** The service's clock minus ours, in milliseconds; known once the service has complained, and then accepted it. */
	let clockOffset = 0;

	return { call };

	async function call(request: OssRequest): Promise<OssAnswer> {
		if (options.dryRun && request.method !== "GET") throw new DryRunError(request.method);
		let clockCorrected = false;
		/** This call's own: one bucket's strange answer must not make the others sign with a wrong clock. */
		let offset = clockOffset;
		/** What the last try was signed with: another call may change what the next one is. */
		let signedWith = signatureVersion;
		const mend = (error: OssError) => {
			if (!(error instanceof ServiceError)) return false;
			const corrected = clockCorrected ? undefined : correctedOffset(error);
			if (corrected !== undefined) {
				offset = corrected;
				clockCorrected = true;
				return true;
			}
			return switchToV4(error, routeOf(request), signedWith) || moveBucket(error, request);
		};
		const note = (message: string) => options.observe?.({ kind: "note", message });
		let answerLost = false;
		const once = async () => {
			// A read does no harm; a change after the user has given up would.
			if (options.signal?.aborted && request.method !== "GET") throw new GivenUpError(request.method);
			signedWith = signatureVersion;
			try {
				return await tryOnce(request, signedWith, offset);
			} catch (error) {
				answerLost ||= losesAnswer(error);
				throw error;
			}
		};
		try {
			const answer = await withRetries(once, { ...options, mend, note });
			if (clockCorrected) clockOffset = offset;
			return { ...answer, repeated: answerLost };
		} catch (error) {
			if (!(error instanceof OssError)) throw error;
			// Calls that wait for the same credentials fail with one and the same error: each gets one of its own.
			const own: OssError = error.stage === "sign-in" ? Object.create(error) : error;
			own.outcomeUnknown = answerLost;
			throw own;
		}
	}

	function routeOf(request: OssRequest): Route {
		return movedBuckets.get(request.bucket ?? "") ?? usualRoute;
	}

	async function tryOnce(request: OssRequest, version: SignatureVersion, offset: number): Promise<HttpAnswer> {
		const credentials = checkCredentials(await options.credentials());
		const prepared = await prepare(request, credentials, version, offset);
		const redact = createRedactor([
			...secretsOf(credentials),
			...(options.secrets ?? []),
			signatureIn(prepared.headers["Authorization"]),
		]);
		const answer = await send(prepared, redact);
		if (answer.status >= 200 && answer.status < 300) return answer;
		const error = await errorOfAnswer(answer, clock(), redact);
		if (error instanceof ServiceError && error.fields.endpoint !== undefined) {
			error.sibling = await siblingEndpoint(options.endpoint, error.fields.endpoint);
		}
		throw error;
	}

	async function prepare(
		request: OssRequest,
		credentials: Credentials,
		version: SignatureVersion,
		offset: number,
	): Promise<HttpRequest> {
		const { endpoint, region } = routeOf(request);
		const { origin, path } = addressOf(endpoint, request.bucket, request.key);
		const query = Object.entries(request.query)
			.map(([key, value]) => encodeComponent(key) + (value === "" ? "" : `=${encodeComponent(value)}`))
			.join("&");
		const headers = await sign(request, credentials, version, region, offset);
		return {
			method: request.method,
			url: `${origin}${path}${query === "" ? "" : `?${query}`}`,
			headers: { ...headers, "User-Agent": options.userAgent },
			...(request.body === undefined ? {} : { body: request.body }),
			...(request.whileWaiting === undefined ? {} : { whileWaiting: request.whileWaiting }),
		};
	}

	async function sign(
		request: OssRequest,
		credentials: Credentials,
		version: SignatureVersion,
		region: string | undefined,
		offset: number,
	): Promise<Record<string, string>> {
		const date = new Date(clock().getTime() + offset);
		if (version === "v1") return signV1(request, credentials, date);
		if (!region)
			throw new RegionMissingError("signature version v4 needs a region, and the endpoint does not name one");
		const { signV4 } = await import("./signing/v4.ts");
		return signV4(request, credentials, date, { region, product: options.product ?? "oss" });
	}

	async function send(request: HttpRequest, redact: Redactor): Promise<HttpAnswer> {
		options.observe?.({
			kind: "request",
			method: request.method,
			url: request.url,
			headers: redactHeaders(Object.entries(request.headers), redact),
			body: redact(request.body ?? ""),
		});
		const start = performance.now();
		try {
			const answer = await options.transport(request);
			options.observe?.({
				kind: "answer",
				status: answer.status,
				headers: redactHeaders(answer.headers, redact),
				body: redact(answer.body),
				milliseconds: performance.now() - start,
			});
			return answer;
		} catch (error) {
			if (error instanceof OssError) options.observe?.({ kind: "failure", message: redact(error.message) });
			throw error;
		}
	}

	/** The service's clock minus ours, if the service says that ours is off and names a time that can be believed. */
	function correctedOffset({ fields }: ServiceError): number | undefined {
		if (fields.code !== "RequestTimeTooSkewed" || fields.date === undefined) return undefined;
		const offset = fields.date.getTime() - clock().getTime();
		if (Math.abs(offset) > LARGEST_OFFSET) return undefined;
		options.observe?.({ kind: "note", message: "signing with the service's clock" });
		return offset;
	}

	/** Takes up V4 where the service refuses V1 and the region to sign for is known. */
	function switchToV4({ fields }: ServiceError, route: Route, signedWith: SignatureVersion): boolean {
		if (fields.ec !== EC_V1_REFUSED || signedWith === "v4" || !route.region) return false;
		signatureVersion = "v4";
		options.observe?.({ kind: "note", message: "signing with V4" });
		return true;
	}

	/** Goes to the endpoint that the service names for the bucket, once, and only if it is a sibling of the one in use. */
	function moveBucket({ fields, sibling: endpoint }: ServiceError, { bucket }: OssRequest): boolean {
		if (fields.ec !== EC_WRONG_ENDPOINT || !bucket || movedBuckets.has(bucket)) return false;
		if (endpoint === undefined) return false;
		movedBuckets.set(bucket, { endpoint, region: regionOfEndpoint(endpoint) ?? usualRoute.region });
		options.observe?.({ kind: "moved", bucket, endpoint: endpoint.host });
		options.moved?.(bucket, endpoint);
		return true;
	}
}

/** Whether the service may have done what was asked although the answer does not say so. */
function losesAnswer(error: unknown): boolean {
	if (error instanceof OssError && error.stage === "sign-in") return false;
	if (error instanceof TransportError) return LOSING_FAILURES.has(error.failure);
	if (error instanceof ServiceError) return error.fields.statusCode >= 500;
	return error instanceof InvalidAnswerError && error.statusCode >= 500;
}
