// Endpoints as people write them, and the addresses and regions they give.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { addressOf, encodeComponent, encodePath } from "../../src/oss/addressing.ts";
import {
	endpointOfRegion,
	isOssEndpoint,
	parseEndpoint,
	regionId,
	regionOfEndpoint,
	siblingEndpoint,
} from "../../src/oss/endpoint.ts";
import { RequestError } from "../../src/oss/errors.ts";

test.each([
	["oss-cn-hangzhou.aliyuncs.com", "https", false, "oss-cn-hangzhou.aliyuncs.com", "virtual-hosted"],
	["https://Host.Example/", "https", true, "host.example", "virtual-hosted"],
	["HTTP://host:8080//", "http", true, "host:8080", "virtual-hosted"],
	["\thost:8443 ", "https", false, "host:8443", "virtual-hosted"],
	["https://host:443", "https", true, "host", "virtual-hosted"],
	["host:80", "https", false, "host:80", "virtual-hosted"],
	["bücher.example", "https", false, "xn--bcher-kva.example", "virtual-hosted"],
	["10.0.0.1", "https", false, "10.0.0.1", "path"],
	["http://10.0.0.1:80", "http", true, "10.0.0.1", "path"],
	["[::1]:8080", "https", false, "[::1]:8080", "path"],
] as const)("%p is read", (text, scheme, schemeGiven, host, addressing) => {
	const hostname = host.replace(/:\d+$/, "");
	expect(parseEndpoint(text)).toEqual({ scheme, schemeGiven, host, hostname, addressing });
});

test.each([
	[{ cname: true }, "cname"],
	[{ forcePathStyle: true }, "path"],
	[{ cname: true, forcePathStyle: true }, "cname"],
	[{ forcePathStyle: false }, "virtual-hosted"],
] as const)("with %j a name is addressed as %s", (options, addressing) => {
	expect(parseEndpoint("img.example.com", options).addressing).toBe(addressing);
});

test.each([
	["", "it should be"],
	["http://", "it should be"],
	["host/path", "it should be"],
	["host?x", "it should be"],
	["host#x", "it should be"],
	["a\\b", "it should be"],
	["a%41", "it should be"],
	["host\r\nx", "it should be"],
	["host:0", "it should be"],
	["host:65536", "it should be"],
	["host:abc", "it should be"],
	["256.1.1.1", "it should be"],
	["[::1", "it should be"],
	["//host", "it should be"],
	[".host.example", "it should be"],
	["-.host.example", "it should be"],
	["oss-.host.example", "it should be"],
	["a..example", "it should be"],
	[`${"a".repeat(64)}.example`, "it should be"],
	[`${"a.".repeat(126)}example`, "it should be"],
	["oss://bucket", "its scheme is neither http nor https"],
])("%p is refused", (text, reason) => {
	expect(() => parseEndpoint(text)).toThrow(RequestError);
	expect(() => parseEndpoint(text)).toThrow(`invalid endpoint ${text}, ${reason}`);
});

test.each([
	["oss-cn-hangzhou.aliyuncs.com", "cn-hangzhou"],
	["http://OSS-cn-hangzhou.aliyuncs.com:80", "cn-hangzhou"],
	["oss-us-west-1.aliyuncs.com", "us-west-1"],
	["oss-cn-hangzhou-internal.aliyuncs.com", "cn-hangzhou"],
	["oss-ap-southeast-1-internal.aliyuncs.com", "ap-southeast-1"],
	["cn-hangzhou.oss.aliyuncs.com", "cn-hangzhou"],
	["oss-accelerate.aliyuncs.com", undefined],
	["oss-accelerate-overseas.aliyuncs.com", undefined],
	["oss-cn-shanghai-finance-1.aliyuncs.com", undefined],
	["oss-cn-shanghai-finance-1-pub.aliyuncs.com", undefined],
	["oss-cn-shanghai-finance-1-internal.aliyuncs.com", undefined],
	["oss-cn-hzfinance.aliyuncs.com", undefined],
	["oss-cn-szfinance-internal.aliyuncs.com", undefined],
	["oss-cn-hzjbp-a-internal.aliyuncs.com", undefined],
	["oss.aliyuncs.com", undefined],
	["oss-cn-hangzhou.aliyuncs.com.example", undefined],
	["bucket.oss-cn-hangzhou.aliyuncs.com", undefined],
	["img.example.com", undefined],
	["10.0.0.1", undefined],
	["[::1]", undefined],
])("the name of %p tells the region %p", (text, region) => {
	expect(regionOfEndpoint(parseEndpoint(text))).toBe(region as string);
});

test("a CNAME tells no region, whatever it looks like", () => {
	expect(regionOfEndpoint(parseEndpoint("oss-cn-hangzhou.aliyuncs.com", { cname: true }))).toBeUndefined();
});

