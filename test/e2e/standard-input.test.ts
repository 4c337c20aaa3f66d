// Standard input is read whole, in whatever pieces it comes, and after questions too.
import { expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ServerBucket } from "../server/oss-server.ts";
import { words } from "./account.ts";
import { EXECUTABLE } from "./executable.ts";
import { ID, openScene, type Scene, SECRET } from "./scene.ts";

/** How a writer writes: the sizes of its pieces, one after the other and again, and how long it waits after each. */
interface Manner {
	readonly sizes: readonly number[];
	/** Turns of this process's event loop after each piece: the reader then has read all of it. */
	readonly turns: number;
}

const MANNERS: [string, Manner][] = [
	["quickly, in odd pieces", { sizes: [1, 7, 70_001, 4096, 333, 65_537, 20_011], turns: 0 }],
	["slowly, in odd pieces", { sizes: [2, 50_021, 611, 8191, 65_536, 30_011], turns: 20 }],
	["slowly, line by line", { sizes: [Number.NaN], turns: 1 }],
	["at once", { sizes: [Number.POSITIVE_INFINITY], turns: 0 }],
];

/** Runs the executable with a pipe as its standard input, into which `input` is written in that manner. */
async function piped(scene: Scene, given: readonly string[], input: string, { sizes, turns }: Manner) {
	const child = Bun.spawn([EXECUTABLE, ...given], {
		cwd: scene.folder,
		env: { HOME: scene.folder },
		stdin: "pipe",
		stdout: "pipe",
		stderr: "pipe",
	});
	const output = Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
	const bytes = new TextEncoder().encode(input);
	for (let at = 0, piece = 0; at < bytes.length; piece++) {
		const size = sizes[piece % sizes.length] as number;
		const end = at + (Number.isNaN(size) ? bytes.indexOf(10, at) - at + 1 : size);
		child.stdin.write(bytes.slice(at, end));
		await child.stdin.flush();
		for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
		at = end;
	}
	await child.stdin.end();
	const [stdout, stderr] = await output;
	return { exitCode: await child.exited, stdout, stderr };
}

/** A bucket each with a rule that no other has, and their state: lines that are long for nothing, 2 MB of them. */
const BUCKETS: ServerBucket[] = Array.from({ length: 600 }, (_, index) => ({
	name: `bucket-${index}`,
	rule: { SSEAlgorithm: "KMS", KMSMasterKeyID: `key-${index}` },
}));
const STATE = BUCKETS.map(({ name, rule }, index) => {
	return `{"bucket":"${name}",${" ".repeat(2000 + (index % 1900))}"rule":${JSON.stringify(rule)}}\n`;
}).join("");

test.each(MANNERS)(
	"a state of megabytes that comes %s is read whole, after the secret before it too",
	async (_, manner) => {
		await using scene = await openScene({ buckets: BUCKETS });
		const check = words(scene, "check", "--from", "-");
		expect(await piped(scene, check, STATE, manner)).toMatchObject({
			exitCode: 0,
			stdout: expect.stringContaining("Buckets 600: pass 600\n"),
		});
		const asked = ["bucket-encryption", "--method", "check", "--from", "-", "-e", scene.server.url, "-i", ID, "-p"];
		expect(await piped(scene, asked, `${SECRET}\r\n${STATE}`, manner)).toMatchObject({
			exitCode: 0,
			stdout: expect.stringContaining("Buckets 600: pass 600\n"),
		});
	},
);

test("a file that is standard input is read from where it stands", async () => {
	await using scene = await openScene({ buckets: BUCKETS });
	const file = await scene.file("state", `first line\n${STATE}`);
	const script = 'read -r line; exec "$0" "$@"';
	const child = Bun.spawn(["sh", "-c", script, EXECUTABLE, ...words(scene, "check", "--from", "-")], {
		env: { HOME: scene.folder },
		stdin: Bun.file(file),
		stdout: "pipe",
	});
	expect(await new Response(child.stdout).text()).toEndWith("Buckets 600: pass 600\n");
});

test.each(MANNERS)("config's answers that come %s are taken line by line", async (_, manner) => {
	await using scene = await openScene();
	const secret = "s".repeat(200_000);
	const answers = ["file", "CH", "oss-cn-hangzhou.aliyuncs.com", "id", secret, "token", "not asked for\n"];
	expect(await piped(scene, ["config"], answers.join("\n"), manner)).toMatchObject({ exitCode: 0, stderr: "" });
	expect(await readFile(join(scene.folder, "file"), "utf8")).toBe(
		`[Credentials]\nlanguage=CH\nendpoint=oss-cn-hangzhou.aliyuncs.com\naccessKeyID=id\naccessKeySecret=${secret}\nstsToken=token\n`,
	);
});

test("at a terminal answers that are typed ahead in one go are taken one by one", async () => {
	await using scene = await openScene();
	const { exitCode } = await scene.type(["config"], [["configuration file", "file\rCH\r\rid\rsecret\r\r"]]);
	expect(exitCode).toBe(0);
	expect(await readFile(join(scene.folder, "file"), "utf8")).toBe(
		"[Credentials]\nlanguage=CH\naccessKeyID=id\naccessKeySecret=secret\n",
	);
});

test("standard input is left alone by a command that asks for nothing, however much there is", async () => {
	await using scene = await openScene();
	const script = '"$0" "$@"; read -r line; echo "$line"';
	const child = Bun.spawn(["sh", "-c", script, EXECUTABLE, "--version"], {
		stdin: new Blob(["still there\n"]),
		stdout: "pipe",
		env: { HOME: scene.folder },
	});
	expect(await new Response(child.stdout).text()).toEndWith("\nstill there\n");
});
