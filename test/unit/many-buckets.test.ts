// The pure parts of working on many buckets: patterns, policies, pace.
import { expect, spyOn, test } from "bun:test";
import fc from "fast-check";
import { commonPrefix, literalPrefix, matches } from "../../src/batch/selector.ts";
import { selectTargets } from "../../src/batch/target.ts";
import { throttleTransport } from "../../src/batch/throttle.ts";
import { type ChangeProgress, makeChange } from "../../src/encryption/bucket-change.ts";
import { readOutcome } from "../../src/encryption/outcome.ts";
import { judge, POLICIES, type PolicyName } from "../../src/encryption/policy.ts";
import { type BucketRule, lossWords, lostKey, ruleWords, sameRule } from "../../src/encryption/rule.ts";
import { readSnapshot, snapshotText } from "../../src/encryption/snapshot.ts";
import { NO_RULE } from "../../src/oss/api/bucket-encryption.ts";
import type { OssClient } from "../../src/oss/client.ts";
import { parseEndpoint } from "../../src/oss/endpoint.ts";
import { CallError, ServiceError, TransportError } from "../../src/oss/errors.ts";
import type { HttpAnswer } from "../../src/oss/http/transport.ts";

const names = fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,20}$/);

test.each([
	["*", "any", true],
	["prod-*", "prod-", true],
	["prod-*", "xprod-a", false],
	["p?d", "pad", true],
	["p?d", "pd", false],
	["*-a-*", "x-a-y", true],
	["a**b", "ab", true],
	["a.b", "axb", false],
])("%p matches %p: %p", (pattern, name, expected) => {
	expect(matches(pattern, name)).toBe(expected);
});

test("a name matches itself with parts of it replaced, and the literal prefix is one of the name", () => {
	fc.assert(
		fc.property(names, fc.nat(20), fc.nat(20), (name, from, length) => {
			const pattern = `${name.slice(0, from)}*${name.slice(from + length)}`;
			expect(matches(pattern, name)).toBe(true);
			expect(name.startsWith(literalPrefix(pattern))).toBe(true);
		}),
	);
});

test("many stars take no time", () => {
	expect(matches(`${"*a".repeat(30)}b`, "a".repeat(63))).toBe(false);
});

test("the common prefix is a prefix of all, and no longer one is", () => {
	fc.assert(
		fc.property(fc.array(names, { minLength: 1 }), (texts) => {
			const prefix = commonPrefix(texts);
			expect(texts.every((text) => text.startsWith(prefix))).toBe(true);
			const longer = texts[0]?.slice(0, prefix.length + 1) ?? "";
			expect(longer === prefix || !texts.every((text) => text.startsWith(longer))).toBe(true);
		}),
	);
});

test.each(Object.keys(POLICIES) as PolicyName[])("what the advice for %s sets passes it", (policy) => {
	const none = judge("b", null, { policy });
	const [, algorithm = "", key] =
		/--sse-algorithm (\S+)(?: --kms-masterkey-id (\S+))?$/.exec("reason" in none ? none.reason : "") ?? [];
	const rule = { SSEAlgorithm: algorithm, ...(key === undefined ? {} : { KMSMasterKeyID: key }) };
	expect(judge("b", rule, { policy })).toEqual({ complies: true });
	expect(judge("b", rule, { rule })).toEqual({ complies: true });
	expect(judge("b", { ...rule, KMSDataEncryption: "other" }, { rule })).toMatchObject({ complies: false });
});

test("the throttle halves under throttling, goes down to one, and comes back", async () => {
	const waiting: (() => void)[] = [];
	let status = 200;
	const transport = throttleTransport(async () => {
		await new Promise<void>((resolve) => waiting.push(resolve));
		return { status, headers: new Headers(), body: "" } satisfies HttpAnswer;
	}, 8);
	const requests = Array.from({ length: 200 }, () =>
		transport({ method: "GET", effect: "none", url: "http://x", headers: {} }),
	);
	/** Lets all that are under way be answered, and says how many those were. */
	const round = async (next: number) => {
		status = next;
		const answered = waiting.splice(0);
		for (const answer of answered) answer();
		for (let tick = 0; tick < 20; tick++) await Promise.resolve();
		return answered.length;
	};
	expect([
		await round(200),
		await round(503),
		await round(429),
		await round(503),
		await round(503),
		await round(200),
	]).toEqual([8, 8, 4, 2, 1, 1]);
	let last = 0;
	for (let turn = 0; turn < 20; turn++) last = Math.max(last, await round(200));
	expect(last).toBe(8);
	while (waiting.length > 0) await round(200);
	expect((await Promise.all(requests)).length).toBe(200);
});

