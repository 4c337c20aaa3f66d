// Sees that the server keeps objects, their versions and many buckets in many regions as the service does, and that it
// denies, lags, throttles and fails by chance as it is told.

import { afterEach, describe, expect, test } from "bun:test";
import { createFaultQueue, type FaultTarget } from "./fault-queue.ts";
import type { FaultOptions } from "./faults.ts";
import {
	type OssServer,
	type OssServerOptions,
	type ServerBucket,
	type ServerCall,
	startOssServer,
} from "./oss-server.ts";
import { type SignedFetchOptions, signedFetch } from "./signed-fetch.ts";
import { until } from "./until.ts";

const BUCKET = "app-logs";
const KEY = "logs/a b+c%20 ü'(1)!*.txt";
const KMS_KEY = "9468da86-3509-4f8d-a61e-6eab1eac1234";
const SUFFIX = "oss.localhost";
const AES_RULE =
	"<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>" +
	"</ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";

let server: OssServer;

afterEach(() => server.close());

async function start(bucket: Partial<ServerBucket> = {}, options: OssServerOptions = {}): Promise<void> {
	server = await startOssServer({ buckets: [{ name: BUCKET, ...bucket }], ...options });
}

/** Calls the service, or a bucket where one is named. */
async function ask(options: SignedFetchOptions) {
	const response = await signedFetch(server.url, options);
	const text = await response.text();
	const [, code = ""] = /<Code>(.*)<\/Code>/.exec(text) ?? [];
	const headers: Record<string, string> = Object.fromEntries(response.headers);
	return { status: response.status, code, ec: headers["x-oss-ec"] ?? "", headers, text };
}

function call(options: SignedFetchOptions = {}) {
	return ask({ bucket: BUCKET, ...options });
}

function all(text: string, name: string): string[] {
	return [...text.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "g"))].map(([, inner = ""]) => inner);
}

/** Algorithm, key id and data encryption as headers. */
function seal([algorithm, keyId, dataEncryption]: (string | undefined)[]): Record<string, string> {
	const headers = {
		"x-oss-server-side-encryption": algorithm,
		"x-oss-server-side-encryption-key-id": keyId,
		"x-oss-server-side-data-encryption": dataEncryption,
	};
	return Object.fromEntries(Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

function sealOf(headers: Record<string, string> = {}): Record<string, string> {
	return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("x-oss-server-side-")));
}

