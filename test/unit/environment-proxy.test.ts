// Which proxy the environment names, and which hosts it exempts.
import { expect, test } from "bun:test";
import { environmentProxy } from "../../src/settings/environment-proxy.ts";

const HTTP = "http://bucket.oss-cn-hangzhou.aliyuncs.com/";
const HTTPS = HTTP.replace("http:", "https:");

test.each([
	[HTTP, { http_proxy: "p" }, "p"],
	[HTTP, { HTTP_PROXY: "p" }, undefined],
	[HTTP, { https_proxy: "p", HTTPS_PROXY: "p" }, undefined],
	[HTTPS, { https_proxy: "p", HTTPS_PROXY: "q" }, "p"],
	[HTTPS, { HTTPS_PROXY: "q" }, "q"],
	[HTTPS, { http_proxy: "p" }, undefined],
	[HTTPS, { all_proxy: "p", ALL_PROXY: "q" }, "p"],
	[HTTP, { ALL_PROXY: "q" }, "q"],
	[HTTP, { http_proxy: "p", all_proxy: "q" }, "p"],
	[HTTP, { http_proxy: "", all_proxy: "q" }, "q"],
	[HTTP, {}, undefined],
])("%s under %j goes through %p", (url, environment, proxy) => {
	expect(environmentProxy(environment, new URL(url)) as string | undefined).toBe(proxy as string);
});

test.each([
	["http://a.example.com/", "example.com", true],
	["http://a.example.com/", ".example.com", true],
	["http://example.com/", ".example.com", true],
	["http://a.EXAMPLE.com/", "x, Example.COM", true],
	["http://a.example.com./", "example.com", true],
	["http://badexample.com/", "example.com", false],
	["http://example.com.evil/", "example.com", false],
	["http://a.example.com/", "*", true],
	["http://a.example.com/", "*.example.com", false],
	["http://a.example.com/", "", false],
	["http://a.example.com/", ",, ,", false],
	["http://10.1.2.3/", "10.1.2.3", true],
	["http://10.1.2.3/", "10.0.0.0/8", true],
	["http://11.1.2.3/", "10.0.0.0/8", false],
	["http://10.1.2.3/", "10.1.2.3/32", true],
	["http://10.1.2.4/", "10.1.2.3/32", false],
	["http://10.1.2.3/", "0.0.0.0/0", true],
	["http://10.1.2.3/", "10.0.0.0/33", false],
	["http://[::1]/", "::1", true],
	["http://[::1]/", "[::1]", true],
	["http://[::2]/", "::1", false],
])("%s is exempt by %j: %p", (url, list, exempt) => {
	const found = environmentProxy({ http_proxy: "p", no_proxy: list }, new URL(url));
	expect(found === undefined).toBe(exempt);
});

test("no_proxy in small letters wins over the one in capitals", () => {
	const environment = { http_proxy: "p", no_proxy: "other.example", NO_PROXY: "*" };
	expect(environmentProxy(environment, new URL(HTTP))).toBe("p");
});
