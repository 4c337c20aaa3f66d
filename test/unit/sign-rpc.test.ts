// The signature of RPC-style calls, stage by stage, and the query that STS is asked with.
import { expect, test } from "bun:test";
import { assumeRole } from "../../src/credentials/rpc/assume-role.ts";
import type { CredentialsSource } from "../../src/credentials/source.ts";
import { parseEndpoint } from "../../src/oss/endpoint.ts";
import { hmacSha1 } from "../../src/oss/signing/hmac-sha1.ts";
import { canonicalQueryRpc, signRpc, stringToSignRpc } from "../../src/oss/signing/rpc.ts";

const DATE = new Date("2023-12-16T16:20:57.999Z");
const ACCESS_KEY = { accessKeyId: "ak", accessKeySecret: "sk" };
const ASSUME_ROLE = {
	Action: "AssumeRole",
	DurationSeconds: "3600",
	RoleArn: "acs:ram::1234567890123456:role/ossrole",
	RoleSessionName: "SessNameRandABCDE",
	Version: "2015-04-01",
};
const SOURCE: Extract<CredentialsSource, { kind: "assume-role" }> = {
	kind: "assume-role",
	origin: "",
	credentials: ACCESS_KEY,
	roleArn: ASSUME_ROLE.RoleArn,
	sessionName: ASSUME_ROLE.RoleSessionName,
	durationSeconds: 3600,
	endpoint: parseEndpoint("sts.aliyuncs.com"),
};

test("the signature of the published example is reproduced", async () => {
	const query = await signRpc(ASSUME_ROLE, ACCESS_KEY, DATE, "ABCDEFGHIJKLMNOPQRSTUVWX");
	expect(new URLSearchParams(query.replaceAll("+", "%2B")).get("Signature")).toBe("rqqvclGQTBzoYeQFTwJw65BsfF4=");
	expect(query).not.toMatch(/[+*]|%7E/);
	const unsigned = query.replace(/&Signature=.*$/, "");
	expect(await hmacSha1("sk&", stringToSignRpc(unsigned))).toBe("rqqvclGQTBzoYeQFTwJw65BsfF4=");
});

test("parameters are sorted by name and encoded, and the whole is encoded once more", () => {
	const query = canonicalQueryRpc({ b: "a b*~", a: "x/y", B: "中" });
	expect(query).toBe("B=%E4%B8%AD&a=x%2Fy&b=a%20b%2A~");
	expect(stringToSignRpc(query)).toBe("GET&%2F&B%3D%25E4%25B8%25AD%26a%3Dx%252Fy%26b%3Da%2520b%252A~");
});

/** The query that STS is asked with. */
async function queryOf(source: typeof SOURCE): Promise<URLSearchParams> {
	let url = "";
	const transport = async (request: { url: string }) => {
		url = request.url;
		const expired = { AccessKeyId: "a", AccessKeySecret: "s", SecurityToken: "t", Expiration: DATE.toISOString() };
		return { status: 200, headers: new Headers(), body: JSON.stringify({ Credentials: expired }) };
	};
	await assumeRole(source, transport, DATE);
	return new URL(url).searchParams;
}

test("STS is asked for the role, for as long as was set", async () => {
	expect(Object.fromEntries(await queryOf({ ...SOURCE, externalId: "x y", policy: "{}" }))).toMatchObject({
		...ASSUME_ROLE,
		ExternalId: "x y",
		Policy: "{}",
		Format: "JSON",
		Timestamp: "2023-12-16T16:20:57Z",
	});
});

test("a temporary key sends its token, and a session without a name gets one of ossutil's form", async () => {
	const { sessionName: _, ...unnamed } = SOURCE;
	const query = await queryOf({ ...unnamed, credentials: { ...ACCESS_KEY, securityToken: "a+b/c==" } });
	expect(query.get("SecurityToken")).toBe("a+b/c==");
	expect(query.get("RoleSessionName")).toMatch(/^SessNameRand[A-Za-z]{5}$/);
});