describe.each(["v1", "v4"] as const)("objects, signed with %s", (version) => {
	function object(method: string, options: SignedFetchOptions = {}) {
		return call({ version, method, key: KEY, ...options });
	}

	test.each<[string, SignedFetchOptions]>([
		["path style", {}],
		["virtual host", { host: `${BUCKET}.oss-cn-hangzhou.aliyuncs.com` }],
		["CNAME", { host: "img.example" }],
	])("are put, read and deleted by %s", async (_, address) => {
		await start({}, { cnames: { "img.example": BUCKET } });
		const described = { "content-type": "text/plain", "x-oss-meta-a": "b" };
		const etag = '"0CC175B9C0F1B6A831C399E269772661"';
		expect(await object("GET", address)).toMatchObject({ status: 404, code: "NoSuchKey" });
		const put = await object("PUT", { ...address, body: "a", headers: described });
		expect(put).toMatchObject({ status: 200, text: "", headers: { etag } });
		expect([...(server.buckets.get(BUCKET)?.objects ?? [])]).toEqual([
			[KEY, { body: "a", headers: { "Content-Type": "text/plain", ETag: etag, "x-oss-meta-a": "b" } }],
		]);
		expect(await object("GET", address)).toMatchObject({ status: 200, text: "a", headers: { ...described, etag } });
		for (let turn = 0; turn < 2; turn++) {
			expect(await object("DELETE", address)).toMatchObject({ status: 204, text: "" });
			expect(server.buckets.get(BUCKET)?.objects?.size).toBe(0);
		}
	});

	test("keep their versions and delete markers until each is deleted", async () => {
		await start({ versioned: true });
		const id = (answer: { headers: Record<string, string> }) => answer.headers["x-oss-version-id"] ?? "";
		const first = id(await object("PUT", { body: "1" }));
		const second = id(await object("PUT", { body: "2" }));
		const deleted = await object("DELETE");
		const marker = id(deleted);
		const markerShown = { status: 204, headers: { "x-oss-delete-marker": "true", "x-oss-version-id": marker } };
		const left = () => server.buckets.get(BUCKET)?.versions;
		expect(new Set([first, second, marker, ""]).size).toBe(4);
		expect(deleted).toMatchObject(markerShown);
		expect(left()).toEqual([
			{ key: KEY, versionId: first, marker: false },
			{ key: KEY, versionId: second, marker: false },
			{ key: KEY, versionId: marker, marker: true },
		]);
		expect(await object("GET")).toMatchObject({ status: 404, code: "NoSuchKey" });
		expect(await object("GET", { query: `versionId=${first}` })).toMatchObject({ status: 200, text: "1" });
		expect(await object("GET", { query: `versionId=${marker}` })).toMatchObject({ status: 405 });
		expect(await object("GET", { query: "versionId=none" })).toMatchObject({ status: 404, code: "NoSuchVersion" });
		expect(await object("DELETE", { query: "versionId=none" })).toMatchObject({ status: 204 });
		expect(await object("DELETE", { query: `versionId=${marker}` })).toMatchObject(markerShown);
		expect(id(await object("GET"))).toBe(second);
		expect(await object("DELETE", { query: `versionId=${second}` })).toMatchObject({ status: 204 });
		expect(server.buckets.get(BUCKET)?.objects?.get(KEY)).toMatchObject({ body: "1", versionId: first });
		expect(await object("DELETE", { query: `versionId=${first}` })).toMatchObject({ status: 204 });
		expect([left(), server.buckets.get(BUCKET)?.objects?.size]).toEqual([[], 0]);
	});

	test.each([
		["the key", "?versionId=1", "other", "versionId=1"],
		["the version", "?versionId=1", KEY, "versionId=2"],
		["that there is a version", "?versionId=1", KEY, ""],
	])("have %s under the signature", async (_, sentQuery, key, query) => {
		await start({ versioned: true });
		await object("DELETE", { key, query });
		const headers = server.requests[0]?.headers ?? {};
		const url = `${server.url}/${BUCKET}/${encodeURIComponent(KEY)}${sentQuery}`;
		const response = await fetch(url, { method: "DELETE", headers, proxy: false });
		expect(await response.text()).toContain("<Code>SignatureDoesNotMatch</Code>");
	});
});

