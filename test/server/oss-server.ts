// The loopback OSS server: reads requests, records them, and serves each one or lets a fault have it.

import type { Socket } from "node:net";
import { type Address, resolveAddress } from "./addressing.ts";
import { authenticate, signatureVersion } from "./authentication.ts";
import { type BucketStore, callBucketApi, noSuchBucket, type Outcome } from "./bucket-api.ts";
import { type ByteReader, RequestSyntaxError, readBytesFrom } from "./byte-reader.ts";
import { bucketEndpoints, calledEndpoint, endpointRegion } from "./endpoints.ts";
import { createExchange } from "./exchange.ts";
import { createFaultQueue } from "./fault-queue.ts";
import { FAULTS, type FaultKind, type FaultOptions } from "./faults.ts";
import { encodeAnswer, type HttpRequest, readRequest } from "./http-message.ts";
import { listen } from "./listener.ts";
import { createRuleLag } from "./rule-lag.ts";
import type { OssServerOptions, RecordedRequest, ServerBucket } from "./server-types.ts";
import { serviceError } from "./service-error.ts";
import { createThrottle } from "./throttle.ts";
import { happened } from "./until.ts";

export type { FaultKind, FaultOptions } from "./faults.ts";
export type {
	EncryptionRule,
	ObjectVersion,
	OssServerOptions,
	RecordedRequest,
	ServerAccount,
	ServerBucket,
	ServerCall,
	StoredObject,
	ThrottleOptions,
} from "./server-types.ts";

export interface OssServer {
	port: number;
	/** http(s)://127.0.0.1:port */
	url: string;
	/** Every request so far, in the order they were read. */
	requests: RecordedRequest[];
	/** How many TCP connections were ever accepted. */
	connections: () => number;
	buckets: Map<string, ServerBucket>;
	/** Queues a fault; the first in the queue that applies to a request wins. */
	fault(kind: FaultKind, options?: FaultOptions): void;
	clearFaults(): void;
	/** Stops listening and destroys the open sockets. */
	close(): Promise<void>;
}

/** Starts a server on a free loopback port, with nothing but the given buckets in it. */
export async function startOssServer(options: OssServerOptions = {}): Promise<OssServer> {
	const { region = "cn-hangzhou", product = "oss", rightEndpoint, clockOffsetSeconds = 0 } = options;
	const accounts = options.accounts ?? [{ accessKeyId: "testid", accessKeySecret: "testsecret" }];
	const { endpointSuffix, virtualHostSuffix = ["localhost", "aliyuncs.com"] } = options;
	const addressing = {
		cnames: options.cnames ?? {},
		suffixes: endpointSuffix === undefined ? virtualHostSuffix : [endpointSuffix, ...virtualHostSuffix],
	};
	const buckets = new Map<string, ServerBucket>(
		(options.buckets ?? []).map((bucket) => [bucket.name, { ...bucket, objects: new Map(bucket.objects) }]),
	);
	const store: BucketStore = {
		buckets,
		region,
		product,
		endpointSuffix: endpointSuffix ?? "aliyuncs.com",
		ruleLag: createRuleLag(options.lagReads ?? 0),
		deny: options.deny ?? [],
		kmsEnabled: options.kmsEnabled ?? true,
		kmsKeys: options.kmsKeys,
	};
	const requests: RecordedRequest[] = [];
	const faults = createFaultQueue();
	const throttle = createThrottle(options.throttle);
	const clocksAhead = new Set([0]);

	function now(): number {
		return Date.now() + clockOffsetSeconds * 1000;
	}

	function call(request: HttpRequest, address: Address | undefined): Outcome {
		if (address === undefined) return serviceError("InvalidURI");
		const { bucket } = address;
		if (bucket !== undefined && address.unbound) return noSuchBucket(bucket);
		const home = buckets.get(bucket ?? "");
		const called = options.regionEnforced === true ? calledEndpoint(address, store) : undefined;
		if (home !== undefined && called !== undefined) {
			const { extranet, intranet } = bucketEndpoints(home, store);
			if (called !== extranet && called !== intranet) return wrongEndpoint(home.name, extranet);
		}
		const here = () => (called === undefined ? region : endpointRegion(called, buckets.values(), store));
		const rules = {
			accounts,
			region: home === undefined ? here() : (home.region ?? region),
			product,
			refuseV1: options.refuseV1 ?? false,
			clocks: [...clocksAhead].map((seconds) => now() + seconds * 1000),
		};
		const refusal = authenticate(request, address, rules);
		if (refusal !== undefined) return refusal;
		if (bucket !== undefined && rightEndpoint !== undefined) return wrongEndpoint(bucket, rightEndpoint);
		return callBucketApi(request, address, store);
	}

	async function answerRequest(request: HttpRequest, socket: Socket): Promise<void> {
		const address = resolveAddress(request, addressing);
		const entry = record(request, address);
		requests.push(entry);
		happened();
		const exchange = createExchange({
			request,
			socket,
			host: address?.host ?? "",
			now: new Date(now()),
			call: () => call(request, address),
			acceptClockAhead(seconds) {
				clocksAhead.add(seconds);
				return new Date(now() + seconds * 1000);
			},
			onStatus(status) {
				entry.status = status;
				happened();
			},
		});
		const leave = throttle.enter();
		if (leave === undefined) return exchange.send(throttle.refuse(exchange.errorAnswer));
		const fault = faults.take(entry);
		try {
			await throttle.hold();
			if (fault === undefined) {
				const answer = exchange.serve();
				leave(); // before the client knows, so that its next request does not meet this one
				await exchange.send(answer);
			} else {
				await FAULTS[fault.kind](exchange, fault.options);
			}
		} finally {
			leave();
		}
	}

	const listener = await listen(options, (socket) => eachRequest(socket, answerRequest));
	return {
		port: listener.port,
		url: `${options.tls ? "https" : "http"}://127.0.0.1:${listener.port}`,
		requests,
		connections: listener.connections,
		buckets,
		fault: (kind, faultOptions = {}) => faults.add(kind, faultOptions),
		clearFaults: faults.clear,
		close: listener.close,
	};
}

/** Reads request after request from one connection; what is not HTTP is answered once and ends it. */
async function eachRequest(socket: Socket, handle: (request: HttpRequest, socket: Socket) => Promise<void>) {
	const reader: ByteReader = readBytesFrom(socket);
	try {
		for (let request = await readRequest(reader); request !== undefined; request = await readRequest(reader)) {
			await handle(request, socket);
		}
	} catch (error) {
		if (!(error instanceof RequestSyntaxError)) throw error;
		socket.write(encodeAnswer({ status: 400, headers: { Connection: "close" }, body: `${error.message}\n` }));
	}
}

function record(request: HttpRequest, address: Address | undefined): RecordedRequest {
	return {
		method: request.method,
		target: request.target,
		path: address?.path ?? request.target,
		query: address?.query ?? "",
		headers: { ...request.headers },
		body: request.body.toString("utf8"),
		bucket: address?.bucket,
		signature: signatureVersion(request.headers),
		status: undefined,
	};
}

function wrongEndpoint(Bucket: string, Endpoint: string): Outcome {
	return serviceError("AccessDenied", {
		ec: "0003-00001403",
		message: "The bucket must be addressed using the specified endpoint. Please send all requests to it.",
		details: { Bucket, Endpoint },
	});
}
