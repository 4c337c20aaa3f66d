// Reports: the bytes of each format, and when a row is written.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { csvFormat } from "../../src/batch/report/csv.ts";
import type { ReportFormat, RowFormat } from "../../src/batch/report/format.ts";
import { inTurn } from "../../src/batch/report/in-turn.ts";
import { jsonFormat, jsonStreamFormat } from "../../src/batch/report/json.ts";
import { jsonlFormat } from "../../src/batch/report/jsonl.ts";
import { createReport, type Order } from "../../src/batch/report/report.ts";
import { tableFormat } from "../../src/batch/report/table.ts";
import { createTally, type Summary } from "../../src/batch/tally.ts";

const ENVELOPE = { schemaVersion: "1", method: "get" };

interface Row {
	readonly name: string;
	readonly status: "good" | "bad";
}

const rows = fc.array(
	fc.record({
		name: fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom('a"b', "a,b", "a\nb", "]\n}")),
		status: fc.constantFrom("good" as const, "bad" as const),
	}),
);

function summaryOf(all: readonly Row[]) {
	const tally = createTally<Row["status"]>(["good", "bad"]);
	for (const { status } of all) tally.add(status);
	return tally.summary();
}

/** The report of `all` in one text. */
async function renderAll(format: ReportFormat<Row>, all: readonly Row[], summary: Summary): Promise<string> {
	let text = "";
	const report = createReport<Row>(format, "turn", async (part) => {
		text += part;
	});
	for (const [index, row] of all.entries()) await report.add(row, index);
	await report.end(summary);
	return text;
}

test.each([ENVELOPE, {}])(
	"JSON with the envelope %j has the bytes of the whole document, however it is written",
	async (envelope) => {
		await fc.assert(
			fc.asyncProperty(rows, fc.constantFrom<Order>("comes", "turn", "end"), async (all, order) => {
				const summary = summaryOf(all);
				const whole = `${JSON.stringify({ ...envelope, results: all, summary }, undefined, 2)}\n`;
				expect(await renderAll(jsonFormat(envelope), all, summary)).toBe(whole);
				let text = "";
				const report = createReport<Row>(jsonStreamFormat(envelope), order, async (part) => {
					text += part;
				});
				for (const [index, row] of all.entries()) await report.add(row, index);
				await report.end(summary);
				expect(text).toBe(whole);
			}),
		);
	},
);

/** Writes rows 2, 0, 1 and the end. @returns what each of them wrote */
async function written(format: RowFormat<Row>, order: Order): Promise<string[]> {
	const texts: string[] = [];
	let part = "";
	const report = createReport<Row>(format, order, async (text) => {
		part += text;
	});
	const step = async (work: Promise<void>) => {
		await work;
		texts.push(part);
		part = "";
	};
	for (const index of [2, 0, 1]) await step(report.add({ name: `b${index}`, status: "good" }, index));
	await step(report.end({ total: 3 }));
	return texts;
}

const CSV = csvFormat<Row>([
	["name", ({ name }) => name],
	["none", () => undefined],
]);

test.each<[Order, string[]]>([
	["comes", ["name,none\r\nb2,\r\n", "b0,\r\n", "b1,\r\n", ""]],
	["turn", ["", "name,none\r\nb0,\r\n", "b1,\r\nb2,\r\n", ""]],
	["end", ["", "", "", "name,none\r\nb0,\r\nb1,\r\nb2,\r\n"]],
])("in the order %s rows are written at their time, the header once before them", async (order, texts) => {
	expect(await written(CSV, order)).toEqual(texts);
});

test("JSON lines are written as they come, the summary last", async () => {
	const line = (index: number) => `{"name":"b${index}","status":"good"}\n`;
	expect(await written(jsonlFormat(ENVELOPE), "comes")).toEqual([
		line(2),
		line(0),
		line(1),
		'{"schemaVersion":"1","method":"get","summary":{"total":3}}\n',
	]);
});

test("without rows CSV is its header, and a JSON document has an empty list", async () => {
	expect(await renderAll(CSV, [], { total: 0 })).toBe("name,none\r\n");
	expect(JSON.parse(await renderAll(jsonStreamFormat(ENVELOPE), [], { total: 0 }))).toMatchObject({ results: [] });
});

test("CSV quotes what needs it", async () => {
	expect(await renderAll(CSV, [{ name: 'a,"b"\r\n', status: "good" }], { total: 1 })).toBe(
		'name,none\r\n"a,""b""\r\n",\r\n',
	);
});

test("a table is aligned for wide characters, cuts long cells, and has notes below rows and counts at the end", async () => {
	const table = tableFormat<Row>({
		columns: [
			["名称", ({ name }) => name],
			["Status", ({ status }) => status],
		],
		notes: ({ status }) => (status === "bad" ? ["why\u001b[0m"] : []),
		counts: ({ total }) => `Rows ${total}`,
	});
	const all: Row[] = [
		{ name: "存储空间", status: "good" },
		{ name: "b", status: "bad" },
	];
	const lines = (await renderAll(table, all, { total: 2 })).split("\n");
	expect(lines).toEqual([
		"名称      Status",
		"存储空间  good",
		"b         bad",
		expect.stringMatching(/^ {2}why/),
		"",
		"Rows 2",
		"",
	]);
	expect(lines.join("")).not.toContain("\u001b");
	const long = await renderAll(table, [{ name: "x".repeat(1000), status: "good" }], { total: 1 });
	expect(Bun.stringWidth(long.split("\n")[1] ?? "")).toBeLessThan(300);
});

test("a tally names statuses in their order, and leaves out those that none has", () => {
	const tally = createTally(["good", "bad", "worse"]);
	for (const status of ["worse", "good", "worse"] as const) tally.add(status);
	expect(JSON.stringify(tally.summary())).toBe('{"total":3,"good":1,"worse":2}');
});

test("texts that come at once are written as one, those that come meanwhile as the next, and a failure is that text's own", async () => {
	const parts: string[] = [];
	const { promise, resolve } = Promise.withResolvers<void>();
	const print = inTurn(async (text) => {
		parts.push(text);
		if (parts.length === 1) await promise;
		else throw new Error("full");
	});
	const first = Promise.all([print("a"), print("b")]);
	while (parts.length === 0) await Bun.sleep(0);
	const second = Promise.allSettled([print("c"), print("d")]);
	resolve();
	await first;
	expect((await second).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
	expect(parts).toEqual(["ab", "cd"]);
});
