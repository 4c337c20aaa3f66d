// The pool: how many items it holds, what it hands on, and what draining, aborting and failures leave of it.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Interrupts, type PoolOptions, type PoolOutcome, runPool } from "../../src/batch/pool.ts";

const NEVER = new AbortController().signal;
const UNSTOPPED: Interrupts = { drain: NEVER, abort: NEVER };

type Options = Partial<PoolOptions<number, number>>;

/** Runs the pool over `items`. @returns outcomes in the order in which they were taken, and what was not begun */
async function run(items: AsyncIterable<number> | Iterable<number>, options: Options = {}) {
	const taken: PoolOutcome<number, number>[] = [];
	const left = await runPool<number, number>(items, {
		jobs: 4,
		interrupts: UNSTOPPED,
		work: async (item) => -item,
		take: async (outcome) => void taken.push(outcome),
		...options,
	});
	return { taken, notBegun: await Array.fromAsync(left) };
}

async function settle(): Promise<void> {
	for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
}

/** Numbers from 0 as they are asked for. */
function counted(most = Number.POSITIVE_INFINITY) {
	const source = {
		pulled: 0,
		closed: false,
		async *items() {
			try {
				while (source.pulled < most) yield source.pulled++;
			} finally {
				source.closed = true;
			}
		},
	};
	return source;
}

test.each([
	["an array", () => [...Array(50).keys()]],
	["a stream", () => counted(50).items()],
])("each item of %s is worked on once, never more than asked for at a time", async (_, items) => {
	let [active, most] = [0, 0];
	const work = async (item: number) => {
		most = Math.max(most, ++active);
		await Bun.sleep(item % 3);
		active--;
		return -item;
	};
	const { taken, notBegun } = await run(items(), { work });
	expect(most).toBe(4);
	expect(notBegun).toEqual([]);
	taken.sort((a, b) => a.index - b.index);
	expect(taken).toEqual(
		Array.from({ length: 50 }, (_, index) => ({ item: index, index, state: "done", result: -index })),
	);
});

test("an outcome is handed on at once, whatever is still in progress before it", async () => {
	const { promise, resolve } = Promise.withResolvers<void>();
	const order: number[] = [];
	await run([0, 1, 2, 3], {
		jobs: 2,
		work: async (item) => (item === 0 ? promise.then(() => 0) : item),
		async take({ item }) {
			order.push(item);
			if (item === 3) resolve();
		},
	});
	expect(order).toEqual([1, 2, 3, 0]);
});

test("an endless source is asked for no more than the jobs and what is not yet taken", async () => {
	const source = counted();
	const drain = new AbortController();
	const untaken: (() => void)[] = [];
	let taken = 0;
	const running = runPool<number, number>(source.items(), {
		jobs: 3,
		interrupts: { drain: drain.signal, abort: NEVER },
		work: async (item) => item,
		async take() {
			await new Promise<void>((resolve) => untaken.push(resolve));
			taken++;
		},
	});
	for (let round = 0; round < 5; round++) {
		await settle();
		expect(untaken.length).toBe(3);
		expect(source.pulled).toBeLessThanOrEqual(taken + 4);
		untaken.shift()?.();
	}
	drain.abort();
	await settle();
	for (const resolve of untaken.splice(0)) resolve();
	await running;
	const { pulled } = source;
	await settle();
	expect(source.pulled).toBe(pulled);
});

test("a total can grow while items are still being listed", async () => {
	let listed = 0;
	const totals: number[] = [];
	async function* pages() {
		for (let page = 0; page < 3; page++) {
			await Bun.sleep(1);
			listed += 10;
			for (let item = 0; item < 10; item++) yield page * 10 + item;
		}
	}
	await run(pages(), { take: async () => void totals.push(listed) });
	expect(totals.length).toBe(30);
	expect(new Set(totals)).toEqual(new Set([10, 20, 30]));
});

test("a million items need no more memory than a thousand", async () => {
	const heapAfter = async (count: number) => {
		let peak = 0;
		let taken = 0;
		await runPool(counted(count).items(), {
			jobs: 100,
			interrupts: { drain: new AbortController().signal, abort: new AbortController().signal },
			work: async (item) => ({ item, text: `result ${item}` }),
			async take() {
				if (++taken % 250_000 !== 0 && taken !== count) return;
				Bun.gc(true);
				peak = Math.max(peak, process.memoryUsage().heapUsed);
			},
		});
		expect(taken).toBe(count);
		return peak;
	};
	await heapAfter(1000);
	const few = await heapAfter(1000);
	// A million results or listeners would be 50 MB and more.
	expect((await heapAfter(1_000_000)) - few).toBeLessThan(10_000_000);
}, 60_000);

