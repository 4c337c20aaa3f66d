// A proxy as people write it.
import { expect, test } from "bun:test";
import { parseProxy } from "../../src/settings/proxy.ts";
import { UsageError } from "../../src/settings/usage-error.ts";

test.each([
	["proxy", { kind: "http", hostname: "proxy", port: 80 }],
	["proxy:3128", { kind: "http", hostname: "proxy", port: 3128 }],
	["HTTP://Proxy:3128//", { kind: "http", hostname: "proxy", port: 3128 }],
	["https://proxy", { kind: "https", hostname: "proxy", port: 443 }],
	["socks5://proxy", { kind: "socks5", hostname: "proxy", port: 1080 }],
	["socks5h://[::1]:9", { kind: "socks5", hostname: "[::1]", port: 9 }],
	// A port that URL takes for its scheme's own, and leaves out.
	["socks5://proxy:80", { kind: "socks5", hostname: "proxy", port: 80 }],
	["https://proxy:80", { kind: "https", hostname: "proxy", port: 80 }],
	["http://proxy:443", { kind: "http", hostname: "proxy", port: 443 }],
	["https://proxy:443", { kind: "https", hostname: "proxy", port: 443 }],
	["http://[::1]:80", { kind: "http", hostname: "[::1]", port: 80 }],
	["socks5://[::1]", { kind: "socks5", hostname: "[::1]", port: 1080 }],
	["http://u:p@proxy", { kind: "http", hostname: "proxy", port: 80, login: { user: "u", password: "p" } }],
	["u@proxy", { kind: "http", hostname: "proxy", port: 80, login: { user: "u", password: "" } }],
	["u%40x:p%3A@proxy", { kind: "http", hostname: "proxy", port: 80, login: { user: "u@x", password: "p:" } }],
	["u:100%@proxy", { kind: "http", hostname: "proxy", port: 80, login: { user: "u", password: "100%" } }],
	["a@b:p@c@proxy", { kind: "http", hostname: "proxy", port: 80, login: { user: "a@b", password: "p@c" } }],
])("%p is %j", (address, proxy) => {
	expect(parseProxy(address, "here")).toEqual(proxy as ReturnType<typeof parseProxy>);
});

test("user and password of their own win over those in the address", () => {
	expect(parseProxy("http://u:p@proxy", "here", "x", "y").login).toEqual({ user: "x", password: "y" });
	expect(parseProxy("http://u:p@proxy", "here", undefined, "y").login).toEqual({ user: "u", password: "y" });
});

test.each([
	"socks4://x",
	"ftp://x",
	"http://",
	"a b",
	"http://x/path",
	"x:99999",
	"x:0",
	"socks5://x:0",
	"u:hidden-password@x y",
])("%p is refused, with the place and without the login", (address) => {
	const read = () => parseProxy(address, "the environment");
	expect(read).toThrow(UsageError);
	expect(read).toThrow("in the environment");
	expect(read).not.toThrow("hidden");
});
