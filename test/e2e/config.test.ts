// The config command: what it writes, what it leaves alone, and who may read it.
import { expect, test } from "bun:test";
import { mkdir, readdir, readFile, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { BUCKET, ID, openScene, type Scene, SECRET } from "./scene.ts";

const text = (scene: Scene, name = ".ossutilconfig") => readFile(join(scene.folder, name), "utf8");
const mode = async (scene: Scene, name: string) => ((await stat(join(scene.folder, name))).mode & 0o777).toString(8);

test("writes a new file for its owner only, prints nothing, and the file works", async () => {
	await using scene = await openScene({ buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "SM4" } }] });
	const outcome = await scene.run(["config", ...scene.access, "-L", "en"]);
	expect(outcome).toEqual({ exitCode: 0, stdout: "", stderr: "" });
	expect(await text(scene)).toBe(
		`[Credentials]\nlanguage=EN\nendpoint=${scene.server.url}\naccessKeyID=${ID}\naccessKeySecret=${SECRET}\n`,
	);
	expect(await mode(scene, ".ossutilconfig")).toBe("600");
	expect((await scene.run(["bucket-encryption", "--method", "get", `oss://${BUCKET}`])).exitCode).toBe(0);
	expect(await readdir(scene.folder)).toEqual([".ossutilconfig"]);
});

test("changes only what is given and keeps the file before as .bak, both private", async () => {
	await using scene = await openScene();
	const before =
		"# ours\r\n[Credentials]\r\naccess_key_id = old\r\nAccessKeySecret=oldsecret\r\nendpoint=old\r\n\r\n[Bucket-Endpoint]\r\nb1=e1\r\n[Other]\r\nendpoint=kept\r\n";
	await scene.file(".ossutilconfig", before);
	Bun.spawnSync(["chmod", "644", join(scene.folder, ".ossutilconfig")]);
	expect(await scene.run(["config", "-i", "new", "-k", "newsecret"])).toMatchObject({ exitCode: 0, stderr: "" });
	expect(await text(scene)).toBe(
		"# ours\r\n[Credentials]\r\naccessKeyID=new\r\naccessKeySecret=newsecret\r\nendpoint=old\r\n\r\n[Bucket-Endpoint]\r\nb1=e1\r\n[Other]\r\nendpoint=kept\r\n",
	);
	expect(await text(scene, ".ossutilconfig.bak")).toBe(before);
	expect([await mode(scene, ".ossutilconfig"), await mode(scene, ".ossutilconfig.bak")]).toEqual(["600", "600"]);
});

test("a new key takes the old key's token out, a new token comes in", async () => {
	await using scene = await openScene();
	await scene.file(".ossutilconfig", "[Credentials]\naccessKeyID=a\nsts-token=old\n");
	await scene.run(["config", "-L", "CH"]);
	expect(await text(scene)).toContain("sts-token=old");
	await scene.run(["config", "-i", "b"]);
	expect(await text(scene)).not.toContain("old");
	await scene.run(["config", "-i", "b", "-t", "new"]);
	expect(await text(scene)).toBe("[Credentials]\naccessKeyID=b\nlanguage=CH\nstsToken=new\n");
});

test("-c names another file, in a folder that need not exist; a link stays a link", async () => {
	await using scene = await openScene();
	expect((await scene.run(["config", "-L", "CH", "-c", "new/folder/file"])).exitCode).toBe(0);
	expect(await text(scene, "new/folder/file")).toBe("[Credentials]\nlanguage=CH\n");
	await symlink("new/folder/file", join(scene.folder, "link"));
	expect((await scene.run(["config", "-L", "EN", "-c", "link"])).exitCode).toBe(0);
	expect(await text(scene, "new/folder/file")).toBe("[Credentials]\nlanguage=EN\n");
});

test.each([
	[[], "nothing was entered, nothing was written"],
	[["-c", "file"], "nothing was entered, nothing was written"],
	[["-k", "a\nb"], "value of option --access-key-secret holds a line break"],
	[["-i", " a"], "value of option --access-key-id holds a line break, a control character or space at an end"],
	[["-e", "ftp://x"], "invalid endpoint ftp://x"],
	[["-L", "FR"], "invalid option value of language, the value: FR"],
])("config %p writes nothing", async (words, reason) => {
	await using scene = await openScene();
	const { exitCode, stdout, stderr } = await scene.run(["config", ...words]);
	expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
	expect(stderr).toStartWith(`Error: ${reason}`);
	expect(await readdir(scene.folder)).toEqual([]);
});

test("a path that cannot be written is one clear line, and the secret is not in it", async () => {
	await using scene = await openScene();
	await mkdir(join(scene.folder, "folder"));
	const { exitCode, stderr } = await scene.run(["config", "-k", SECRET, "-c", "folder"]);
	expect(exitCode).toBe(1);
	expect(stderr).toStartWith("Error: Write config file error: folder: ");
	expect(stderr).not.toContain(SECRET);
	expect(await readdir(scene.folder)).toEqual(["folder"]);
});

test("a write that fails half-way leaves nothing beside the file, which is as it was", async () => {
	await using scene = await openScene();
	await scene.file(".ossutilconfig", "[Credentials]\nlanguage=CH\n");
	// The file before cannot be kept where a folder stands.
	await mkdir(join(scene.folder, ".ossutilconfig.bak"));
	const { exitCode, stderr } = await scene.run(["config", "-L", "EN"]);
	expect(exitCode).toBe(1);
	expect(stderr).toStartWith("Error: Write config file error: ");
	expect(await text(scene)).toBe("[Credentials]\nlanguage=CH\n");
	expect((await readdir(scene.folder)).sort()).toEqual([".ossutilconfig", ".ossutilconfig.bak"]);
});

test("what is not a regular file is not replaced, and a link to nothing stays", async () => {
	await using scene = await openScene();
	Bun.spawnSync(["mkfifo", join(scene.folder, "pipe")]);
	await symlink("nowhere", join(scene.folder, "link"));
	for (const [name, reason] of [
		["pipe", "it is not a regular file"],
		["link", "it is a link to nothing"],
	] as const) {
		const { exitCode, stderr } = await scene.run(["config", "-L", "CH", "-c", name]);
		expect(exitCode).toBe(1);
		expect(stderr).toBe(
			`Error: Write config file error: ${name}: ${reason}, nothing was changed, please check the file\n`,
		);
	}
	expect((await readdir(scene.folder)).sort()).toEqual(["link", "pipe"]);
});

test("a file that is not UTF-8 is left alone", async () => {
	await using scene = await openScene();
	const gbk = Buffer.concat([
		Buffer.from("# "),
		Buffer.from([0xd6, 0xd0, 0xce, 0xc4]),
		Buffer.from("\n[Credentials]\n"),
	]);
	const file = await scene.file(".ossutilconfig", gbk);
	const change = () => scene.run(["config", "-e", scene.server.url]);
	expect((await change()).stderr).toContain("it is not UTF-8 text, nothing was changed");
	expect(await readFile(file)).toEqual(gbk);
	// Nor is it kept over the file before it.
	expect(await readdir(scene.folder)).toEqual([".ossutilconfig"]);
	await scene.file(".ossutilconfig.bak", "[Credentials]\n");
	expect((await change()).exitCode).toBe(1);
	expect(await text(scene, ".ossutilconfig.bak")).toBe("[Credentials]\n");
});