describe("an upload", () => {
	const KMS_RULE = { SSEAlgorithm: "KMS", KMSMasterKeyID: KMS_KEY, KMSDataEncryption: "SM4" };
	const NO_KMS = { kmsEnabled: false };
	const NO_KEY = { kmsKeys: ["another"] };

	function upload(options: SignedFetchOptions = {}) {
		return call({ method: "PUT", key: KEY, body: "2", version: "v1", ...options });
	}

	test.each<[rule: ServerBucket["rule"], asked: (string | undefined)[], got: (string | undefined)[]]>([
		[undefined, [], []],
		[undefined, ["AES256"], ["AES256"]],
		[undefined, ["SM4"], ["SM4"]],
		[undefined, ["KMS"], ["KMS"]],
		[undefined, ["KMS", KMS_KEY, "SM4"], ["KMS", KMS_KEY, "SM4"]],
		[KMS_RULE, [], ["KMS", KMS_KEY, "SM4"]],
		[KMS_RULE, ["AES256"], ["AES256"]],
	])("under the rule %j that asks for %j gets %j", async (rule, asked, got) => {
		await start(rule === undefined ? {} : { rule }, { kmsKeys: [KMS_KEY] });
		const put = await upload({ headers: seal(asked) });
		const stored = server.buckets.get(BUCKET)?.objects?.get(KEY);
		const read = await call({ key: KEY });
		expect([put.status, read.status]).toEqual([200, 200]);
		for (const { headers } of [put, read, stored ?? {}]) expect(sealOf(headers)).toEqual(seal(got));
	});

	test.each<[status: number, code: string, SignedFetchOptions, Partial<ServerBucket>, OssServerOptions]>([
		[403, "KMSKeyNotFound", { headers: seal(["KMS", KMS_KEY]) }, {}, NO_KEY],
		[403, "KMSKeyNotFound", {}, { rule: KMS_RULE }, NO_KEY],
		[200, "", { headers: seal(["KMS"]) }, { rule: KMS_RULE }, NO_KEY],
		[400, "KmsServiceNotEnabled", { headers: seal(["KMS"]) }, {}, NO_KMS],
		[400, "KmsServiceNotEnabled", {}, { rule: { SSEAlgorithm: "KMS" } }, NO_KMS],
		[200, "", { headers: seal(["AES256"]) }, { rule: KMS_RULE }, NO_KMS],
		[400, "InvalidEncryptionAlgorithmError", { headers: seal(["aes256"]) }, {}, {}],
		[400, "InvalidEncryptionAlgorithmError", { headers: seal(["KMS"]) }, {}, { product: "oss-cloudbox" }],
		[400, "InvalidDataEncryptionAlgorithmError", { headers: seal(["KMS", undefined, "AES256"]) }, {}, {}],
		[400, "InvalidArgument", { headers: seal(["AES256", KMS_KEY]) }, {}, {}],
		[400, "InvalidArgument", { headers: seal([undefined, KMS_KEY]) }, {}, {}],
		[400, "InvalidArgument", { headers: seal(["KMS", ""]) }, {}, {}],
		[400, "InvalidArgument", { query: "versionId=1" }, {}, {}],
		[400, "InvalidArgument", { query: "versionId=", method: "DELETE" }, {}, {}],
		[405, "MethodNotAllowed", { query: "acl" }, {}, {}],
		[400, "InvalidObjectName", { key: "/a" }, {}, {}],
		[400, "InvalidObjectName", { key: "k".repeat(1024) }, {}, {}],
		[400, "InvalidDigest", { headers: { "content-md5": "eB5eJF1ptWaXm4bijSPyxw==" } }, {}, {}],
		[404, "NoSuchBucket", { bucket: "missing" }, {}, {}],
	])("gets %d %s for %j on %j, %j", async (status, code, request, bucket, options) => {
		await start(bucket, options);
		const answer = await upload(request);
		expect(answer).toMatchObject({ status, code });
		expect(server.buckets.get(BUCKET)?.objects?.size).toBe(status === 200 ? 1 : 0);
		if (code === "KMSKeyNotFound") expect(all(answer.text, "Message")).toEqual([expect.stringContaining(KMS_KEY)]);
	});

	test.each([
		["true", false, 409, "1", undefined],
		["false", false, 200, "2", undefined],
		["true", true, 200, "2", 2],
	])("with x-oss-forbid-overwrite: %s over an object, versioned %p, gets %d", async (...row) => {
		const [forbid, versioned, status, body, versions] = row;
		await start({ versioned, objects: new Map([[KEY, { body: "1", headers: {} }]]) });
		const answer = await upload({ headers: { "x-oss-forbid-overwrite": forbid } });
		expect(answer).toMatchObject({ status, code: status === 409 ? "FileAlreadyExists" : "" });
		expect(server.buckets.get(BUCKET)?.objects?.get(KEY)?.body).toBe(body);
		expect(server.buckets.get(BUCKET)?.versions?.length).toBe(versions);
	});
});

test("reads of the rule lag behind the writes by a number of reads", async () => {
	await start({}, { lagReads: 2 });
	const write = (method: string) => call(method === "PUT" ? { method, body: AES_RULE } : { method });
	const reads = async () => {
		const shown: string[][] = [];
		for (const query of ["encryption", "bucketInfo", "encryption"]) {
			shown.push(all((await call({ query })).text, "SSEAlgorithm"));
		}
		return shown;
	};
	await write("PUT");
	expect(server.buckets.get(BUCKET)?.rule).toEqual({ SSEAlgorithm: "AES256" });
	expect(await reads()).toEqual([[], ["None"], ["AES256"]]);
	expect(await call({ method: "PUT" })).toMatchObject({ code: "MalformedXML" });
	expect(await reads()).toEqual([["AES256"], ["AES256"], ["AES256"]]);
	await write("DELETE");
	expect(await reads()).toEqual([["AES256"], ["AES256"], []]);
	await write("PUT");
	await write("PUT");
	expect(await reads()).toEqual([[], ["None"], ["AES256"]]);
});