test.each([
	["oss-cn-hangzhou.aliyuncs.com", true],
	["oss-cn-hangzhou-internal.aliyuncs.com", true],
	["vpc100-oss-cn-hangzhou.aliyuncs.com", true],
	["oss-accelerate-overseas.aliyuncs.com", true],
	["oss.aliyuncs.com", true],
	["cn-hangzhou.oss.aliyuncs.com", true],
	["cn-hangzhou.oss-internal.aliyuncs.com", true],
	["ap-southeast-1.oss.aliyuncs.com", true],
	["my-bucket.oss.aliyuncs.com", false],
	["s3.oss-cn-hangzhou.aliyuncs.com", true],
	["bucket.oss-cn-hangzhou.aliyuncs.com", false],
	["bucket.s3.oss-cn-hangzhou.aliyuncs.com", false],
	["ecs.aliyuncs.com", false],
	["oss-cn-hangzhou.aliyuncs.com.example", false],
	["oss-cn-hangzhou.aliyuncs.com.", false],
	["oss-.aliyuncs.com", false],
	["aliyuncs.com", false],
	["oss-cn-hangzhou.evilaliyuncs.com", false],
])("%p is an endpoint of OSS by its name: %p", (hostname, expected) => {
	expect(isOssEndpoint(hostname)).toBe(expected);
});

test.each([
	["cn-hangzhou", "cn-hangzhou"],
	["oss-cn-hangzhou", "cn-hangzhou"],
	[" OSS-CN-Hangzhou ", "cn-hangzhou"],
])("the region %p is %p, and its endpoint gives it back", (text, region) => {
	expect(regionId(text)).toBe(region);
	expect(regionOfEndpoint(parseEndpoint(endpointOfRegion(text)))).toBe(region);
});

test.each([
	["https://host:8443", {}, "https://b.host:8443", "/a%20b/%2B%28%E4%B8%AD%29%3F"],
	["http://host", { forcePathStyle: true }, "http://host", "/b/a%20b/%2B%28%E4%B8%AD%29%3F"],
	["http://[::1]:80", {}, "http://[::1]", "/b/a%20b/%2B%28%E4%B8%AD%29%3F"],
	["cname.example", { cname: true }, "https://cname.example", "/a%20b/%2B%28%E4%B8%AD%29%3F"],
])("a key under %s %j has the address %s%s", (text, options, origin, path) => {
	const endpoint = parseEndpoint(text, options);
	const bucketPath = path.slice(0, path.indexOf("a%20b"));
	expect(addressOf(endpoint, "b", "a b/+(中)?")).toEqual({ origin, path });
	expect(addressOf(endpoint, "b")).toEqual({ origin, path: bucketPath });
	expect(addressOf(endpoint)).toEqual({ origin: `${endpoint.scheme}://${endpoint.host}`, path: "/" });
});

test("an encoded component decodes back, and only unreserved characters and %XX are left", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), (text) => {
			const encoded = encodeComponent(text);
			expect(encoded).toMatch(/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/);
			expect(decodeURIComponent(encoded)).toBe(text);
			expect(encodePath(`${text}/${text}`).replaceAll("/", "%2F")).toBe(encodeComponent(`${text}/${text}`));
		}),
	);
});

test.each([
	["oss-cn-hangzhou.aliyuncs.com", "oss-cn-shanghai.aliyuncs.com", "oss-cn-shanghai.aliyuncs.com"],
	["http://oss-r1.cloud.corp.com:8080", "OSS-r2.cloud.corp.com", "oss-r2.cloud.corp.com:8080"],
	["oss-cn-hangzhou.aliyuncs.com", "oss-cn-hangzhou.aliyuncs.com", undefined],
	["oss-cn-hangzhou.aliyuncs.com", "oss-cn-hangzhou.aliyuncs.com.evil.com", undefined],
	["oss-cn-hangzhou.aliyuncs.com", "evil.com", undefined],
	["oss-cn-hangzhou.aliyuncs.com", "", undefined],
	["oss-cn-hangzhou.aliyuncs.com", "a..aliyuncs.com", undefined],
	["oss-cn-hangzhou.aliyuncs.com", "oss-cn-shanghai.aliyuncs.com/x", undefined],
	["mine.com", "evil.com", undefined],
	["mine.com.cn", "evil.com.cn", undefined],
	["mine.co.uk", "evil.co.uk", undefined],
	["10.0.0.1", "10.0.0.2", undefined],
	["localhost", "evil", undefined],
	["oss-cn-hangzhou.aliyuncs.com", "evil.oss-cn-hangzhou.aliyuncs.com", undefined],
	["oss-cn-hangzhou.aliyuncs.com", "evil.aliyuncs.com", undefined],
	["oss-cn-hangzhou.aliyuncs.com", ".aliyuncs.com", undefined],
	["oss-cn-hangzhou.aliyuncs.com", "-.aliyuncs.com", undefined],
	["mycompany.info.pl", "evil.info.pl", undefined],
	["foo.github.io", "evil.github.io", undefined],
	["oss-a.foo.github.io", "oss-b.foo.github.io", "oss-b.foo.github.io"],
	["oss-a.cloud.corp", "oss-b.cloud.corp", "oss-b.cloud.corp"],
	["oss-a.abc.com", "oss-b.abc.com", "oss-b.abc.com"],
])("beside %p the endpoint %p is %p", async (endpoint, named, host) => {
	expect((await siblingEndpoint(parseEndpoint(endpoint), named))?.host as string | undefined).toBe(host as string);
	expect(await siblingEndpoint(parseEndpoint(endpoint, { cname: true }), named)).toBeUndefined();
});

test("an endpoint with a login is refused without showing it", () => {
	const read = () => parseEndpoint("https://user:password@host");
	expect(read).toThrow("invalid endpoint, it holds an @");
	expect(read).not.toThrow("password");
});
