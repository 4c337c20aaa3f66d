// Which of the places that name a setting wins.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LayeredSettings, readLayers, settingValue } from "../../src/settings/layers.ts";
import { type OptionName, type OptionWords, parseOptions } from "../../src/settings/options.ts";
import { UsageError } from "../../src/settings/usage-error.ts";

type Given = Partial<Record<"options" | "environment", Record<string, string>>> & { file?: string };

const folder = mkdtempSync(join(tmpdir(), "ossutil64-sources-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function sources({ options = {}, environment = {}, file = "" }: Given): Promise<LayeredSettings> {
	const place = join(folder, "config");
	writeFileSync(place, file);
	const words = Object.entries({ "config-file": place, ...options }).map(([name, word]) => [name, [word]] as const);
	return readLayers(parseOptions(new Map(words) as OptionWords), environment);
}

const EVERYWHERE = {
	options: { region: "of-option" },
	environment: { OSS_REGION: "of-environment" },
	file: "[Credentials]\nregion=of-file",
};

test.each<[string, Given, string | undefined, string]>([
	["the option", EVERYWHERE, "of-option", "option"],
	["the environment", { ...EVERYWHERE, options: {} }, "of-environment", "environment"],
	["the file", { ...EVERYWHERE, options: {}, environment: {} }, "of-file", "file"],
	[
		"the environment under an empty option",
		{ ...EVERYWHERE, options: { region: "" } },
		"of-environment",
		"environment",
	],
	[
		"the file under an empty option and an empty variable",
		{ ...EVERYWHERE, options: { region: "" }, environment: { OSS_REGION: "" } },
		"of-file",
		"file",
	],
])("a setting is that of %s", async (_, given, value, kind) => {
	expect(settingValue("region", await sources(given))).toMatchObject({ value: value ?? "", kind });
});

test.each<[OptionName, Given, string | number | undefined]>([
	["region", {}, undefined],
	["region", { options: { region: "" }, environment: { OSS_REGION: "" }, file: "[Credentials]\nregion=" }, undefined],
	["retry-times", {}, 5],
	["retry-times", { options: { "retry-times": "" }, file: "[Default]\nretryTimes=\n" }, 5],
	["sign-version", {}, "v1"],
	["read-timeout", {}, 1200],
	["connect-timeout", {}, 120],
	["force-path-style", {}, undefined],
])("%s, given as %j, is its default: %p", async (name, given, value) => {
	const found = settingValue(name, await sources(given));
	expect([found?.value, found?.kind]).toEqual([value, value === undefined ? undefined : "default"]);
});

test.each<[OptionName, string, string | number | undefined]>([
	["endpoint", "[Credentials]\nHOST=h", "h"],
	["access-key-id", "[credentials]\naccess-id=a", "a"],
	["access-key-secret", "[Credentials]\naccess_key=s", "s"],
	["connect-timeout", "[Default]\nconnect-time-out=7", 7],
	["connect-timeout", "[Default]\nconnect-timeout=7", 7],
	["retry-times", "[Default]\nretryTimes=2\n[Credentials]\nretryTimes=3", 3],
	["retry-times", "[Default]\nretryTimes=2\n[Credentials]\nretryTimes=", 2],
	["endpoint", "[Credentials]\nendpoint=a\nhost=b", "b"],
	["endpoint", "[Credentials]\nendpoint=a\nhost=", "a"],
	["endpoint", "[Bucket-Endpoint]\nendpoint=a", undefined],
	["endpoint", "endpoint=a", undefined],
	["method", "[Credentials]\nmethod=put", undefined],
	["profile", "[Credentials]\nprofile=x", undefined],
	["kms-masterkey-id", "[Credentials]\nkmsMasterKeyId=x", undefined],
])("%s in the file %j is %p", async (name, file, value) => {
	const found = settingValue(name, await sources({ file }));
	expect([found?.value, found?.kind]).toEqual([value, value === undefined ? undefined : "file"]);
});

// The order of the last lines is lost where a spelling comes back after another one.
test("of a setting given in several spellings the last line counts", async () => {
	const file = "[Credentials]\naccessKeyID=first\naccess_key_id=second\naccessKeyID=last";
	expect(settingValue("access-key-id", await sources({ file }))?.value).toBe("last");
});

test.each<[OptionName, Given, string | number | boolean]>([
	["sign-version", { options: { "sign-version": "V4" } }, "v4"],
	["language", { file: "[Credentials]\nlanguage=ch" }, "CH"],
	["retry-times", { file: "[Default]\nretryTimes=+07" }, 7],
	["skip-verify-cert", { file: "[Default]\nskipVerifyCert=TRUE" }, true],
	["access-key-secret", { environment: { OSS_ACCESS_KEY_SECRET: " 007 " } }, " 007 "],
])("%s, given as %j, is %p in the program's own spelling", async (name, given, value) => {
	expect(settingValue(name, await sources(given))?.value).toBe(value);
});

test.each<[OptionName, Given, string]>([
	["retry-times", { options: { "retry-times": "x" } }, "retryTimes, the value: x is not int64"],
	["retry-times", { file: "[Default]\nretry_times=0" }, "retryTimes, the value: 0 is smaller than the min value: 1"],
	["read-timeout", { file: "[Default]\nreadTimeOut=1.5" }, "readTimeOut, the value: 1.5 is not int64"],
	["read-timeout", { options: { "read-timeout": "9e9" } }, "readTimeOut, the value: 9e9 is not int64"],
	["read-timeout", { options: { "read-timeout": "2147484" } }, "readTimeOut, the value: 2147484 is larger than"],
	["language", { options: { language: "FR" } }, "language, the value: FR is not anyone of CH/EN"],
	["loglevel", { file: "[Default]\nloglevel=trace" }, "loglevel, the value: trace is not anyone of info/debug"],
	["force-path-style", { file: "[Default]\nforcePathStyle=yes" }, "forcePathStyle, the value: yes is not anyone of"],
])("%s, given as %j, is an error that names the key", async (name, given, text) => {
	const read = async () => settingValue(name, await sources(given));
	await expect(read()).rejects.toThrow(UsageError);
	await expect(read()).rejects.toThrow(`invalid option value of ${text}`);
});

test("a bad value in a weaker place is no error where a stronger one is given", async () => {
	const given = { options: { "retry-times": "2" }, file: "[Default]\nretryTimes=x" };
	expect(settingValue("retry-times", await sources(given))?.value).toBe(2);
});
