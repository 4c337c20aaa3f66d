// Credentials that expire, on a clock of the test's own: when they are renewed, and what serves where that fails.
import { expect, test } from "bun:test";
import { renewing, type TemporaryCredentials } from "../../src/credentials/temporary.ts";
import { TransportError } from "../../src/oss/errors.ts";

const MINUTE = 60_000;

/** A provider that fetches `steps` one after the other, asked at a minute of its clock. */
function openProvider(steps: readonly (TemporaryCredentials | Error)[]) {
	let now = 0;
	let fetched = 0;
	const provider = renewing(
		async () => {
			const step = steps[fetched++] ?? expect.unreachable("there is nothing left to fetch");
			if (step instanceof Error) throw step;
			return step;
		},
		() => new Date(now),
	);
	const idAt = async (minute: number) => {
		now = minute * MINUTE;
		return (await provider()).accessKeyId;
	};
	return { idAt, fetched: () => fetched };
}

function issued(accessKeyId: string, lastMinute: number): TemporaryCredentials {
	return {
		credentials: { accessKeyId, accessKeySecret: "secret", securityToken: "token" },
		expires: new Date(lastMinute * MINUTE),
	};
}

test("credentials are renewed five minutes before they expire, and not earlier", async () => {
	const { idAt, fetched } = openProvider([issued("first", 60), issued("second", 120)]);
	expect([await idAt(0), await idAt(54.9), fetched()]).toEqual(["first", "first", 1]);
	expect([await idAt(55), await idAt(56), fetched()]).toEqual(["second", "second", 2]);
});

test("where a renewal fails, what is held serves while it is valid; once it has expired the failure is thrown", async () => {
	const last = new TransportError("reset", "still down");
	const steps = [
		issued("first", 60),
		new TransportError("reset", "down"),
		new TransportError("reset", "down"),
		last,
		issued("second", 120),
	];
	const { idAt, fetched } = openProvider(steps);
	expect(await idAt(0)).toBe("first");
	expect([await idAt(55), fetched()]).toEqual(["first", 2]);
	// Not again at once: each try may take its time.
	expect([await idAt(55.9), fetched()]).toEqual(["first", 2]);
	expect([await idAt(59.9), fetched()]).toEqual(["first", 3]);
	await expect(idAt(60)).rejects.toBe(last);
	expect([await idAt(60), await idAt(61), fetched()]).toEqual(["second", "second", 5]);
});

test("a mistake of the program is no failed renewal: it is thrown at once", async () => {
	const mistake = new TypeError("mistake");
	const { idAt } = openProvider([issued("first", 60), mistake]);
	expect(await idAt(0)).toBe("first");
	await expect(idAt(55)).rejects.toBe(mistake);
});

test("the first fetch has nothing to fall back on", async () => {
	const failure = new Error("down");
	const { idAt } = openProvider([failure, issued("first", 60)]);
	await expect(idAt(0)).rejects.toBe(failure);
	expect(await idAt(0)).toBe("first");
});

test("who asks while credentials are fetched gets the same, or the same failure", async () => {
	const { idAt, fetched } = openProvider([new Error("down"), issued("first", 60)]);
	const failed = await Promise.allSettled([idAt(0), idAt(0)]);
	expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
	expect(await Promise.all([idAt(0), idAt(0), idAt(0)])).toEqual(["first", "first", "first"]);
	expect(fetched()).toBe(2);
});