describe("deny", () => {
	const CALLS: Record<ServerCall, SignedFetchOptions> = {
		ListBuckets: { query: "" },
		GetBucketInfo: { bucket: BUCKET, query: "bucketInfo" },
		PutBucketEncryption: { bucket: BUCKET, method: "PUT", body: AES_RULE },
		GetBucketEncryption: { bucket: BUCKET },
		DeleteBucketEncryption: { bucket: BUCKET, method: "DELETE" },
		ListObjectVersions: { bucket: BUCKET, query: "versions&prefix=a" },
		PutObject: { bucket: BUCKET, method: "PUT", key: KEY },
		GetObject: { bucket: BUCKET, key: KEY },
		DeleteObject: { bucket: BUCKET, method: "DELETE", key: KEY },
	};

	async function refusals(change: SignedFetchOptions = {}): Promise<string[]> {
		const refused: string[] = [];
		for (const [name, options] of Object.entries(CALLS)) {
			const { status, code, ec } = await ask("bucket" in options ? { ...options, ...change } : options);
			if (status === 403 && code === "AccessDenied" && ec === "0003-00000001") refused.push(name);
		}
		return refused;
	}

	test.each(Object.keys(CALLS) as ServerCall[])("refuses %s alone", async (name) => {
		await start({}, { deny: [name] });
		expect(await refusals()).toEqual([name]);
	});

	test("of a bucket goes for that bucket", async () => {
		const deny: ServerCall[] = ["GetBucketInfo", "PutObject"];
		await start({}, { buckets: [{ name: BUCKET, deny }, { name: "app-base" }] });
		expect(await refusals()).toEqual(deny);
		expect(await refusals({ bucket: "app-base" })).toEqual([]);
	});
});

test.each([
	[{ concurrent: 1 }, 503, "ServiceUnavailable", undefined],
	[{ concurrent: 2, status: 429, retryAfter: "7" } as const, 429, "TooManyRequests", "7"],
])("throttle %j answers %d %s to one too many", async (throttle, status, code, retryAfter) => {
	await start({ rule: { SSEAlgorithm: "AES256" } }, { throttle });
	for (let turn = 0; turn < 5; turn++) expect(await call()).toMatchObject({ status: 200 });
	server.fault("hang", { times: throttle.concurrent });
	const abort = new AbortController();
	const hung = Array.from({ length: throttle.concurrent }, () => call({ init: { signal: abort.signal } }));
	const ends = Promise.allSettled(hung);
	await until(() => server.requests.length >= 5 + throttle.concurrent);
	const refused = await call();
	expect(refused).toMatchObject({ status, code });
	expect(refused.headers["retry-after"]).toBe(retryAfter as string);
	expect(server.requests.at(-1)?.status).toBe(status);
	abort.abort();
	await ends;
	let last = status;
	while (last === status) last = (await call()).status;
	expect(last).toBe(200);
});

describe("faults", () => {
	const TARGET: FaultTarget = { method: "GET", signature: "v4", bucket: BUCKET, query: "encryption" };

	/** Which of 200 requests a fault strikes. */
	function struck(options: FaultOptions, target: Partial<FaultTarget> = {}): number[] {
		const queue = createFaultQueue();
		queue.add("reset", options);
		const numbers = Array.from({ length: 200 }, (_, index) => index);
		return numbers.filter(() => queue.take({ ...TARGET, ...target }) !== undefined);
	}

	test.each<[FaultOptions, Partial<FaultTarget>, boolean]>([
		[{ bucket: BUCKET }, {}, true],
		[{ bucket: BUCKET }, { bucket: "app-base" }, false],
		[{ bucket: BUCKET }, { bucket: undefined }, false],
		[{ query: "crypt" }, {}, true],
		[{ query: "bucketInfo" }, {}, false],
		[{ query: "encryption", bucket: BUCKET, method: "PUT" }, {}, false],
		[{ share: 1 }, {}, true],
		[{ share: 0 }, {}, false],
	])("of %j meet %j, or not: %p", (options, target, met) => {
		expect(struck(options, target).length).toBe(met ? 200 : 0);
	});

	test("strike a share of the requests, the same ones for the same seed", () => {
		const tenth = struck({ share: 0.1, seed: 1 });
		expect(struck({ share: 0.1, seed: 1 })).toEqual(tenth);
		expect(struck({ share: 0.1, seed: 2 })).not.toEqual(tenth);
		expect(struck({ share: 0.1, seed: 1, times: 3 })).toEqual(tenth.slice(0, 3));
		expect(struck({ share: 0.1, seed: 1, after: 50 })).toEqual(
			tenth.map((index) => index + 50).filter((index) => index < 200),
		);
		for (const share of [0.1, 0.5, 0.9]) {
			const mean = [1, 2, 3, 4, 5].reduce((sum, seed) => sum + struck({ share, seed }).length / 1000, 0);
			expect(Math.abs(mean - share)).toBeLessThan(0.05);
		}
	});

	test("by bucket and query reach the requests they are meant for", async () => {
		await start({}, { buckets: [{ name: BUCKET }, { name: "app-base" }] });
		server.fault("status", { status: 502, bucket: "app-base", query: "bucketInfo" });
		const statuses: number[] = [];
		for (const bucket of [BUCKET, "app-base"]) {
			for (const query of ["encryption", "bucketInfo"]) statuses.push((await call({ bucket, query })).status);
		}
		expect(statuses).toEqual([404, 200, 404, 502]);
	});
});

