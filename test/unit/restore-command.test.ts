// The command that goes back reaches the account that the change was made in, and shows no secret.
import { expect, test } from "bun:test";
import { resolve } from "node:path";
import { restoreCommand, restoreLine } from "../../src/commands/bucket-encryption/restore-command.ts";
import type { Options } from "../../src/settings/options.ts";

const PLAIN = { platform: "linux", program: "ossutil64" };
const WINDOWS = { platform: "win32", program: "C:\\tools\\ossutil64.exe" };
const BACKUP = "C:\\b.json";

test.each<[Options, string]>([
	[{}, ""],
	[{ method: "put", "sse-algorithm": "SM4", force: true, backup: "b", jobs: 3, quiet: true }, ""],
	[{ "config-file": "/my.conf", language: "EN", loglevel: "info" }, " --config-file /my.conf"],
	[{ "config-file": "my.conf" }, ` --config-file ${resolve("my.conf")}`],
	[{ "config-file": "~/my.conf" }, " --config-file '~/my.conf'"],
	[{ "ca-file": "../ca.pem" }, ` --ca-file ${resolve("../ca.pem")}`],
	[{ "config-file": "/my.conf", profile: "other one" }, " --profile 'other one' --config-file /my.conf"],
	[{ endpoint: "http://127.0.0.1:1", "access-key-id": "id" }, " --endpoint http://127.0.0.1:1 --access-key-id id"],
	[{ "access-key-id": "-id" }, " --access-key-id=-id"],
	[{ "access-key-secret": "hidden" }, " --password"],
	[{ "access-key-secret-file": "secret" }, ` --access-key-secret-file ${resolve("secret")}`],
	[{ password: true }, " --password"],
	[{ "sts-token": "hidden" }, " --sts-token <TOKEN>"],
	[{ "proxy-host": "http://p", "proxy-pwd": "hidden" }, " --proxy-host http://p --proxy-pwd <PASSWORD>"],
	[{ "proxy-host": "http://user:hidden@p" }, " --proxy-host <URL>"],
	[{ "force-path-style": true, "retry-times": 3 }, " --force-path-style --retry-times 3"],
	[{ endpoint: "" }, ""],
])("after %j the command ends in %p", (options, words) => {
	expect(restoreCommand("/b.json", options, PLAIN)).toBe(
		`ossutil64 bucket-encryption --method put --from /b.json${words}`,
	);
});

test.each<[Options, string]>([
	[{ profile: "other one" }, ' --profile "other one"'],
	[{ "role-session-name": "it's" }, ' --role-session-name "it\'s"'],
	[{ "access-key-id": "-i.d" }, ' "--access-key-id=-i.d"'],
	[{ "proxy-user": "a\\" }, " --proxy-user a\\"],
	[{ "proxy-user": "用户\\" }, ' --proxy-user "用户\\\\"'],
])("on Windows, after %j the command ends in %p", (options, words) => {
	expect(restoreCommand(BACKUP, options, WINDOWS)).toBe(
		`C:\\tools\\ossutil64.exe bucket-encryption --method put --from C:\\b.json${words}`,
	);
});

test.each([...'"%!&|<>^$`\u201c\u201d\n\u00ad\u202e'])(
	"on Windows no command is offered for a value with %j",
	(character) => {
		expect(restoreCommand(BACKUP, { profile: `a${character}b` }, WINDOWS)).toEqual({ unsafe: "--profile" });
		expect(restoreCommand(`C:\\a${character}b`, {}, WINDOWS)).toEqual({ unsafe: "--from" });
		expect(restoreCommand(BACKUP, {}, { ...WINDOWS, program: `C:\\a${character}b` })).toEqual({ unsafe: undefined });
	},
);

test("a program in a folder with a space is quoted", () => {
	const command = restoreCommand(BACKUP, {}, { ...WINDOWS, program: "C:\\my tools\\ossutil64.exe" });
	expect(command).toStartWith('"C:\\my tools\\ossutil64.exe" bucket-encryption ');
});

test.each([
	["a line break", "/a\nb.json"],
	["a tab", "/a\tb.json"],
	["a soft hyphen", "/a\u00adb.json"],
	["a direction mark", "/a\u202eb.json"],
	["over 2,000 characters", `/${"a".repeat(2001)}.json`],
])("a path with %s is said to be none that can be printed", (_, path) => {
	const named = restoreLine(2, path, { backup: "x" }, "EN");
	expect(named).toStartWith(
		"The rules of 2 buckets before the change: in the file that --backup names. Its path cannot",
	);
	expect(named).not.toContain("/a");
	expect(named).not.toContain("ossutil64 ");
	const dated = restoreLine(2, `${path}/backup-1.json`, {}, "EN");
	expect(dated).toContain("in the file backup-1.json in the state folder. Its path cannot be printed safely");
	expect(restoreLine(2, path, { backup: "x" }, "CH")).toContain("--backup 指定的文件。其路径无法安全显示");
});

test("a value that cannot be pasted is named, and where the backup is is said", () => {
	const line = restoreLine(1, "/b.json", { profile: "a\tb" }, "EN");
	expect(line).toStartWith("The rule before the change: /b.json; to go back, type put --from with this file");
	expect(line).toEndWith("because the value of --profile cannot be pasted safely");
	expect(restoreLine(1, "/b.json", { profile: "a\tb" }, "CH")).toContain("由于 --profile 的值无法安全地粘贴");
	const long = restoreLine(1, `/${"b".repeat(900)}`, { profile: "x".repeat(900), region: "y".repeat(900) }, "EN");
	expect(long).toContain("because a command of that length cannot be pasted safely");
});
