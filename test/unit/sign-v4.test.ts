// Signature version 4, stage by stage, against published and independently made vectors.
import { expect, test } from "bun:test";
import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import type { SignedRequest } from "../../src/oss/request.ts";
import {
	canonicalRequestV4,
	type ScopeV4,
	type SigningKeyCache,
	signingKeyV4,
	signV4,
	stringToSignV4,
} from "../../src/oss/signing/v4.ts";
import { OBJECT_VECTORS } from "./object-vectors.ts";

const DATE = new Date("2023-12-16T16:20:57Z");
const ACCESS_KEY = { accessKeyId: "ak", accessKeySecret: "sk" };
const HANGZHOU: ScopeV4 = { region: "cn-hangzhou", product: "oss" };
const CLOUD_BOX: ScopeV4 = { region: "cb-123", product: "oss-cloudbox" };
const ENCRYPTION: SignedRequest = { method: "GET", bucket: "examplebucket", query: { encryption: "" } };
const XML = { "Content-Type": "application/xml", "Content-MD5": "eB5eJF1ptWaXm4bijSPyxw==" };
const LISTING: SignedRequest = { method: "GET", query: { prefix: "a b", marker: "m/1", "max-keys": "100" } };
/** The awkward request of the official SDKs' tests. */
const PUBLISHED: SignedRequest = {
	method: "PUT",
	bucket: "bucket",
	key: "1234+-/123/1.txt",
	query: { param1: "value1", "+param1": "value3", "|param1": "value4", "+param2": "", "|param2": "", param2: "" },
	headers: { "x-oss-head1": "value", abc: "value", ZAbc: "value", XYZ: "value", "content-type": "text/plain" },
};

const VECTORS: [
	string,
	SignedRequest,
	{ scope?: ScopeV4; token?: string; seconds?: number; additional?: string[] },
	string,
][] = [
	["GET ?encryption", ENCRYPTION, {}, "4520fc8b0088c6d2298898b34b61e8c6c68915a501de0e42da5e12433da39c57"],
	[
		"DELETE ?encryption",
		{ ...ENCRYPTION, method: "DELETE" },
		{},
		"7bf00b56b01df63508436a8d00147f2e309b4a6f743add0e370000d12f2e5409",
	],
	[
		"PUT ?encryption",
		{ ...ENCRYPTION, method: "PUT", headers: XML },
		{},
		"ae79a47fc17ebc912efbcd1c6a8757b4b7fe5848162c046da67cd6954a1875ba",
	],
	[
		"GET ?encryption with a token",
		ENCRYPTION,
		{ token: "token" },
		"90456b84d200400410fbc8ca2fa25e81f2a73542eaa2239ae35f689e86939a43",
	],
	[
		"GET ?bucketInfo",
		{ ...ENCRYPTION, query: { bucketInfo: "" } },
		{},
		"8f5d5391ae60aafea28a5e707c2b6e85df93e9973bfe1ce217f64f79c288eeaa",
	],
	["GET / for the listing", LISTING, {}, "391ec8281d4c7987e45bdd0b3430a47809afce8648b3aeb44978a6987c965396"],
	[
		"GET ?encryption of a cloud box",
		ENCRYPTION,
		{ scope: CLOUD_BOX },
		"f0d4b8c7d9fd26cfe10af962880e3daca97df786bd22acc278869e76a0f5d5f4",
	],
	["the published request", PUBLISHED, {}, "e21d18daa82167720f9b1047ae7e7f1ce7cb77a31e8203a7d5f4624fa0284afe"],
	[
		"the published request with a token",
		PUBLISHED,
		{ token: "token", seconds: 1702784856 },
		"b94a3f999cf85bcdc00d332fbd3734ba03e48382c36fa4d5af5df817395bd9ea",
	],
	[
		"the published request with additional headers",
		PUBLISHED,
		{ seconds: 1702747512, additional: ["ZAbc", "abc"] },
		"4a4183c187c07c8947db7620deb0a6b38d9fbdd34187b6dbaccb316fa251212f",
	],
	[
		"the published request to a cloud box",
		PUBLISHED,
		{ scope: CLOUD_BOX },
		"94ce1f12c17d148ea681030275a94449d3357f5b5b21133996eec80af3e08a43",
	],
];

test.each(VECTORS)("%s gives the signature of the vector", async (_, request, given, signature) => {
	const { scope = HANGZHOU, token, seconds = DATE.getTime() / 1000, additional = [] } = given;
	const credentials = { ...ACCESS_KEY, ...(token === undefined ? {} : { securityToken: token }) };
	const headers = await signV4(request, credentials, new Date(seconds * 1000), scope, {
		additionalHeaders: additional,
	});
	const day = headers["x-oss-date"]?.slice(0, 8);
	const names = additional.length === 0 ? "" : ",AdditionalHeaders=abc;zabc";
	expect(headers["Authorization"]).toBe(
		`OSS4-HMAC-SHA256 Credential=ak/${day}/${scope.region}/${scope.product}/aliyun_v4_request${names},Signature=${signature}`,
	);
	expect(headers["x-oss-security-token"]).toBe(token as string);
	expect(headers).toMatchObject({ ...request.headers, "x-oss-content-sha256": "UNSIGNED-PAYLOAD" });
});