test("drained and aborted at any moment, every item comes once, and none is begun after the drain", async () => {
	const moments = fc.record({
		count: fc.integer({ min: 0, max: 30 }),
		jobs: fc.integer({ min: 1, max: 8 }),
		stream: fc.boolean(),
		slow: fc.boolean(),
		drainAt: fc.option(fc.nat(40)),
		abortLater: fc.option(fc.nat(10)),
	});
	await fc.assert(
		fc.asyncProperty(moments, async ({ count, jobs, stream, slow, drainAt, abortLater }) => {
			const [drain, abort] = [new AbortController(), new AbortController()];
			const begun: number[] = [];
			const late: number[] = [];
			let step = 0;
			// Time is counted in what the pool does, so that every moment can be hit.
			const tick = () => {
				if (step === drainAt) drain.abort();
				if (drainAt !== null && abortLater !== null && step === drainAt + abortLater) {
					drain.abort();
					abort.abort();
				}
				step++;
			};
			async function* listing() {
				for (let item = 0; item < count; item++) {
					tick();
					if (slow) await new Promise(setImmediate);
					yield item;
				}
			}
			const { notBegun } = await run(stream ? listing() : [...Array(count).keys()], {
				jobs,
				interrupts: { drain: drain.signal, abort: abort.signal },
				async work(item) {
					if (drain.signal.aborted) late.push(item);
					begun.push(item);
					tick();
					await new Promise(setImmediate);
					tick();
					return -item;
				},
			});
			expect(late).toEqual([]);
			const left = notBegun.map(({ item }) => item);
			expect([...begun, ...left].sort((a, b) => a - b)).toEqual([...Array(count).keys()]);
			expect(left).toEqual(left.toSorted((a, b) => a - b));
			for (const { item, index } of notBegun) expect(index).toBe(item);
			if (!drain.signal.aborted) expect(left).toEqual([]);
		}),
		{ numRuns: 1000 },
	);
});

test("drained and aborted at any moment, every item that was begun is taken once, as done or as aborted", async () => {
	await fc.assert(
		fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 6 }), async (moment, jobs) => {
			const controller = new AbortController();
			const begun: number[] = [];
			let step = 0;
			const tick = () => step++ === moment && controller.abort();
			const { taken, notBegun } = await run([...Array(25).keys()], {
				jobs,
				interrupts: { drain: controller.signal, abort: controller.signal },
				async work(item) {
					begun.push(item);
					tick();
					await new Promise(setImmediate);
					tick();
					return -item;
				},
			});
			await settle();
			expect(taken.map(({ item }) => item).toSorted((a, b) => a - b)).toEqual(begun);
			expect(taken.length + notBegun.length).toBe(25);
			expect(taken.filter(({ state }) => state === "aborted").length).toBeLessThanOrEqual(jobs);
		}),
		{ numRuns: 200 },
	);
});

test("after an abort those in progress are handed on at once, and what they give later does not count", async () => {
	const controller = new AbortController();
	const pending: (() => void)[] = [];
	const running = run([0, 1, 2, 3, 4], {
		jobs: 3,
		interrupts: { drain: controller.signal, abort: controller.signal },
		work: (item) => (item === 0 ? Promise.resolve(0) : new Promise((resolve) => pending.push(() => resolve(item)))),
	});
	while (pending.length < 3) await settle();
	controller.abort();
	const { taken, notBegun } = await running;
	for (const resolve of pending) resolve();
	await settle();
	expect(taken.map(({ item, state }) => [item, state])).toEqual([
		[0, "done"],
		[1, "aborted"],
		[2, "aborted"],
		[3, "aborted"],
	]);
	expect(notBegun).toEqual([{ item: 4, index: 4 }]);
});

test("a drain does not wait for a listing, and what the listing gives later is left over", async () => {
	const controller = new AbortController();
	const { promise: listed, resolve: list } = Promise.withResolvers<void>();
	async function* items() {
		yield 0;
		await listed;
		yield* [1, 2];
	}
	const taken: number[] = [];
	const running = runPool<number, number>(items(), {
		jobs: 2,
		interrupts: { drain: controller.signal, abort: NEVER },
		work: async (item) => item,
		take: async ({ item }) => void taken.push(item),
	});
	await settle();
	controller.abort();
	const left = await running;
	list();
	expect(taken).toEqual([0]);
	expect((await Array.fromAsync(left)).map(({ index }) => index)).toEqual([1, 2]);
});

test("once an outcome cannot be taken no further item is begun, and those in progress are taken before that is thrown", async () => {
	const source = counted(100);
	const { promise, resolve } = Promise.withResolvers<void>();
	const begun: number[] = [];
	const taken: number[] = [];
	const running = run(source.items(), {
		jobs: 3,
		async work(item) {
			begun.push(item);
			await (item === 1 ? settle() : promise);
			return item;
		},
		async take({ item }) {
			taken.push(item);
			if (item === 1) throw new Error("it cannot be written");
		},
	});
	const caught = running.catch((error) => error);
	while (!taken.includes(1)) await settle();
	await settle();
	resolve();
	expect(await caught).toEqual(new Error("it cannot be written"));
	expect(begun).toEqual([0, 1, 2]);
	expect(taken.toSorted()).toEqual([0, 1, 2]);
	await settle();
	expect(source.closed).toBe(true);
});

test("once the source fails those in progress are taken before that is thrown", async () => {
	async function* items() {
		yield* [0, 1];
		throw new Error("the listing fails");
	}
	const taken: number[] = [];
	const running = run(items(), {
		work: (item) => Bun.sleep(1).then(() => item),
		take: async ({ item }) => void taken.push(item),
	});
	await expect(running).rejects.toThrow("the listing fails");
	expect(taken).toEqual([0, 1]);
});

test("what the work throws is thrown, as an item's own failure is one of its results", async () => {
	const running = run([0, 1, 2], {
		async work() {
			throw new Error("a fault");
		},
	});
	await expect(running).rejects.toThrow("a fault");
});