test("the throttle halves too if the system has no descriptor for another connection", async () => {
	let [active, most] = [0, 0];
	let failing = true;
	const transport = throttleTransport(async () => {
		most = Math.max(most, ++active);
		await Promise.resolve();
		active--;
		if (failing) throw new TransportError("no-descriptor", "x");
		return { status: 200, headers: new Headers(), body: "" };
	}, 8);
	const round = async () => {
		most = 0;
		await Promise.allSettled(
			Array.from({ length: 8 }, () => transport({ method: "GET", effect: "none", url: "http://x", headers: {} })),
		);
		return most;
	};
	expect([await round(), await round()]).toEqual([8, 4]);
	failing = false;
	expect(await round()).toBeLessThan(8);
	for (let turn = 0; turn < 20; turn++) await round();
	expect(await round()).toBe(8);
});

test("once the run is given up the limiter sends no change that waits, and reads and what is under way go on", async () => {
	const controller = new AbortController();
	const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
	const sent: string[] = [];
	const transport = throttleTransport(
		async ({ method, url }) => {
			sent.push(`${method} ${url}`);
			await answered;
			return { status: 200, headers: new Headers(), body: "" };
		},
		1,
		controller.signal,
	);
	const requests = ["PUT first", "PUT second", "DELETE third", "GET fourth"].map((line) => {
		const [method = "", url = ""] = line.split(" ");
		return transport({ method, effect: method === "GET" ? "none" : "repeatable", url, headers: {} });
	});
	controller.abort();
	answer();
	const [underWay, ...waiting] = await Promise.allSettled(requests);
	expect(underWay?.status).toBe("fulfilled");
	expect(waiting).toMatchObject([
		{ reason: { name: "NotSentError", message: "PUT was not sent, the run was given up before" } },
		{ reason: { name: "NotSentError", message: "DELETE was not sent, the run was given up before" } },
		{ status: "fulfilled" },
	]);
	expect(sent).toEqual(["PUT first", "GET fourth"]);
});

const rules: fc.Arbitrary<BucketRule> = fc.oneof(
	fc.constant(null),
	fc.constantFrom({ SSEAlgorithm: "AES256" }, { SSEAlgorithm: "SM4" }),
	fc.record(
		{
			SSEAlgorithm: fc.constant("KMS"),
			KMSMasterKeyID: fc.string({ minLength: 1 }).map((key) => `k${encodeURIComponent(key)}`),
			KMSDataEncryption: fc.constant("SM4"),
		},
		{ requiredKeys: ["SSEAlgorithm"], noNullPrototype: true },
	),
);

test("what is saved is read back as it was, as one document or line by line", () => {
	const states = fc.uniqueArray(fc.record({ bucket: fc.stringMatching(/^[a-z0-9]{3,12}$/), rule: rules }), {
		selector: ({ bucket }) => bucket,
		minLength: 1,
	});
	fc.assert(
		fc.property(states, (state) => {
			const results = state.map((one) => ({ ...one, region: "cn-hangzhou", endpoint: "oss-cn-hangzhou.aliyuncs.com" }));
			const got = results.map((one) => ({ ...one, status: one.rule === null ? ("none" as const) : ("ok" as const) }));
			expect(readSnapshot(snapshotText(got))).toEqual({ buckets: results });
			expect(readSnapshot(got.map((one) => JSON.stringify(one)).join("\n")).buckets).toEqual(results);
		}),
	);
});

test("two rules are the same where they are told in the same words", () => {
	fc.assert(
		fc.property(rules, rules, (a, b) => {
			expect(sameRule(a, b)).toBe(ruleWords(a) === ruleWords(b));
			expect(sameRule(a, structuredClone(a))).toBe(true);
			if (sameRule(a, b)) expect(lossWords(a, b)).toBeUndefined();
		}),
	);
});

const KMS = { SSEAlgorithm: "KMS" };
const OWN = { ...KMS, KMSMasterKeyID: "key-1" };

