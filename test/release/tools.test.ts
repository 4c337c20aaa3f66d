// The release tools: what they make is right and the same every time, and what is wrong stops them.
import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Validation } from "@cyclonedx/cyclonedx-library";
import { sha256, tarGz, zip } from "../../.ci/release/archive.ts";
import { archiveContents, releaseDocuments } from "../../.ci/release/archive-contents.ts";
import basesLock from "../../.ci/release/bases/bun.lock";
import { readChangelog } from "../../.ci/release/changelog.ts";
import { executableFormat } from "../../.ci/release/executable-format.ts";
import { makeSwitchesInert, SWITCHES } from "../../.ci/release/inert-switches.ts";
import { checkMachOSignature, signMachO } from "../../.ci/release/mach-o-signature.ts";
import { runtimePackages } from "../../.ci/release/runtime-packages.ts";
import { billOfMaterials, SBOM_VERSION } from "../../.ci/release/sbom.ts";
import { sourceState } from "../../.ci/release/source-state.ts";
import { compareSums, readSums } from "../../.ci/release/sums.ts";
import { TARGETS, targetNamed } from "../../.ci/release/targets.ts";
import { LICENSES_FILE, thirdPartyLicenses } from "../../.ci/release/third-party-licenses.ts";
import lock from "../../bun.lock";
import { dependencies, devDependencies, version } from "../../package.json" with { type: "json" };

const EXECUTABLE = resolve(import.meta.dir, "../../dist/ossutil64");

test("the first version in the changelog is that of package.json", async () => {
	expect((await readChangelog()).version).toBe(version);
});

test("the third parties' licenses are those of what the lock file pins (else: make licenses)", async () => {
	expect(await Bun.file(LICENSES_FILE).text()).toBe(await thirdPartyLicenses());
});

