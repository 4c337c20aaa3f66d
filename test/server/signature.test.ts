// Holds the server's signature code to published and independently made vectors.

import { expect, test } from "bun:test";
import { type SignedRequest, signV1, stringToSignV1 } from "./signature-v1.ts";
import { canonicalRequestV4, signV4, stringToSignV4 } from "./signature-v4.ts";

const DATE = "Sat, 16 Dec 2023 16:20:57 GMT";
const TIMESTAMP = "20231216T162057Z";
const BUCKET = "examplebucket";
const XML_BODY = { "content-type": "application/xml", "content-md5": "eB5eJF1ptWaXm4bijSPyxw==" };
const LISTING: [string, string][] = [
	["prefix", "a b"],
	["marker", "m/1"],
	["max-keys", "100"],
];

interface Vector {
	name: string;
	method?: string;
	bucket?: string | undefined;
	parameters?: [string, string][];
	headers?: Record<string, string>;
	scope?: { region: string; product: string };
	v1?: string;
	v4: string;
}

const VECTORS: Vector[] = [
	{
		name: "GET ?encryption",
		v1: "7nz46/2lEGbkeYXED1QOY3oyCOE=",
		v4: "4520fc8b0088c6d2298898b34b61e8c6c68915a501de0e42da5e12433da39c57",
	},
	{
		name: "DELETE ?encryption",
		method: "DELETE",
		v1: "qnFlmWWdKXRW4V4QRTvy5eTMr30=",
		v4: "7bf00b56b01df63508436a8d00147f2e309b4a6f743add0e370000d12f2e5409",
	},
	{
		name: "PUT ?encryption with a body",
		method: "PUT",
		headers: XML_BODY,
		v1: "IipLHrJkSAxs6jGGnYO4BMVJ5Ic=",
		v4: "ae79a47fc17ebc912efbcd1c6a8757b4b7fe5848162c046da67cd6954a1875ba",
	},
	{
		name: "GET ?encryption with a token",
		headers: { "x-oss-security-token": "token" },
		v1: "9nvcuk3UAZIcLmRWHtljJfgBvtc=",
		v4: "90456b84d200400410fbc8ca2fa25e81f2a73542eaa2239ae35f689e86939a43",
	},
	{
		name: "GET ?bucketInfo",
		parameters: [["bucketInfo", ""]],
		v1: "4A7Pioyctrx3FOgvT9ecLyApGoI=",
		v4: "8f5d5391ae60aafea28a5e707c2b6e85df93e9973bfe1ce217f64f79c288eeaa",
	},
	{
		name: "GET / for the listing",
		bucket: undefined,
		parameters: LISTING,
		v1: "JFeJbSC7fGEfBc2LaEv5ha91r6Q=",
		v4: "391ec8281d4c7987e45bdd0b3430a47809afce8648b3aeb44978a6987c965396",
	},
	{
		name: "GET ?encryption of a cloud box",
		scope: { region: "cb-123", product: "oss-cloudbox" },
		v4: "f0d4b8c7d9fd26cfe10af962880e3daca97df786bd22acc278869e76a0f5d5f4",
	},
];

function signedRequest(vector: Vector, dated: Record<string, string>): SignedRequest {
	return {
		method: vector.method ?? "GET",
		bucket: "bucket" in vector ? vector.bucket : BUCKET,
		key: "",
		parameters: vector.parameters ?? [["encryption", ""]],
		headers: { ...vector.headers, ...dated },
	};
}

function signatureV4(
	request: SignedRequest,
	timestamp: string,
	secret: string,
	scopeChanges = {},
	additional: string[] = [],
) {
	const scope = { date: timestamp.slice(0, 8), region: "cn-hangzhou", product: "oss", ...scopeChanges };
	return signV4(secret, scope, stringToSignV4(timestamp, scope, canonicalRequestV4(request, additional)));
}

test.each(VECTORS.filter(({ v1 }) => v1 !== undefined))("V1 signs $name", (vector) => {
	const text = stringToSignV1(signedRequest(vector, { date: DATE }));
	expect(signV1("sk", text)).toBe(vector.v1 ?? "");
});

test.each(VECTORS)("V4 signs $name", (vector) => {
	const dated = { "x-oss-content-sha256": "UNSIGNED-PAYLOAD", "x-oss-date": TIMESTAMP };
	expect(signatureV4(signedRequest(vector, dated), TIMESTAMP, "sk", vector.scope)).toBe(vector.v4);
});

test("V1 signs the oldest documented example", () => {
	const request = {
		method: "PUT",
		bucket: "oss-example",
		key: "nelson",
		parameters: [],
		headers: {
			"content-md5": "ODBGOERFMDMzQTczRUY3NUE3NzA5QzdFNUYzMDQxNEM=",
			"content-type": "text/html",
			date: "Thu, 17 Nov 2005 18:49:58 GMT",
			"x-oss-meta-author": "foo@bar.com",
			"x-oss-magic": "abracadabra",
		},
	};
	expect(signV1("OtxrzxIsfpFjA7SwPzILwy8Bw21TLhquhboDYROV", stringToSignV1(request))).toBe(
		"26NBxoKdsyly4EDv6inkoDft/yA=",
	);
});

test.each([
	["plain", "20231216T162057Z", {}, {}, [], "e21d18daa82167720f9b1047ae7e7f1ce7cb77a31e8203a7d5f4624fa0284afe"],
	[
		"with a token",
		"20231217T034736Z",
		{ "x-oss-security-token": "token" },
		{},
		[],
		"b94a3f999cf85bcdc00d332fbd3734ba03e48382c36fa4d5af5df817395bd9ea",
	],
	[
		"with additional headers",
		"20231216T172512Z",
		{},
		{},
		["zabc", "abc"],
		"4a4183c187c07c8947db7620deb0a6b38d9fbdd34187b6dbaccb316fa251212f",
	],
	[
		"for a cloud box",
		"20231216T162057Z",
		{},
		{ region: "cb-123", product: "oss-cloudbox" },
		[],
		"94ce1f12c17d148ea681030275a94449d3357f5b5b21133996eec80af3e08a43",
	],
] as const)(
	"V4 signs the SDKs' awkward key and query, %s",
	(_, timestamp, headers, scopeChanges, additional, expected) => {
		const request: SignedRequest = {
			method: "PUT",
			bucket: "bucket",
			key: "1234+-/123/1.txt",
			parameters: [
				["param1", "value1"],
				["+param1", "value3"],
				["|param1", "value4"],
				["+param2", ""],
				["|param2", ""],
				["param2", ""],
			],
			headers: {
				"x-oss-head1": "value",
				abc: "value",
				zabc: "value",
				xyz: "value",
				"content-type": "text/plain",
				"x-oss-content-sha256": "UNSIGNED-PAYLOAD",
				"x-oss-date": timestamp,
				...headers,
			},
		};
		expect(signatureV4(request, timestamp, "sk", scopeChanges, [...additional])).toBe(expected);
	},
);