test.each([
	[OWN, null, "key-1"],
	[OWN, KMS, "key-1"],
	[OWN, { SSEAlgorithm: "AES256" }, "key-1"],
	[OWN, { ...KMS, KMSMasterKeyID: "key-2" }, "key-1"],
	[OWN, { ...OWN, KMSDataEncryption: "SM4" }, undefined],
	[KMS, OWN, undefined],
	[null, OWN, undefined],
	[KMS, null, undefined],
])("from %j to %j the own key that is lost is %p", (before, after, key) => {
	expect(lostKey(before, after)).toBe(key);
});

test.each([
	["", "cn-shanghai"],
	["cn-beijing", "cn-beijing"],
])(
	"a bucket listed with the region %p at the endpoint beside the one in use is signed for %s there",
	async (region, signRegion) => {
		const endpoint = parseEndpoint("oss-cn-hangzhou.aliyuncs.com");
		const listed = {
			name: "prod-sh",
			region,
			extranetEndpoint: "oss-cn-shanghai.aliyuncs.com",
			intranetEndpoint: "oss-cn-shanghai-internal.aliyuncs.com",
		};
		const targets = await selectTargets([{ url: "oss://", pattern: "*", listed: true }], [], {
			endpoint,
			region: "cn-hangzhou",
			regionFixed: false,
			endpointOf: () => endpoint,
			async *list() {
				yield listed;
			},
		});
		expect(targets).toMatchObject([{ signRegion, endpoint: { host: "oss-cn-shanghai.aliyuncs.com" } }]);
	},
);

test("a key id that only the user knows stands in the advice as something to fill in, not as a key", () => {
	for (const [rule, more] of [
		[null, ""],
		[{ SSEAlgorithm: "KMS", KMSDataEncryption: "SM4" }, " --kms-data-encryption SM4"],
	] as const) {
		expect(judge("b", rule, { policy: "cis-5.9" })).toMatchObject({
			reason: expect.stringMatching(new RegExp(` --sse-algorithm KMS --kms-masterkey-id <KEY_ID>${more}$`)),
		});
	}
});

test("an exception that is no failure of a request is the bucket's own error, with its message", async () => {
	const client: OssClient = {
		async call() {
			throw new RangeError("Invalid Date");
		},
	};
	const error = { code: "Unexpected", message: "RangeError: Invalid Date" };
	const found = await readOutcome(client, "abc", "unknown", (rule) => ({ status: "ok", rule }));
	expect(found).toEqual({ status: "unknown", error });
	const change = { before: null, after: { SSEAlgorithm: "SM4" } };
	const reading = await makeChange(client, "abc", change, { preflight: false, verifySeconds: 1 }, { stage: "reading" });
	expect(reading).toMatchObject({ status: "error", reason: "nothing was changed", error });
});

test("after an exception while a change was sent it is not said that the rule was not changed", async () => {
	const client: OssClient = {
		async call({ method }) {
			if (method === "GET") throw new ServiceError({ statusCode: 404, code: NO_RULE, message: "", requestId: "" });
			throw new TypeError("a fault");
		},
	};
	const change = { before: null, after: { SSEAlgorithm: "SM4" } };
	const finding = await makeChange(client, "abc", change, { preflight: false, verifySeconds: 1 }, { stage: "reading" });
	expect(finding).toMatchObject({
		status: "error",
		before: null,
		reason: "the change may have been made all the same, look with --method get",
		error: { code: "Unexpected", message: "TypeError: a fault" },
	});
});

test.each([
	[3600, 5000],
	[2, 2000],
])(
	"with --verify-timeout %d a change whose answer was lost is looked for during %d ms",
	async (verifySeconds, longest) => {
		const waits: unknown[] = [];
		// No time passes: whatever waits for it is told at once that it is over.
		const timer = spyOn(globalThis, "setTimeout").mockImplementation(((over: () => void, milliseconds: number) => {
			waits.push(milliseconds);
			over();
		}) as typeof setTimeout);
		const client: OssClient = {
			async call({ method }) {
				if (method === "GET") throw new ServiceError({ statusCode: 404, code: NO_RULE, message: "", requestId: "" });
				const reason = new TransportError("reset", "lost");
				throw new CallError(reason, { attempts: 1, stage: "call", mayHaveHappened: true });
			},
		};
		const change = { before: null, after: { SSEAlgorithm: "SM4" } };
		const progress: ChangeProgress = { stage: "reading" };
		const finding = await makeChange(client, "b", change, { preflight: false, verifySeconds }, progress).finally(() =>
			timer.mockRestore(),
		);
		expect(waits).toEqual([longest]);
		expect(finding).toMatchObject({ status: "error", error: { message: "lost" } });
	},
);
