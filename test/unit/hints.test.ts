// The advice that goes with a failure, in both languages.
import { expect, test } from "bun:test";
import { hintFor } from "../../src/commands/hints.ts";
import { type Endpoint, parseEndpoint } from "../../src/oss/endpoint.ts";
import {
	CallError,
	type CallFailure,
	InvalidAnswerError,
	type OssError,
	RegionMissingError,
	RequestError,
	ServiceError,
	type ServiceErrorFields,
	TransportError,
	type TransportFailure,
} from "../../src/oss/errors.ts";
import { EC_V1_REFUSED } from "../../src/oss/repairs.ts";
import type { Settings } from "../../src/settings/resolve.ts";

function service(fields: Partial<ServiceErrorFields>, sibling?: Endpoint): ServiceError {
	return new ServiceError({ statusCode: 403, code: "Any", message: "", requestId: "", ...fields }, sibling);
}

/** What the service says, with the endpoint that it names found to be under the domain of the one in use. */
function elsewhere(fields: Partial<ServiceErrorFields>): ServiceError {
	return service(fields, parseEndpoint(`https://${fields.endpoint}`));
}

function failed(failure: TransportFailure, call: Partial<CallFailure> = {}): CallError {
	const reason = new TransportError(failure, "x");
	return new CallError(reason, { attempts: 1, stage: "call", mayHaveHappened: false, ...call });
}

function settings(endpoint: string): Settings {
	return {
		signIn: { kind: "key", credentials: { accessKeyId: "ak", accessKeySecret: "sk" }, origin: "option" },
		product: "oss",
		endpoint: parseEndpoint(endpoint),
		signatureVersion: "v1",
		tries: 5,
		transport: {
			connectTimeoutSeconds: 1,
			readTimeoutSeconds: 1,
			verifyCertificate: true,
		},
	};
}

const PLAIN = settings("https://host.example");
const NO_SCHEME = settings("host.example:8443");
const DATE = new Date("2023-12-16T16:20:57Z");

test.each<[string, OssError, string, string]>([
	["a missing region", new RegionMissingError("x"), "--region cn-hangzhou", "--region cn-hangzhou"],
	["a refusal of V1", service({ ec: EC_V1_REFUSED }), "no longer takes V1", "不再接受 V1"],
	["a refusal of V1", service({ ec: EC_V1_REFUSED }), "--region cn-hangzhou", "--region cn-hangzhou"],
	["the wrong region", service({ ec: "0002-00000226" }), "the bucket's region", "Bucket 所在地域"],
	[
		"the wrong endpoint",
		elsewhere({ ec: "0003-00001403", endpoint: "right.example" }),
		"use -e right.example",
		"请使用 -e right.example",
	],
	[
		"the wrong endpoint without its number",
		elsewhere({ code: "AccessDenied", endpoint: "right.example" }),
		"use -e right.example",
		"请使用 -e right.example",
	],
	[
		"an endpoint with control characters",
		service({ ec: "0003-00001403", endpoint: "right\u001b[31m\n.example" }),
		"which the OSS console shows",
		"可在 OSS 控制台查看",
	],
	[
		"an endpoint under another domain",
		service({ ec: "0003-00001403", endpoint: "oss.evil.example" }),
		"is not under the domain of host.example",
		"不属于同一域名",
	],
	[
		"an endpoint of Alibaba Cloud from one that is none",
		service({ ec: "0003-00001403", endpoint: "oss-cn-shanghai.aliyuncs.com" }),
		"use -e oss-cn-shanghai.aliyuncs.com",
		"请使用 -e oss-cn-shanghai.aliyuncs.com",
	],
	["path style refused", service({ ec: "0003-00001401" }), "leave out --force-path-style", "去掉 --force-path-style"],
	[
		"path style refused by its name",
		service({ code: "SecondLevelDomainForbidden" }),
		"leave out --force-path-style",
		"去掉 --force-path-style",
	],
	[
		"a clock that is off",
		service({ code: "RequestTimeTooSkewed", date: DATE }),
		"the service's 2023-12-16T16:20:57.000Z",
		"服务端时间为 2023-12-16T16:20:57.000Z",
	],
	[
		"a clock that is off by nobody knows what",
		service({ code: "RequestTimeTooSkewed" }),
		"this machine's clock says",
		"请校准本机时间",
	],
	["a certificate of an unknown authority", failed("untrusted"), "--skip-verify-cert", "--skip-verify-cert"],
	["several tries", failed("refused", { attempts: 3 }), "3 tries were made", "共尝试了 3 次"],
])("%s: what to do", (_, error, english, chinese) => {
	const hint = hintFor(error, "get", PLAIN);
	expect(hint?.EN).toContain(english);
	expect(hint?.CH).toContain(chinese);
	expect(hint?.EN).toMatch(/^[\x20-\x7e]+$/);
	expect(hint?.CH).toMatch(/\p{Script=Han}/u);
});

