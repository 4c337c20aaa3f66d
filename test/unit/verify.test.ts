// Waiting until reads show a change: how long between two reads, and when it gives up.
import { afterEach, beforeEach, expect, spyOn, test } from "bun:test";
import type { BucketRule } from "../../src/encryption/rule.ts";
import { NotVisibleError, waitUntilVisible } from "../../src/encryption/verify.ts";
import { NO_RULE } from "../../src/oss/api/bucket-encryption.ts";
import type { OssClient } from "../../src/oss/client.ts";
import { ServiceError } from "../../src/oss/errors.ts";

const SM4: BucketRule = { SSEAlgorithm: "SM4" };
const ANSWER =
	"<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>SM4</SSEAlgorithm></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";

let sleep: ReturnType<typeof spyOn<typeof Bun, "sleep">>;
const waits = () => sleep.mock.calls.map(([milliseconds]) => milliseconds);

// No time passes in a wait; each is noted. Other test files wait for real.
beforeEach(() => {
	sleep = spyOn(Bun, "sleep").mockResolvedValue();
});

afterEach(() => {
	sleep.mockRestore();
});

/** A client whose reads show SM4 after `lag` reads that show no rule. */
function lagging(lag: number): { client: OssClient; reads: () => number } {
	let reads = 0;
	return {
		reads: () => reads,
		client: {
			async call() {
				reads += 1;
				if (reads <= lag) throw new ServiceError({ statusCode: 404, code: NO_RULE, message: "", requestId: "" });
				return { status: 200, headers: new Headers(), body: ANSWER } as never;
			},
		},
	};
}

test.each([
	[0, []],
	[1, [100]],
	[4, [100, 200, 400, 800]],
	[8, [100, 200, 400, 800, 1600, 2000, 2000, 2000]],
])("after %d reads that do not show it yet the waits were %j ms", async (lag, expected) => {
	const { client, reads } = lagging(lag);
	await waitUntilVisible(client, "bucket", SM4, 3600);
	expect({ waits: waits(), reads: reads() }).toEqual({ waits: expected, reads: lag + 1 });
});

test("the time-out ends a wait between two reads, and no further read is made", async () => {
	const { client, reads } = lagging(1);
	sleep.mockReturnValueOnce(new Promise(() => {}));
	const error = await waitUntilVisible(client, "bucket", SM4, 0.01).catch((thrown) => thrown);
	expect(error).toBeInstanceOf(NotVisibleError);
	expect(error.message).toStartWith("not visible after 0.01 s: reading still shows ");
	expect(reads()).toBe(1);
});

test("the time-out ends a read that is never answered", async () => {
	const client: OssClient = { call: () => new Promise(() => {}) };
	const error = await waitUntilVisible(client, "bucket", SM4, 0.01).catch((thrown) => thrown);
	expect(error.message).toBe("not visible after 0.01 s: no read was answered");
	expect(waits()).toEqual([]);
});
