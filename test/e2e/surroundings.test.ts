// The executable alone: nothing in the working folder or the environment changes it, and it needs nothing but the C
// library and /proc.
import { expect, test } from "bun:test";
import { chmod, copyFile, cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { EXECUTABLE, runExecutable } from "./executable.ts";
import { namespaceTest } from "./namespaces.ts";
import { BUCKET, openScene } from "./scene.ts";

const RULE = { buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }] };
const PAYLOAD = 'console.log("PAYLOAD"); process.exit(99);\n';

test("a hostile bunfig.toml, .env, package.json and node_modules in the working folder change nothing", async () => {
	await using scene = await openScene(RULE);
	await scene.file("evil.js", PAYLOAD);
	await scene.file("bunfig.toml", 'preload = ["./evil.js"]\n[run]\npreload = ["./evil.js"]\n');
	await scene.file(
		".env",
		"OSS_ENDPOINT=http://127.0.0.1:1\nOSS_ACCESS_KEY_SECRET=evil\nBUN_OPTIONS=--preload=./evil.js\n",
	);
	await scene.file("package.json", '{"imports":{"cac":"./evil.js"},"type":"module"}');
	await scene.file("node_modules/cac/index.js", PAYLOAD);
	await scene.file("node_modules/fast-xml-parser/index.js", PAYLOAD);
	expect(await scene.run(["--version"])).toMatchObject({ exitCode: 0, stderr: "" });
	const { exitCode, stdout, stderr } = await scene.encryption("get");
	expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
	expect(stdout).toStartWith("SSEAlgorithm:AES256\n");
	const without = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`];
	expect((await scene.run(without)).stderr).toStartWith("Error: Read config file error");
});

test.each([
	[{ BUN_OPTIONS: "--preload ./evil.js" }],
	[{ BUN_OPTIONS: "--config=./bunfig.toml" }],
	[{ BUN_INSPECT: "ws://127.0.0.1:0/x" }],
	[{ NODE_OPTIONS: "--require ./evil.js" }],
	[{ BUN_CONFIG_VERBOSE_FETCH: "curl" }],
])("the environment %p runs no code, opens no debugger and shows no secret", async (environment) => {
	await using scene = await openScene(RULE);
	await scene.file("evil.js", PAYLOAD);
	await scene.file("bunfig.toml", 'preload = ["./evil.js"]\n');
	const words = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, ...scene.access, "-t", "session-token"];
	const { stdout, stderr } = await scene.run(words, environment);
	expect(stdout).not.toContain("PAYLOAD");
	expect(stdout + stderr).not.toMatch(/listening|session-token|OSS testid:/i);
});

test("a result that cannot be written is a failure, and after a change it is said that the change was made", async () => {
	await using scene = await openScene(RULE);
	const shell = (script: string, method: string) =>
		runExecutable(
			["-c", script, "sh", EXECUTABLE, "bucket-encryption", "--method", method, `oss://${BUCKET}`, ...scene.access],
			{ folder: scene.folder, executable: "/bin/sh", environment: { PATH: "/usr/bin:/bin" } },
		);
	const error = "Error: cannot write to standard output: ";
	expect(await shell('"$@" > /dev/full', "get")).toMatchObject({
		exitCode: 1,
		stderr: `${error}no space left on the device\n`,
	});
	expect(await shell('"$@" > /dev/full', "delete")).toMatchObject({
		exitCode: 1,
		stderr: `${error}no space left on the device\nHint: the change was made\n`,
	});
	// The reader is gone before the first byte is written.
	const closed = await shell('mkfifo pipe; exec 3<>pipe 4>pipe 3<&-; "$@" >&4', "delete");
	expect(closed).toMatchObject({
		exitCode: 1,
		stderr: `${error}nobody reads it any more\nHint: the change was made\n`,
	});
});

/** Makes a root folder that holds the loader and the C library, the executable, and an empty /proc to mount on. */
async function makeBareRoot(): Promise<AsyncDisposable & { root: string }> {
	const root = await mkdtemp(join(tmpdir(), "ossutil64-root-"));
	const libraries = Bun.spawnSync(["ldd", EXECUTABLE]).stdout.toString().match(/\/\S+/g) ?? [];
	for (const library of libraries) {
		await mkdir(join(root, dirname(library)), { recursive: true });
		await cp(library, join(root, library), { dereference: true });
	}
	await mkdir(join(root, "proc"));
	await mkdir(join(root, "home"));
	await copyFile(EXECUTABLE, join(root, "home/ossutil64"));
	await chmod(join(root, "home"), 0o555);
	await chmod(root, 0o755);
	return {
		root,
		async [Symbol.asyncDispose]() {
			await chmod(join(root, "home"), 0o755);
			await rm(root, { recursive: true, force: true });
		},
	};
}

namespaceTest(
	"it runs in a root with nothing but the C library and /proc, without environment, as nobody known",
	async () => {
		await using bare = await makeBareRoot();
		const { root } = bare;
		const libraries = Bun.spawnSync(["find", root, "-type", "f", "-printf", "%f\n"])
			.stdout.toString()
			.trim()
			.split("\n");
		expect(libraries.sort()).toEqual(
			["ld-linux-x86-64.so.2", "libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0", "ossutil64"].sort(),
		);
		await using scene = await openScene(RULE);
		// A mount namespace of its own takes the mounts away with it.
		const inside = async (...words: string[]) => {
			const script =
				'root=$1; shift; mount --bind "$root" "$root" && mount -o remount,ro,bind "$root" && mount -t proc proc "$root/proc" && exec env -i "$(command -v chroot)" --userspec=54321:54321 "$root" /home/ossutil64 "$@"';
			const process = Bun.spawn(["unshare", "--mount", "sh", "-c", script, "sh", root, ...words], {
				stdout: "pipe",
				stderr: "pipe",
			});
			const [stdout, stderr] = [await new Response(process.stdout).text(), await new Response(process.stderr).text()];
			return { exitCode: await process.exited, stdout, stderr };
		};
		expect(await inside("--version")).toMatchObject({ exitCode: 0, stderr: "" });
		const words = ["bucket-encryption", `oss://${BUCKET}`, ...scene.access];
		expect(await inside(...words, "--method", "put", "--sse-algorithm", "SM4")).toMatchObject({
			exitCode: 0,
			stderr: "",
		});
		const got = await inside(...words, "--method", "get", "--sign-version", "v4", "--region", "cn-hangzhou");
		expect(got).toMatchObject({ exitCode: 0, stderr: "" });
		expect(got.stdout).toStartWith("SSEAlgorithm:SM4\n");
		expect((await inside("bucket-encryption", `oss://${BUCKET}`, "--method", "get")).stderr).toStartWith(
			"Error: Read config file error: open ~/.ossutilconfig: no such file or directory",
		);
	},
);