const OSS = "https://oss-cn-hangzhou.aliyuncs.com";

test.each<[string, Partial<ServiceErrorFields>, string]>([
	[OSS, { ec: "0003-00001403" }, "oss-cn-shanghai.aliyuncs.com"],
	[OSS, { code: "AccessDenied" }, "oss-cn-shanghai.aliyuncs.com"],
	[`${OSS}:8443`, { ec: "0003-00001403" }, "oss-cn-shanghai.aliyuncs.com:8443"],
	["http://oss-cn-hangzhou.aliyuncs.com", { ec: "0003-00001403" }, "http://oss-cn-shanghai.aliyuncs.com"],
])("at %s the service's %j names the right endpoint: use -e %s", (endpoint, fields, right) => {
	const sibling = parseEndpoint(endpoint.replace("hangzhou", "shanghai"));
	const error = service({ ...fields, endpoint: "oss-cn-shanghai.aliyuncs.com" }, sibling);
	const hint = hintFor(error, "get", settings(endpoint));
	expect(hint?.EN).toBe(`the bucket is in another region, use -e ${right}`);
	expect(hint?.CH).toBe(`该 Bucket 位于其他地域，请使用 -e ${right}`);
});

test.each([
	"$(id>/tmp/pwn)",
	"oss-cn-$(id).aliyuncs.com",
	"`id`.aliyuncs.com",
	"x;id;.aliyuncs.com",
	"x&calc&.aliyuncs.com",
	"x'y.aliyuncs.com",
	"http://oss-cn-shanghai.aliyuncs.com",
	"oss-cn-shanghai.aliyuncs.com/path",
	"user@oss-cn-shanghai.aliyuncs.com",
	"-.aliyuncs.com",
	"-e.aliyuncs.com",
	".aliyuncs.com",
	"oss.evil.example",
	"oss-cn-shanghai.aliyuncs.com.evil.example",
	"oss-cn-shanghai.aliyuncs.com\n.aliyuncs.com",
	"right\u001b[31m.aliyuncs.com",
	"\u202eoss.aliyuncs.com",
	`${"a".repeat(64)}.aliyuncs.com`,
])("the endpoint %j that a server names is not offered to be pasted", (named) => {
	for (const fields of [{ ec: "0003-00001403" }, { code: "AccessDenied" }]) {
		const hint = hintFor(service({ ...fields, endpoint: named }), "get", settings(OSS));
		expect(hint?.EN).toEndWith("use the endpoint of the bucket's region, which the OSS console shows");
		expect(hint?.EN).not.toContain("-e ");
		expect(hint?.CH).toEndWith("请使用该 Bucket 所在地域的 Endpoint，可在 OSS 控制台查看");
	}
});

test("an address that a shell would act on is quoted in the hint", () => {
	const odd = settings("$x&y");
	expect(odd.endpoint.host).toBe("$x&y");
	expect(hintFor(failed("refused"), "get", odd)?.EN).toContain(" -e 'http://$x&y' ");
	expect(hintFor(failed("refused"), "get", settings("[::1]:9"))?.CH).toContain(" -e 'http://[::1]:9'");
});

