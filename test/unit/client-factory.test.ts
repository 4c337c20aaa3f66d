// From settings to clients: what holds for every client that a command is given.
import { expect, test } from "bun:test";
import { connect } from "../../src/commands/client-factory.ts";
import { DryRunError } from "../../src/oss/errors.ts";
import { readLayers } from "../../src/settings/layers.ts";
import { resolveSettings } from "../../src/settings/resolve.ts";

test("in a dry run no client that a command gets can change anything, whatever the command does", async () => {
	const options = {
		endpoint: "http://127.0.0.1:1",
		"access-key-id": "testid",
		"access-key-secret": "testsecret",
		"dry-run": true,
	};
	const settings = resolveSettings(await readLayers(options, {}), "");
	const openLog = () => expect.unreachable();
	const client = (await connect(settings, { options, openLog }, { moved: () => {} }))(settings);
	for (const method of ["PUT", "DELETE"] as const) {
		await expect(
			client.call({ method, effect: "repeatable", bucket: "examplebucket", query: { encryption: "" } }),
		).rejects.toThrow(DryRunError);
	}
});