test("every package that is bundled has its notice and its entry in the bill of materials", async () => {
	const result = await Bun.build({
		entrypoints: [resolve(import.meta.dir, "../../src/main.ts")],
		target: "bun",
		metafile: true,
	});
	const inputs = Object.keys(result.metafile?.inputs ?? {});
	const bundled = new Set(inputs.flatMap((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []));
	expect([...bundled]).toEqual(expect.arrayContaining(Object.keys(dependencies)));
	const licenses = await Bun.file(LICENSES_FILE).text();
	const bom = JSON.parse(await billOfMaterials());
	const listed = bom.components.map((one: { group?: string; name: string }) =>
		[one.group, one.name].filter(Boolean).join("/"),
	);
	for (const name of bundled) {
		expect(licenses).toContain(`\n${name} `);
		expect(listed).toContain(name);
	}
	for (const { basePackage } of TARGETS) expect(listed).toContain(basePackage);
});

test("the bill of materials is valid CycloneDX, and the same each time", async () => {
	const text = await billOfMaterials();
	expect(await new Validation.JsonStrictValidator(SBOM_VERSION).validate(text)).toBeNull();
	expect(await billOfMaterials()).toBe(text);
	expect(text).not.toContain("timestamp");
	const { components, dependencies: links } = JSON.parse(text);
	for (const one of components) {
		expect(one.licenses).not.toBeEmpty();
		expect(one.hashes[0].content).toMatch(/^[0-9a-f]{128}$/);
	}
	const needed = links.flatMap((one: { dependsOn?: string[] }) => one.dependsOn ?? []);
	for (const one of components) expect(needed).toContain(one["bom-ref"]);
});

test("a package that needs another version than the rest is found below the one that needs it", async () => {
	for (const [path, { name, version: installed }] of await runtimePackages()) {
		expect(path).toEndWith(name);
		expect((lock.packages[path] as unknown as string[])[0]).toBe(`${name}@${installed}`);
	}
});

test("the bases that only a release needs are Bun's own packages, as the lock file pins them", () => {
	const bases = Object.entries(basesLock.packages);
	expect(bases.length).toBe(TARGETS.filter(({ base }) => base.startsWith(".ci/")).length);
	for (const [name, entry] of bases) {
		const own = lock.packages[name] as unknown as string[];
		expect(own[0]).toBe(`${name}@${devDependencies.bun}`);
		expect((entry as unknown as string[]).at(-1) ?? "none").toBe(own.at(-1) ?? "");
	}
});

test.each([...SWITCHES])("the executable has no switch %s left", async (name) => {
	const file = Buffer.from(await Bun.file(EXECUTABLE).arrayBuffer());
	let count = 0;
	for (let at = file.indexOf(name); at !== -1; at = file.indexOf(name, at + 1)) {
		if (file.toString("latin1", at - 12, at) !== "process.env.") count++;
	}
	expect(count).toBe(0);
});

test("switches are taken out once, and a runtime that has other ones is refused", () => {
	const base = Buffer.from("A_SWITCH\0the A_SWITCH and process.env.A_SWITCH");
	const switches = new Map([["A_SWITCH", 2]]);
	makeSwitchesInert(base, switches);
	expect(base.toString()).toBe("\0_SWITCH\0the \0_SWITCH and process.env.A_SWITCH");
	const once = Buffer.from(base);
	makeSwitchesInert(base, switches);
	expect(base).toEqual(once);
	expect(() => makeSwitchesInert(base, new Map([["A_SWITCH", 3]]))).toThrow("names A_SWITCH 2 times, not 3");
	expect(() => makeSwitchesInert(base, new Map([["NONE", 0]]))).toThrow("names NONE 0 times");
});

test("an executable's format is read from its header", async () => {
	const file = Buffer.from(await Bun.file(EXECUTABLE).arrayBuffer());
	expect(executableFormat(file)).toEqual(targetNamed("linux-x64").format);
	expect(() => executableFormat(Buffer.from("#!/bin/sh\n".repeat(10)))).toThrow("not an ELF, PE or Mach-O executable");
	const other = file.subarray(0, 4096);
	other.writeUInt16LE(3, 18);
	expect(() => executableFormat(other)).toThrow("an unknown machine: 3");
});

/** A Mach-O file of two pages and a bit, with room for a signature at its end that fits nothing. */
function machO(): Buffer {
	const start = 8192 + 100;
	const file = Buffer.alloc(start + 16, 7);
	const commands = [
		[0xfeedfacf, 0x0100000c, 0, 2, 3, 72 + 72 + 16, 0, 0],
		[0x19, 72, ...segment("__TEXT"), 0, 0, 0, 0, 0, 0, 4096, 0, 0, 0, 0, 0],
		[0x19, 72, ...segment("__LINKEDIT"), 8192, 0, 116, 0, 8192, 0, 116, 0, 0, 0, 0, 0],
		[0x1d, 16, start, 16],
	].flat();
	for (const [at, word] of commands.entries()) file.writeUInt32LE(word, at * 4);
	return file;
}

function segment(name: string): number[] {
	const bytes = Buffer.alloc(16);
	bytes.write(name);
	return [0, 4, 8, 12].map((at) => bytes.readUInt32LE(at));
}

test("a Mach-O executable is signed anew, and the signature must fit every page", () => {
	const file = signMachO(machO(), "name");
	expect(executableFormat(file)).toEqual(targetNamed("darwin-arm64").format);
	expect(() => checkMachOSignature(file)).not.toThrow();
	const [start, hashes] = [8292, 8292 + 20 + 88 + "name".length + 1];
	expect(file.length).toBe(hashes + 3 * 32);
	expect(file.toString("hex", hashes + 64)).toBe(sha256(file.subarray(8192, start)));
	// The segment that holds the signature ends where the file ends.
	expect(Number(file.readBigUInt64LE(32 + 72 + 40)) + Number(file.readBigUInt64LE(32 + 72 + 48))).toBe(file.length);
	expect(signMachO(file, "name")).toEqual(file);
	for (const at of [0x800, 5000, start - 1]) {
		const changed = Buffer.from(file);
		changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
		expect(() => checkMachOSignature(changed)).toThrow(`does not fit page ${at >> 12}`);
	}
	expect(() => checkMachOSignature(machO())).toThrow("cannot be read");
	expect(() => checkMachOSignature(Buffer.concat([file, Buffer.from("x")]))).toThrow("not the last thing in the file");
});

const FILES = [
	{ name: "folder/program", content: Buffer.from("program"), executable: true },
	{ name: "folder/text", content: Buffer.from("text".repeat(1000)) },
];
const TIME = Date.UTC(2026, 0, 2, 3, 4, 6) / 1000;

test("a .tar.gz holds the files with their modes, the given time, and nobody's name", async () => {
	const archive = await tarGz(FILES, TIME);
	expect(sha256(await tarGz(FILES, TIME))).toBe(sha256(archive));
	const listing = Bun.spawnSync(["tar", "--utc", "--full-time", "-tvz"], { stdin: archive }).stdout.toString();
	expect(listing.replace(/ +/g, " ")).toBe(
		"-rwxr-xr-x root/root 7 2026-01-02 03:04:06 folder/program\n-rw-r--r-- root/root 4000 2026-01-02 03:04:06 folder/text\n",
	);
});

test.each(["UTC", "Asia/Shanghai", "America/New_York"])("a .zip is the same when made in %s", async (zone) => {
	const script = `
		import { sha256, zip } from "${resolve(import.meta.dir, "../../.ci/release/archive.ts")}";
		console.log(sha256(zip([{ name: "a", content: Buffer.from("text") }], ${TIME})));`;
	const env = { ...process.env, TZ: zone };
	const { stdout } = Bun.spawnSync([process.execPath, "-e", script], { env });
	expect(stdout.toString().trim()).toBe(sha256(zip([{ name: "a", content: Buffer.from("text") }], TIME)));
});

test("an archive has the executable, the licenses, the documents, man pages and completion in one folder", async () => {
	const executable = { name: "ossutil64", content: Buffer.from("program") };
	const files = archiveContents("folder", executable, await releaseDocuments(TIME));
	expect(files.filter((file) => file.executable).map(({ name }) => name)).toEqual(["folder/ossutil64"]);
	expect(files.map(({ name }) => name)).toEqual([
		"folder/ossutil64",
		"folder/LICENSE",
		"folder/THIRD-PARTY-LICENSES.txt",
		"folder/README.md",
		"folder/README-CN.md",
		"folder/CHANGELOG.md",
		"folder/man/ossutil64.1",
		"folder/man/ossutil64.zh_CN.1",
		"folder/completion/ossutil64.bash",
		"folder/completion/_ossutil64",
		"folder/completion/ossutil64.fish",
		"folder/completion/ossutil64.ps1",
	]);
	for (const { name, content } of files) {
		expect(name).toStartWith("folder/");
		expect(content).not.toBeEmpty();
	}
});

test("SHA256SUMS is read as sha256sum writes it, and nothing else is", () => {
	const hash = "a".repeat(64);
	expect([...readSums(`${hash}  one\n${hash} *two\r\n`)]).toEqual([
		["one", hash],
		["two", hash],
	]);
	expect(() => readSums("\n")).toThrow("the list of hashes is empty");
	expect(() => readSums("abc  one\n")).toThrow('not a line of SHA256SUMS: "abc  one"');
	expect(() => readSums(`${hash}  ../one\n`)).toThrow("not a line of SHA256SUMS");
});

test("the commit is that of the checkout; what differs from it is dirty, and a copy without git is unknown", async () => {
	const folder = await mkdtemp(join(tmpdir(), "ossutil64-commit-"));
	const unknown = { commit: "unknown", time: undefined, dirty: false };
	const git = (...words: string[]) => {
		const person = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
		const outcome = Bun.spawnSync(["git", ...person, ...words], { cwd: folder });
		expect(outcome.stderr.toString()).toBe("");
		return outcome.stdout.toString().trim();
	};
	expect(sourceState(folder)).toEqual(unknown);
	git("init", "-q");
	await Bun.write(join(folder, "sub/file"), "1");
	git("add", ".");
	git("commit", "-q", "-m", "one", "--date=@1700000000");
	const commit = git("rev-parse", "HEAD");
	const time = Number(git("log", "-1", "--format=%ct"));
	expect(sourceState(folder)).toEqual({ commit, time, dirty: false });
	expect(sourceState(join(folder, "sub"))).toEqual(unknown);
	await Bun.write(join(folder, "another"), "2");
	expect(sourceState(folder)).toEqual({ commit: `${commit}-dirty`, time, dirty: true });
	await rm(folder, { recursive: true });
});

test("a release is verified only where the list and what was built are the same", () => {
	const built = new Map([
		["one", "1"],
		["two", "2"],
		["three", "3"],
	]);
	const listed = new Map([
		["one", "1"],
		["two", "0"],
		["four", "4"],
	]);
	expect(compareSums(built, built).map(({ state }) => state)).toEqual(["same", "same", "same"]);
	expect(compareSums(listed, built)).toEqual([
		{ name: "one", state: "same" },
		{ name: "two", state: "differs" },
		{ name: "four", state: "missing" },
		{ name: "three", state: "not listed" },
	]);
	const hash = "a".repeat(64);
	expect(() => readSums(`${hash}  one\n${hash}  one\n`)).toThrow("names a file twice");
});
