// Signature version 1, stage by stage, against published and independently made vectors.
import { expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import type { SignedRequest } from "../../src/oss/request.ts";
import { hmacSha1 } from "../../src/oss/signing/hmac-sha1.ts";
import { canonicalizedResource, signV1, stringToSignV1 } from "../../src/oss/signing/v1.ts";
import { OBJECT_VECTORS } from "./object-vectors.ts";

const DATE = new Date("2023-12-16T16:20:57Z");
const ACCESS_KEY = { accessKeyId: "ak", accessKeySecret: "sk" };
const ENCRYPTION: SignedRequest = { method: "GET", bucket: "examplebucket", query: { encryption: "" } };
const XML = { "Content-Type": "application/xml", "Content-MD5": "eB5eJF1ptWaXm4bijSPyxw==" };
const LISTING: SignedRequest = { method: "GET", query: { prefix: "a b", marker: "m/1", "max-keys": "100" } };

const VECTORS: [string, SignedRequest, { securityToken?: string }, string][] = [
	["GET ?encryption", ENCRYPTION, {}, "7nz46/2lEGbkeYXED1QOY3oyCOE="],
	["DELETE ?encryption", { ...ENCRYPTION, method: "DELETE" }, {}, "qnFlmWWdKXRW4V4QRTvy5eTMr30="],
	["PUT ?encryption", { ...ENCRYPTION, method: "PUT", headers: XML }, {}, "IipLHrJkSAxs6jGGnYO4BMVJ5Ic="],
	["GET ?encryption with a token", ENCRYPTION, { securityToken: "token" }, "9nvcuk3UAZIcLmRWHtljJfgBvtc="],
	["GET ?bucketInfo", { ...ENCRYPTION, query: { bucketInfo: "" } }, {}, "4A7Pioyctrx3FOgvT9ecLyApGoI="],
	["GET / for the listing", LISTING, {}, "JFeJbSC7fGEfBc2LaEv5ha91r6Q="],
];

test.each(VECTORS)("%s gives the signature of the vector", async (_, request, token, signature) => {
	const headers = await signV1(request, { ...ACCESS_KEY, ...token }, DATE);
	expect(headers).toEqual({
		...request.headers,
		Date: "Sat, 16 Dec 2023 16:20:57 GMT",
		...(token.securityToken === undefined ? {} : { "x-oss-security-token": token.securityToken }),
		Authorization: `OSS ak:${signature}`,
	});
});

test.each(OBJECT_VECTORS)("%s on objects gives the signature of the official SDKs", async (_, request, signature) => {
	const headers = await signV1(request, ACCESS_KEY, DATE);
	expect(headers["Authorization"]).toBe(`OSS ak:${signature}`);
});

test("the oldest published example gives its text and its signature", async () => {
	const request: SignedRequest = { method: "PUT", bucket: "oss-example", key: "nelson", query: {} };
	const text = stringToSignV1(request, {
		"Content-Md5": "ODBGOERFMDMzQTczRUY3NUE3NzA5QzdFNUYzMDQxNEM=",
		"Content-Type": "text/html",
		Date: "Thu, 17 Nov 2005 18:49:58 GMT",
		Host: "oss-example.oss-cn-hangzhou.aliyuncs.com",
		"X-OSS-Meta-Author": "foo@bar.com",
		"X-OSS-Magic": "abracadabra",
	});
	expect(text).toBe(
		"PUT\nODBGOERFMDMzQTczRUY3NUE3NzA5QzdFNUYzMDQxNEM=\ntext/html\nThu, 17 Nov 2005 18:49:58 GMT\nx-oss-magic:abracadabra\nx-oss-meta-author:foo@bar.com\n/oss-example/nelson",
	);
	expect(await hmacSha1("OtxrzxIsfpFjA7SwPzILwy8Bw21TLhquhboDYROV", text)).toBe("26NBxoKdsyly4EDv6inkoDft/yA=");
});

test.each<[string, Parameters<typeof canonicalizedResource>[0], string]>([
	["the service", { query: {} }, "/"],
	["a bucket", { bucket: "b", query: {} }, "/b/"],
	["a key, not encoded", { bucket: "b", key: "中 文/+", query: {} }, "/b/中 文/+"],
	["a sub-resource", { bucket: "b", query: { encryption: "" } }, "/b/?encryption"],
	["other parameters, which are not signed", { query: { prefix: "a", marker: "b", delimiter: "/" } }, "/"],
	[
		"sub-resources in order, their values not encoded",
		{ bucket: "b", key: "k", query: { versionId: "a b", partNumber: "1", prefix: "x", acl: "" } },
		"/b/k?acl&partNumber=1&versionId=a b",
	],
])("the canonicalized resource of %s", (_, request, resource) => {
	expect(canonicalizedResource(request)).toBe(resource);
});

test("every sub-resource of OSS is signed", () => {
	const names =
		"acl append bucketInfo continuation-token delete encryption legalHold location objectMeta partNumber policy position restore retention stat symlink tagging uploadId uploads versionId versioning versions".split(
			" ",
		);
	const query = Object.fromEntries(names.toReversed().map((name) => [name, ""]));
	expect(canonicalizedResource({ query })).toBe(`/?${names.join("&")}`);
});

test("headers that are absent leave empty lines", () => {
	expect(stringToSignV1(ENCRYPTION, {})).toBe("GET\n\n\n\n/examplebucket/?encryption");
});

test("any secret and any text give HMAC-SHA1 over their UTF-8 bytes", async () => {
	const secrets = fc.string({ unit: "binary", minLength: 1, maxLength: 200 });
	const texts = fc.string({ unit: "binary", minLength: 1 });
	await fc.assert(
		fc.asyncProperty(secrets, texts, async (secret, text) => {
			expect(await hmacSha1(secret, text)).toBe(createHmac("sha1", secret).update(text).digest("base64"));
		}),
	);
});