const BUCKETS: ServerBucket[] = [
	{ name: BUCKET },
	{ name: "app-base", region: "cn-shanghai" },
	{
		name: "app-bank",
		region: "cn-hangzhou-finance",
		extranetEndpoint: `oss-cn-hzjbp-a.${SUFFIX}`,
		intranetEndpoint: `oss-cn-hzjbp-a-internal.${SUFFIX}`,
	},
];

test.each([
	[undefined, "aliyuncs.com"],
	[SUFFIX, SUFFIX],
])(
	"with the suffix %p, the listing and the bucket's information name the endpoints under %s",
	async (given, suffix) => {
		await start({}, { buckets: BUCKETS, ...(given === undefined ? {} : { endpointSuffix: given }) });
		const { text } = await ask({ query: "" });
		const rows: [name: string, region: string, extranet: string, intranet: string][] = [
			["app-bank", "cn-hangzhou-finance", `oss-cn-hzjbp-a.${SUFFIX}`, `oss-cn-hzjbp-a-internal.${SUFFIX}`],
			["app-base", "cn-shanghai", `oss-cn-shanghai.${suffix}`, `oss-cn-shanghai-internal.${suffix}`],
			[BUCKET, "cn-hangzhou", `oss-cn-hangzhou.${suffix}`, `oss-cn-hangzhou-internal.${suffix}`],
		];
		const column = <T>(at: (row: (typeof rows)[number]) => T) => rows.map(at);
		expect(all(text, "Name")).toEqual(column(([name]) => name));
		expect(all(text, "Region")).toEqual(column(([, region]) => region));
		expect(all(text, "Location")).toEqual(column(([, region]) => `oss-${region}`));
		expect(all(text, "ExtranetEndpoint")).toEqual(column(([, , extranet]) => extranet));
		expect(all(text, "IntranetEndpoint")).toEqual(column(([, , , intranet]) => intranet));
		for (const [bucket, region, extranet, intranet] of rows) {
			const info = await ask({ bucket, region, query: "bucketInfo" });
			expect([all(info.text, "ExtranetEndpoint"), all(info.text, "IntranetEndpoint")]).toEqual([
				[extranet],
				[intranet],
			]);
		}
	},
);

