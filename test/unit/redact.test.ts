// Secrets taken out of texts and headers.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { createRedactor, redactHeaders, secretsOf, signatureIn } from "../../src/oss/redact.ts";
import { signV1 } from "../../src/oss/signing/v1.ts";
import { signV4 } from "../../src/oss/signing/v4.ts";

test.each([
	["every occurrence", ["secret"], "a secret, secret", "a ***, ***"],
	["the longer of two first", ["secret", "secretsecret"], "secretsecret", "***"],
	["bytes in hexadecimal, in either case", ["kéy!"], "6b c3 a9 79 21 and 6B C3 A9 79 21", "*** and ***"],
	["percent-encoding, in either case", ["kéy!"], "k%C3%A9y%21 and k%c3%a9y%21", "*** and ***"],
	["every name of XML", [`a<b&"c'>`], "x a&lt;b&amp;&quot;c&apos;&gt; y", "x *** y"],
	["XML that escapes only what it must", [`a<b&"c'>`], `a&lt;b&amp;"c'> a&lt;b&amp;"c'&gt;`, "*** ***"],
	["XML by number", [`a<b&"c'>`], "a&#60;b&#38;&#34;c&#39;&#62; a&#x3c;b&#X26;&#x0022;c&#x27;&#x3E;", "*** ***"],
	["JSON", [`a<b&"c\\é/`], `a<b&\\"c\\\\é\\/ a\\u003cb\\u0026\\u0022c\\u005C\\u00E9/`, "*** ***"],
	["nothing that a pattern would match", ["a.*c", "$&$1"], "abbc a.*c $&$1", "abbc *** ***"],
	["no trivially short secret", ["abc", "", undefined], "abc", "abc"],
	["nothing where there is no secret", [], "text", "text"],
])("a redactor masks %s", (_, secrets, text, redacted) => {
	expect(createRedactor(secrets)(text)).toBe(redacted);
});

test("no secret is left of any text, in clear or as bytes", () => {
	const secrets = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "é", "."), minLength: 4, maxLength: 8 }), {
		minLength: 1,
		maxLength: 4,
	});
	const around = fc.string({ unit: fc.constantFrom("a", "b", "é", "x", " ") });
	fc.assert(
		fc.property(secrets, around, around, (list, before, after) => {
			const redact = createRedactor(list);
			for (const secret of list) {
				const bytes = [...Buffer.from(secret)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
				const redacted = redact(`${before}${secret}${after}|${bytes}|${bytes.toUpperCase()}`);
				expect(redacted).toContain("***");
				for (const one of list) expect(redacted).not.toContain(one);
				expect(redacted.toLowerCase()).not.toContain(bytes);
			}
		}),
	);
});

test("the secret and the token are secret, the access key id is not", () => {
	const credentials = { accessKeyId: "theid", accessKeySecret: "thesecret", securityToken: "thetoken" };
	expect(createRedactor(secretsOf(credentials))("theid thesecret thetoken")).toBe("theid *** ***");
	expect(createRedactor(secretsOf({ ...credentials, securityToken: "" }))("thesecret")).toBe("***");
});

test("the signature is found in what either version signs", async () => {
	const request = { method: "GET", bucket: "examplebucket", query: { encryption: "" } } as const;
	const date = new Date("2023-12-16T16:20:57Z");
	const accessKey = { accessKeyId: "ak", accessKeySecret: "sk" };
	const v1 = await signV1(request, accessKey, date);
	const v4 = await signV4(request, accessKey, date, { region: "cn-hangzhou", product: "oss" });
	expect(signatureIn(v1["Authorization"])).toBe("7nz46/2lEGbkeYXED1QOY3oyCOE=");
	expect(signatureIn(v4["Authorization"])).toBe("4520fc8b0088c6d2298898b34b61e8c6c68915a501de0e42da5e12433da39c57");
});

test.each([undefined, "", "Basic abc"])("there is no signature in %p", (authorization) => {
	expect(signatureIn(authorization)).toBeUndefined();
});

test("headers that hold secrets are masked whole, in any case of letters, the others by their text", () => {
	const headers: [string, string][] = [
		["Authorization", "OSS ak:signature"],
		["X-OSS-Security-Token", "t"],
		["PROXY-AUTHORIZATION", "Basic x"],
		["X-OSS-Err", Buffer.from("you sent secret").toString("base64")],
		["x-echo", "you sent secret"],
		["Date", "now"],
	];
	expect(redactHeaders(headers, createRedactor(["secret"]))).toEqual([
		["Authorization", "***"],
		["X-OSS-Security-Token", "***"],
		["PROXY-AUTHORIZATION", "***"],
		["X-OSS-Err", "***"],
		["x-echo", "you sent ***"],
		["Date", "now"],
	]);
	expect(redactHeaders(new Headers({ authorization: "x" }), (text) => text)).toEqual([["authorization", "***"]]);
});
