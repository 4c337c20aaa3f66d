// The command that goes back reaches the account that the change was made in, and shows no secret.
import { expect, test } from "bun:test";
import { wayBackCommand } from "../../src/commands/way-back.ts";
import type { OptionValues } from "../../src/settings/options.ts";

test.each<[OptionValues, string]>([
	[{}, ""],
	[{ method: "put", "sse-algorithm": "SM4", force: "true", backup: "b", jobs: "3", quiet: "true" }, ""],
	[{ "config-file": "my.conf", language: "EN", loglevel: "info" }, " --config-file my.conf"],
	[{ "config-file": "my.conf", profile: "other one" }, " --profile 'other one' --config-file my.conf"],
	[{ endpoint: "http://127.0.0.1:1", "access-key-id": "id" }, " --endpoint http://127.0.0.1:1 --access-key-id id"],
	[{ "access-key-id": "-id" }, " --access-key-id=-id"],
	[{ "access-key-secret": "hidden" }, " --password"],
	[{ "access-key-secret-file": "secret" }, " --access-key-secret-file secret"],
	[{ password: "true" }, " --password"],
	[{ "sts-token": "hidden" }, " --sts-token <TOKEN>"],
	[{ "proxy-host": "http://p", "proxy-pwd": "hidden" }, " --proxy-host http://p --proxy-pwd <PASSWORD>"],
	[{ "proxy-host": "http://user:hidden@p" }, " --proxy-host <URL>"],
	[{ "force-path-style": "true", "retry-times": "3" }, " --force-path-style --retry-times 3"],
	[{ endpoint: "" }, ""],
])("after %j the command ends in %p", (options, words) => {
	expect(wayBackCommand("/b.json", options)).toBe(`ossutil64 bucket-encryption --method put --from /b.json${words}`);
});