test("a bucket without a rule is explained to get alone", () => {
	const none = service({ code: "NoSuchServerSideEncryptionRule", statusCode: 404 });
	expect(hintFor(none, "get", PLAIN)?.EN).toContain("new objects are stored unencrypted");
	expect(hintFor(none, "get", PLAIN)?.CH).toContain("新文件将不加密存储");
	expect([hintFor(none, "put", PLAIN), hintFor(none, "delete", PLAIN)]).toEqual([undefined, undefined]);
});

const HTTPS_TRIED =
	"https was tried because the endpoint names no scheme, use -e http://host.example:8443 if it serves http: key ids, tokens and data then travel unencrypted";

test.each<[TransportFailure, string, Settings, string | undefined]>([
	["refused", "an endpoint without a scheme", NO_SCHEME, HTTPS_TRIED],
	["plain-http", "an endpoint without a scheme", NO_SCHEME, HTTPS_TRIED],
	["not-tls", "an endpoint without a scheme", NO_SCHEME, undefined],
	["tls", "an endpoint without a scheme", NO_SCHEME, undefined],
	["plain-http", "one with https", PLAIN, undefined],
	["not-tls", "one with https", PLAIN, undefined],
	["reset", "an endpoint without a scheme", NO_SCHEME, undefined],
	["refused", "one with https", PLAIN, undefined],
	["plain-http", "one with http", settings("http://host.example"), undefined],
])("%s at %s: whether to try http", (failure, _, given, english) => {
	const hint = hintFor(failed(failure), "get", given);
	if (english === undefined) expect(hint).toBeUndefined();
	else expect(hint?.EN).toStartWith(english);
});

test.each<[TransportFailure, boolean]>([
	["reset", true],
	["read-timeout", true],
	["protocol", true],
	["too-large", true],
	["refused", false],
	["resolve", false],
	["connect-timeout", false],
	["proxy", false],
])("after %s, an answer lost or not, a change may have been made: %p", (failure, open) => {
	for (const method of ["put", "delete"] as const) {
		const hint = hintFor(failed(failure, { mayHaveHappened: open }), method, PLAIN);
		expect(hint?.EN.includes("the change may have been made") ?? false).toBe(open);
		expect(hint?.CH.includes("修改可能已经生效") ?? false).toBe(open);
	}
	expect(hintFor(failed(failure), "get", PLAIN)).toBeUndefined();
});

test("several hints stand in one line, the attempts before the outcome", () => {
	expect(hintFor(failed("reset", { attempts: 5, mayHaveHappened: true }), "put", PLAIN)).toEqual({
		EN: "5 tries were made; the change may have been made all the same, look with --method get",
		CH: "共尝试了 5 次；修改可能已经生效，请用 --method get 确认",
	});
});

test.each([
	["a bucket that does not exist", service({ code: "NoSuchBucket", statusCode: 404 })],
	["a plain refusal", service({ code: "AccessDenied" })],
	["a wrong endpoint without the right one", service({ ec: "0003-00001403" })],
	["an answer that cannot be read", new InvalidAnswerError("x", 502)],
	["a request that cannot be made", new RequestError("x")],
])("%s: nothing to add", (_, error) => {
	expect(hintFor(error, "get", PLAIN)).toBeUndefined();
});

test("a failure to get credentials, or behind a proxy, draws no advice about the endpoint", () => {
	expect(hintFor(failed("refused", { stage: "credentials" }), "put", NO_SCHEME)).toBeUndefined();
	expect(hintFor(new TransportError("refused", "x", true), "get", NO_SCHEME)).toBeUndefined();
	expect(hintFor(new TransportError("not-tls", "x", true), "get", NO_SCHEME)).toBeUndefined();
});

test.each(["refused", "plain-http"] as const)("http is not offered for the public service: %s", (failure) => {
	expect(hintFor(failed(failure), "get", settings("oss-cn-hangzhou.aliyuncs.com"))).toBeUndefined();
	expect(hintFor(failed(failure), "get", settings("oss.cloud.example"))?.EN).toContain("-e http://oss.cloud.example");
});
