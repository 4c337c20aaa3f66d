// Which failures are worth another try, and how long the wait before it is.
import { expect, test } from "bun:test";
import fc from "fast-check";
import {
	DryRunError,
	InvalidAnswerError,
	RegionMissingError,
	RequestError,
	ServiceError,
	TransportError,
	type TransportFailure,
} from "../../src/oss/errors.ts";
import { isRetryable, LONGEST_RETRY_AFTER, parseRetryAfter, retryDelay } from "../../src/oss/retry.ts";

const NOW = new Date("2023-12-16T16:20:57Z");
const service = (statusCode: number, retryAfterSeconds?: number) =>
	new ServiceError({
		statusCode,
		code: "Any",
		message: "",
		requestId: "",
		...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
	});
const invalid = (statusCode: number, retryAfterSeconds?: number) =>
	new InvalidAnswerError("", statusCode, retryAfterSeconds);

test.each<[TransportFailure, boolean]>([
	["resolve", true],
	["refused", true],
	["unreachable", true],
	["connect-timeout", true],
	["read-timeout", true],
	["reset", true],
	["tls", false],
	["not-tls", false],
	["proxy", false],
	["protocol", false],
	["too-large", false],
])("a transport failure of the kind %s is retryable: %p", (failure, retryable) => {
	expect(isRetryable(new TransportError(failure, ""), "repeatable")).toBe(retryable);
});

test.each([
	[200, false],
	[302, false],
	[400, false],
	[403, false],
	[404, false],
	[408, true],
	[409, false],
	[429, true],
	[499, false],
	[500, true],
	[503, true],
	[599, true],
	[600, false],
])("a status of %d is retryable: %p", (status, retryable) => {
	expect([isRetryable(service(status), "repeatable"), isRetryable(invalid(status), "none")]).toEqual([
		retryable,
		retryable,
	]);
});

const ONCE: Record<TransportFailure, boolean> = {
	"no-descriptor": true,
	resolve: true,
	refused: true,
	unreachable: true,
	"connect-timeout": false,
	"read-timeout": false,
	reset: false,
	untrusted: false,
	tls: false,
	"not-tls": false,
	"plain-http": false,
	proxy: false,
	protocol: false,
	"too-large": false,
};
test.each(Object.entries(ONCE) as [TransportFailure, boolean][])(
	"after %s a change that must not be made twice may be sent again: %p",
	(failure, retryable) => {
		expect(isRetryable(new TransportError(failure, ""), "once")).toBe(retryable);
	},
);

test.each([
	[403, false],
	[408, false],
	[429, true],
	[500, false],
	[502, false],
	[503, true],
	[504, false],
])(
	"after status %d a change that must not be made twice may be sent again, if OSS says it: %p",
	(status, retryable) => {
		expect(isRetryable(service(status), "once")).toBe(retryable);
		const foreign = new ServiceError({ ...service(status).fields, foreign: true });
		expect([isRetryable(foreign, "once"), isRetryable(invalid(status), "once")]).toEqual([false, false]);
		expect(isRetryable(service(status, LONGEST_RETRY_AFTER + 1), "once")).toBe(false);
	},
);

test("a service that asks for too long a wait is not asked again", () => {
	for (const error of [service, invalid]) {
		expect(isRetryable(error(503, LONGEST_RETRY_AFTER), "repeatable")).toBe(true);
		expect(isRetryable(error(503, LONGEST_RETRY_AFTER + 1), "repeatable")).toBe(false);
	}
});

test.each([
	["a bad request", new RequestError("x")],
	["a missing region", new RegionMissingError("x")],
	["a dry run", new DryRunError("PUT")],
	["an error from elsewhere", new Error("x")],
	["no error", undefined],
])("%s is final", (_, error) => {
	expect(isRetryable(error, "repeatable")).toBe(false);
});

const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const tries = fc.integer({ min: 1, max: 500 });

test("the wait is full jitter under a cap that doubles from 200 ms up to 20 s", () => {
	fc.assert(
		fc.property(tries, randoms, (count, random) => {
			const delay = retryDelay(new TransportError("reset", ""), count, random);
			const cap = Math.min(20_000, 200 * 2 ** (count - 1));
			expect(delay).toBe(random * cap);
			expect(delay).toBeGreaterThanOrEqual(0);
			expect(delay).toBeLessThan(cap);
		}),
	);
});

test("the back-off comes on top of what the service asks for", () => {
	fc.assert(
		fc.property(tries, randoms, fc.nat(LONGEST_RETRY_AFTER), (count, random, seconds) => {
			const backOff = retryDelay(new TransportError("reset", ""), count, random);
			expect(retryDelay(service(503, seconds), count, random)).toBe(seconds * 1000 + backOff);
			expect(retryDelay(invalid(503, seconds), count, random)).toBe(seconds * 1000 + backOff);
		}),
	);
});

test.each([
	[undefined, undefined],
	["0", 0],
	["7", 7],
	[" 120 ", 120],
	["Sat, 16 Dec 2023 16:21:57 GMT", 60],
	["Sat, 16 Dec 2023 16:20:57 GMT", 0],
	["Fri, 15 Dec 2023 16:20:57 GMT", 0],
	["Saturday, 16-Dec-23 16:21:57 GMT", 60],
	["", undefined],
	["soon", undefined],
	["5s", undefined],
	["1e3", undefined],
	["0x10", undefined],
])("Retry-After %p means %p seconds", (header, seconds) => {
	expect(parseRetryAfter(header, NOW)).toBe(seconds as number);
});

test("part of a second counts as a whole one", () => {
	expect(parseRetryAfter("Sat, 16 Dec 2023 16:20:58 GMT", new Date(NOW.getTime() + 1))).toBe(1);
});

// The date parser of the runtime takes these for dates long past, so that the next try comes without any wait.
for (const header of ["-5", "+5", "1.5", "12, 13"]) {
	test(`Retry-After ${header} is neither seconds nor a date`, () => {
		expect(parseRetryAfter(header, NOW)).toBeUndefined();
	});
}
