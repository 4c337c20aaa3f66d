// One call to OSS, from what is wanted to a usable answer: address, sign, send, understand, and try again where that
// may help. It knows nothing of single APIs, of files, or of a command line.
import { errorOfAnswer } from "./answer.ts";
import { type Credentials, type CredentialsProvider, checkCredentials } from "./credentials.ts";
import { addressOf, type Endpoint, encodeComponent, regionId, regionOfEndpoint } from "./endpoint.ts";
import { OssError, RegionMissingError, ServiceError } from "./errors.ts";
import { createRedactor, type Redactor, redactHeaders, secretsOf, signatureIn } from "./redact.ts";
import type { OssRequest } from "./request.ts";
import { isRetryable, retryDelay } from "./retry.ts";
import { signV1 } from "./sign-v1.ts";
import { signV4 } from "./sign-v4.ts";
import type { HttpAnswer, HttpRequest, Transport } from "./transport.ts";

/** The service no longer takes V1 signatures from this account or for this bucket. */
export const EC_V1_REFUSED = "0002-00000080";

export type SignatureVersion = "v1" | "v4";

export interface OssClientOptions {
	readonly endpoint: Endpoint;
	readonly credentials: CredentialsProvider;
	readonly transport: Transport;
	readonly signatureVersion: SignatureVersion;
	/** Region to sign for under V4, with or without `oss-`; else the one that the endpoint's name tells. */
	readonly region?: string;
	/** How often a call may be sent in all, at least 1. */
	readonly tries: number;
	readonly userAgent: string;
	/** Told of each thing that happens, with secrets already masked. */
	readonly observe?: (event: ClientEvent) => void;
	readonly clock?: () => Date;
	readonly sleep?: (milliseconds: number) => Promise<unknown>;
	/** A number from 0 to 1, exclusive. */
	readonly random?: () => number;
}

/** What the client does, for a log. Every text in it is free of secrets. */
export type ClientEvent =
	| { kind: "request"; method: string; url: string; headers: [string, string][]; body: string }
	| { kind: "answer"; status: number; headers: [string, string][]; body: string; milliseconds: number }
	| { kind: "failure"; message: string }
	| { kind: "again"; reason: string };

export interface OssClient {
	/**
	 * Makes one call, which must be one that may safely be made twice.
	 * @returns the answer, whose status is 2xx
	 * @throws OssError otherwise, with `tries` set
	 */
	call(request: OssRequest): Promise<HttpAnswer>;
}

/** A client for one endpoint. It remembers the service's clock and which signature it accepts. */
export function createClient(options: OssClientOptions): OssClient {
	const clock = options.clock ?? (() => new Date());
	const sleep = options.sleep ?? Bun.sleep;
	const random = options.random ?? Math.random;
	const observe = options.observe ?? (() => {});
	const region = options.region ? regionId(options.region) : regionOfEndpoint(options.endpoint);
	let signatureVersion = options.signatureVersion;
	/** The service's clock minus ours, in milliseconds; known once the service has complained. */
	let clockOffset = 0;

	return { call };

	async function call(request: OssRequest): Promise<HttpAnswer> {
		let tries = 0;
		let clockCorrected = false;
		for (;;) {
			tries++;
			try {
				return await tryOnce(request);
			} catch (error) {
				if (!(error instanceof OssError)) throw error;
				if (!clockCorrected && correctClock(error)) {
					clockCorrected = true;
					observe({ kind: "again", reason: "signing with the service's clock" });
				} else if (switchToV4(error)) {
					observe({ kind: "again", reason: "signing with V4" });
				} else {
					error.tries = tries;
					if (tries >= options.tries || !isRetryable(error)) throw error;
					const delay = retryDelay(error, tries, random());
					observe({ kind: "again", reason: `try ${tries + 1} of ${options.tries} in ${Math.round(delay)} ms` });
					await sleep(delay);
				}
			}
		}
	}

	async function tryOnce(request: OssRequest): Promise<HttpAnswer> {
		const credentials = checkCredentials(await options.credentials());
		const prepared = await prepare(request, credentials);
		const redact = createRedactor([...secretsOf(credentials), signatureIn(prepared.headers["Authorization"])]);
		const answer = await send(prepared, redact);
		if (answer.status >= 200 && answer.status < 300) return answer;
		throw await errorOfAnswer(answer, clock(), redact);
	}

	async function prepare(request: OssRequest, credentials: Credentials): Promise<HttpRequest> {
		const { origin, path } = addressOf(options.endpoint, request.bucket, request.key);
		const query = Object.entries(request.query)
			.map(([key, value]) => encodeComponent(key) + (value === "" ? "" : `=${encodeComponent(value)}`))
			.join("&");
		const headers = await sign(request, credentials);
		return {
			method: request.method,
			url: `${origin}${path}${query === "" ? "" : `?${query}`}`,
			headers: { ...headers, "User-Agent": options.userAgent },
			...(request.body === undefined ? {} : { body: request.body }),
		};
	}

	function sign(request: OssRequest, credentials: Credentials): Promise<Record<string, string>> {
		const date = new Date(clock().getTime() + clockOffset);
		if (signatureVersion === "v1") return signV1(request, credentials, date);
		if (!region)
			throw new RegionMissingError("signature version v4 needs a region, and the endpoint does not name one");
		return signV4(request, credentials, date, { region, product: "oss" });
	}

	async function send(request: HttpRequest, redact: Redactor): Promise<HttpAnswer> {
		observe({
			kind: "request",
			method: request.method,
			url: request.url,
			headers: redactHeaders(Object.entries(request.headers), redact),
			body: redact(request.body ?? ""),
		});
		const start = performance.now();
		try {
			const answer = await options.transport(request);
			observe({
				kind: "answer",
				status: answer.status,
				headers: redactHeaders(answer.headers, redact),
				body: redact(answer.body),
				milliseconds: performance.now() - start,
			});
			return answer;
		} catch (error) {
			if (error instanceof OssError) observe({ kind: "failure", message: redact(error.message) });
			throw error;
		}
	}

	/** Takes over the service's clock where it says that ours is off. */
	function correctClock(error: OssError): boolean {
		if (!(error instanceof ServiceError) || error.fields.code !== "RequestTimeTooSkewed") return false;
		if (error.fields.date === undefined) return false;
		clockOffset = error.fields.date.getTime() - clock().getTime();
		return true;
	}

	/** Takes up V4 where the service refuses V1 and the region to sign for is known. */
	function switchToV4(error: OssError): boolean {
		if (!(error instanceof ServiceError) || error.fields.ec !== EC_V1_REFUSED) return false;
		if (signatureVersion === "v4" || !region) return false;
		signatureVersion = "v4";
		return true;
	}
}