test.each(OBJECT_VECTORS)(
	"%s on objects gives the signature of the official SDKs",
	async (_, request, __, signature) => {
		const headers = await signV4(request, ACCESS_KEY, DATE, HANGZHOU);
		expect(headers["Authorization"]).toEndWith(`,Signature=${signature}`);
	},
);

test("a key that is kept is derived anew for another secret, day, region or product, and only then", async () => {
	const keyCache: SigningKeyCache = {};
	const sign = async (accessKeySecret: string, date: Date, scope: ScopeV4) => {
		const credentials = { ...ACCESS_KEY, accessKeySecret };
		const cached = await signV4(ENCRYPTION, credentials, date, scope, { keyCache });
		expect(cached).toEqual(await signV4(ENCRYPTION, credentials, date, scope));
		return keyCache.last?.key;
	};
	const later = new Date(DATE.getTime() + 1000);
	const keys = new Set([await sign("sk", DATE, HANGZHOU), await sign("sk", later, HANGZHOU)]);
	expect(keys.size).toBe(1);
	keys.add(await sign("other", DATE, HANGZHOU));
	keys.add(await sign("sk", DATE, HANGZHOU));
	keys.add(await sign("sk", new Date("2023-12-17"), HANGZHOU));
	keys.add(await sign("sk", DATE, CLOUD_BOX));
	expect(keys.size).toBe(5);
});

test("the canonical request sorts, encodes and trims, and signs only what it should", () => {
	const headers = { ...PUBLISHED.headers, "X-OSS-Date": " 20231216T162057Z ", "User-Agent": "x" };
	expect(canonicalRequestV4(PUBLISHED, headers, ["abc", "zabc"])).toBe(
		[
			"PUT",
			"/bucket/1234%2B-/123/1.txt",
			"%2Bparam1=value3&%2Bparam2&%7Cparam1=value4&%7Cparam2&param1=value1&param2",
			"abc:value",
			"content-type:text/plain",
			"x-oss-date:20231216T162057Z",
			"x-oss-head1:value",
			"zabc:value",
			"",
			"abc;zabc",
			"UNSIGNED-PAYLOAD",
		].join("\n"),
	);
});

test.each([
	[{ method: "GET", query: {} }, "GET\n/\n\n\n\nUNSIGNED-PAYLOAD"],
	[{ method: "GET", bucket: "b", query: { k: "/ *" } }, "GET\n/b/\nk=%2F%20%2A\n\n\nUNSIGNED-PAYLOAD"],
] as const)("the canonical request of %j without headers", (request, text) => {
	expect(canonicalRequestV4(request, {}, [])).toBe(text);
});

test("the string to sign is algorithm, time, scope and hash", async () => {
	expect(await stringToSignV4("x", DATE, CLOUD_BOX)).toBe(
		"OSS4-HMAC-SHA256\n20231216T162057Z\n20231216/cb-123/oss-cloudbox/aliyun_v4_request\n2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
	);
});

test("any secret, day and region give the key and the signature that another implementation gives", async () => {
	const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
	const dates = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
	const scopes = fc.record<ScopeV4>({
		region: fc.stringMatching(/^[a-z]{2}-[a-z0-9-]{1,20}$/),
		product: fc.constantFrom("oss", "oss-cloudbox"),
	});
	const secrets = fc.string({ unit: "binary", minLength: 1, maxLength: 100 });
	await fc.assert(
		fc.asyncProperty(secrets, dates, scopes, async (accessKeySecret, date, scope) => {
			const iso = date.toISOString();
			const day = iso.slice(0, 4) + iso.slice(5, 7) + iso.slice(8, 10);
			const time = `${day}T${iso.slice(11, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`;
			const dayKey = hmac(`aliyun_v4${accessKeySecret}`, day);
			const key = hmac(hmac(hmac(dayKey, scope.region), scope.product), "aliyun_v4_request");
			expect(Buffer.from(await signingKeyV4(accessKeySecret, date, scope))).toEqual(key);

			const canonical = `GET\n/examplebucket/\nencryption\nx-oss-content-sha256:UNSIGNED-PAYLOAD\nx-oss-date:${time}\n\n\nUNSIGNED-PAYLOAD`;
			const hash = createHash("sha256").update(canonical).digest("hex");
			const place = `${day}/${scope.region}/${scope.product}/aliyun_v4_request`;
			const signature = hmac(key, `OSS4-HMAC-SHA256\n${time}\n${place}\n${hash}`).toString("hex");
			const headers = await signV4(ENCRYPTION, { accessKeyId: "ak", accessKeySecret }, date, scope);
			expect(headers["Authorization"]).toEndWith(`,Signature=${signature}`);
		}),
	);
});