describe("regionEnforced", () => {
	const OTHER = { code: "AccessDenied", ec: "0003-00001403" };
	const SCOPE = { code: "InvalidArgument", ec: "0002-00000226" };
	const HOME = { status: 200 };

	/** Sends to a Host: to a bucket when the Host begins with one, else to the service. */
	function send(host: string, region: string, version: "v1" | "v4" = "v4") {
		const bucket = BUCKETS.find(({ name }) => host.startsWith(`${name}.`))?.name;
		const addressed = { host: `${host}:80`, region, version };
		return ask(bucket === undefined ? { ...addressed, query: "" } : { ...addressed, bucket, query: "bucketInfo" });
	}

	test.each<[host: string, region: string, expected: Record<string, unknown>, right: string]>([
		[`${BUCKET}.oss-cn-hangzhou.${SUFFIX}`, "cn-hangzhou", HOME, ""],
		[`${BUCKET}.OSS-cn-hangzhou-internal.${SUFFIX}`, "cn-hangzhou", HOME, ""],
		[`${BUCKET}.oss-cn-hangzhou.${SUFFIX}`, "cn-shanghai", SCOPE, ""],
		[`${BUCKET}.oss-cn-shanghai.${SUFFIX}`, "cn-shanghai", OTHER, `oss-cn-hangzhou.${SUFFIX}`],
		[`${BUCKET}.oss-cn-shanghai-internal.${SUFFIX}`, "cn-hangzhou", OTHER, `oss-cn-hangzhou.${SUFFIX}`],
		[`app-base.oss-cn-hangzhou.${SUFFIX}`, "cn-hangzhou", OTHER, `oss-cn-shanghai.${SUFFIX}`],
		[`app-base.oss-cn-shanghai.${SUFFIX}`, "cn-shanghai", HOME, ""],
		[`app-base.localhost`, "cn-shanghai", HOME, ""],
		[`app-base.localhost`, "cn-hangzhou", SCOPE, ""],
		[`app-bank.oss-cn-hzjbp-a-internal.${SUFFIX}`, "cn-hangzhou-finance", HOME, ""],
		[`app-bank.oss-cn-hzjbp-a.${SUFFIX}`, "cn-hzjbp-a", SCOPE, ""],
		[`app-bank.oss-cn-hangzhou-finance.${SUFFIX}`, "cn-hangzhou-finance", OTHER, `oss-cn-hzjbp-a.${SUFFIX}`],
		[`oss-cn-beijing.${SUFFIX}`, "cn-beijing", HOME, ""],
		[`oss-cn-beijing-internal.${SUFFIX}`, "cn-hangzhou", SCOPE, ""],
		[`oss-cn-hzjbp-a.${SUFFIX}`, "cn-hangzhou-finance", HOME, ""],
		["localhost", "cn-hangzhou", HOME, ""],
	])("at %s with the scope %s: %j %s", async (host, region, expected, right) => {
		await start({}, { buckets: BUCKETS, endpointSuffix: SUFFIX, regionEnforced: true });
		const answer = await send(host, region);
		expect(answer).toMatchObject(expected);
		expect(all(answer.text, "Endpoint")).toEqual(right === "" ? [] : [right]);
		expect(await send(host, region, "v1")).toMatchObject(expected === SCOPE ? HOME : expected);
	});

	test("knows a bare endpoint from a bucket, path style", async () => {
		await start({}, { buckets: BUCKETS, endpointSuffix: SUFFIX, regionEnforced: true });
		for (const [region, status] of [
			["cn-shanghai", 404],
			["cn-hangzhou", 403],
		] as const) {
			await ask({ bucket: "app-base", region: "cn-shanghai" });
			const headers = { ...server.requests.at(-1)?.headers, host: `oss-${region}.${SUFFIX}` };
			const response = await fetch(`${server.url}/app-base/?encryption`, { headers, proxy: false });
			expect(response.status).toBe(status);
			expect(server.requests.at(-1)).toMatchObject({ bucket: "app-base" });
		}
	});

	test("is off by default", async () => {
		await start({}, { buckets: BUCKETS, endpointSuffix: SUFFIX });
		expect(await send(`app-base.oss-cn-hangzhou.${SUFFIX}`, "cn-shanghai")).toMatchObject(HOME);
	});
});

test.each([
	["100", 100],
	["1000", 10],
])("lists 10,000 buckets in the order of their names, %s to a page, while some come and go", async (size, pages) => {
	const names = Array.from({ length: 10_000 }, (_, index) => `app-${String(index).padStart(5, "0")}`);
	await start({}, { buckets: names.toReversed().map((name) => ({ name })) });
	const listed: string[] = [];
	for (let marker: string | undefined = ""; marker !== undefined; ) {
		const { text } = await ask({ query: `max-keys=${size}&marker=${marker}` });
		listed.push(...all(text, "Name"));
		[marker] = all(text, "NextMarker");
	}
	expect(listed).toEqual(names);
	expect(server.requests.length).toBe(pages);
	server.buckets.delete("app-00001");
	server.buckets.set("app-00000a", { name: "app-00000a" });
	const { text } = await ask({ query: "max-keys=3" });
	expect(all(text, "Name")).toEqual(["app-00000", "app-00000a", "app-00002"]);
	expect(all((await ask({ query: "prefix=app-0999&marker=app-09997" })).text, "Name")).toEqual([
		"app-09998",
		"app-09999",
	]);
});
