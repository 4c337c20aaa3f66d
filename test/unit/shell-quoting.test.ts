// What is offered to be pasted arrives as one word, exactly, in the shells of the system.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { judge } from "../../src/encryption/policy.ts";
import { shellQuoted } from "../../src/shell/quoting.ts";

test("sh takes whatever is offered for exactly the value", async () => {
	const values = fc.sample(fc.string({ unit: "binary", maxLength: 30 }), 200);
	const odd = ["", "$(id)", "`id`", "a'b", "'", "a;id", "a\\", "!x", "*", "~/x", "-n", "密钥", "a b", '"'];
	for (const value of [...odd, ...values]) {
		const quoted = shellQuoted(value, "linux");
		if (quoted === undefined) {
			expect(value).toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffd-\uffff]/u);
		} else {
			const shell = Bun.spawnSync(["sh", "-c", `printf %s ${quoted}`]);
			expect(shell.stdout.toString()).toBe(value);
		}
	}
});

test.each([
	["plain", "plain"],
	["C:\\a\\b", "C:\\a\\b"],
	["C:\\a b\\", '"C:\\a b\\\\"'],
	["a;b", '"a;b"'],
	["a,(b)", '"a,(b)"'],
	["x&echo OWNED&rem", undefined],
	["%OS%", undefined],
	["a!b", undefined],
	['a"b', undefined],
	["a|b", undefined],
	["a<b", undefined],
	["a^b", undefined],
	["$(calc)", undefined],
	["a`nb", undefined],
	["a\u201d; calc", undefined],
	["a\r\nb", undefined],
	["a".repeat(1001), undefined],
])("on Windows %p is pasted as %p", (value, quoted) => {
	expect(shellQuoted(value, "win32")).toBe(quoted as string);
});

test.each(["a\u202eb", "a\u00adb", "a\ufffeb", "x".repeat(1001)])(
	"the key id %j that a server chose is in no command",
	(key) => {
		const verdict = judge("examplebucket", { SSEAlgorithm: "KMS", KMSMasterKeyID: key }, { policy: "sm4" });
		if (verdict.complies) throw new Error("it should not comply");
		expect(verdict.reason).toEndWith(
			"; the key id cannot be pasted safely into a shell: write the rule into a file for put --from",
		);
		expect(verdict.reason).not.toContain("--kms-masterkey-id");
	},
);
