// One call to OSS, from what is wanted to a usable answer: prepare, send, understand, and send again if that may help. It
// knows nothing of single APIs, of files, or of a command line.
import type { Destination } from "./addressing.ts";
import { errorOfAnswer } from "./answer.ts";
import { type CredentialsProvider, checkCredentials } from "./credentials.ts";
import { DryRunError, NotSentError, type OssError } from "./errors.ts";
import type { Observer } from "./events.ts";
import { exchange } from "./exchange.ts";
import type { HttpAnswer, Transport } from "./http/transport.ts";
import { prepare, type SignatureVersion } from "./prepare.ts";
import { createRedactor, secretsOf, signatureIn } from "./redact.ts";
import { type CallState, destinationOf, type Learnt, repair } from "./repairs.ts";
import type { OssRequest } from "./request.ts";
import type { ScopeV4 } from "./signing/v4.ts";
import { type AttemptHistory, type RetryOptions, withRetries } from "./with-retries.ts";

/** The region of the destination may be written with or without `oss-`. */
export interface OssClientOptions
	extends Destination,
		Pick<RetryOptions, "attempts" | "throttledAttempts" | "signal" | "sleep" | "random"> {
	readonly credentials: CredentialsProvider;
	readonly transport: Transport;
	readonly signatureVersion: SignatureVersion;
	/** What V4 signs for beside the region; `oss` if left out. */
	readonly product?: ScopeV4["product"];
	readonly userAgent: string;
	/** Sends nothing but reads: whatever would change something is refused here, so that no caller can forget it. */
	readonly dryRun?: boolean;
	/** Further values that must never be shown, such as a proxy's password. */
	readonly secrets?: readonly string[];
	readonly observe?: Observer;
	/** Called for a bucket that is at another endpoint, where the request is repeated. */
	readonly moved?: (bucket: string, endpoint: Destination["endpoint"]) => void;
	readonly clock?: () => Date;
}

export interface OssClient {
	/**
	 * Makes one call, in as many attempts as its effect allows.
	 * @returns the answer, whose status is 2xx
	 * @throws DryRunError for anything but a read in a dry run; CallError otherwise
	 */
	call(request: OssRequest): Promise<OssAnswer>;
}

export interface OssAnswer extends HttpAnswer {
	/** Whether an earlier attempt was left without an answer: what was asked for may have been done more than once. */
	readonly repeated: boolean;
}

/** A client for one endpoint. It remembers the service's clock, which signature it accepts, and which bucket moved. */
export function createClient(options: OssClientOptions): OssClient {
	const { endpoint, region, transport, userAgent, product = "oss", clock = () => new Date(), observe, moved } = options;
	const { signatureVersion } = options;
	const learnt: Learnt = { clockOffset: 0, signatureVersion, movedBuckets: new Map(), keyCache: {} };
	const repairOptions = { learnt, usual: { endpoint, region }, clock, observe, moved };
	const note = (message: string) => observe?.({ kind: "note", message });

	return {
		async call(request) {
			if (options.dryRun && request.effect !== "none") throw new DryRunError(request.method);
			const { clockOffset, signatureVersion: signedWith } = learnt;
			const state: CallState = { signedWith, clockOffset, clockCorrected: false };
			const attempt = async ({ mayHaveHappened }: AttemptHistory) => {
				// A read does no harm; a change after the user has given up would.
				if (options.signal?.aborted && request.effect !== "none") throw new NotSentError(request.method);
				return { ...(await send(request, state)), repeated: mayHaveHappened };
			};
			const recover = (error: OssError) => repair(error, request, state, repairOptions);
			const answer = await withRetries(attempt, { ...options, effect: request.effect, recover, note });
			if (state.clockCorrected) learnt.clockOffset = state.clockOffset;
			return answer;
		},
	};

	/** One attempt. @throws OssError for anything but a success */
	async function send(request: OssRequest, state: CallState): Promise<HttpAnswer> {
		state.signedWith = learnt.signatureVersion;
		const { signedWith: version } = state;
		const credentials = checkCredentials(await options.credentials());
		const date = new Date(clock().getTime() + state.clockOffset);
		const signing = { version, credentials, date, product, keyCache: learnt.keyCache };
		const prepared = await prepare(request, destinationOf(request, repairOptions), signing, userAgent);
		const signature = signatureIn(prepared.headers["Authorization"]);
		const redact = createRedactor([...secretsOf(credentials), ...(options.secrets ?? []), signature]);
		const answer = await exchange(prepared, { transport, redact, observe });
		if (answer.status >= 200 && answer.status < 300) return answer;
		throw await errorOfAnswer(answer, { now: clock(), redact, endpoint });
	}
}
