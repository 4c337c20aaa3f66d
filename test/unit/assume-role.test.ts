// The query that STS is asked with.
import { expect, test } from "bun:test";
import { type AssumeRole, signedQuery } from "../../src/credentials/assume-role.ts";
import { parseEndpoint } from "../../src/oss/endpoint.ts";

const SIGN_IN: AssumeRole = {
	kind: "assume-role",
	origin: "",
	credentials: { accessKeyId: "ak", accessKeySecret: "sk" },
	roleArn: "acs:ram::1234567890123456:role/ossrole",
	sessionName: "SessNameRandABCDE",
	durationSeconds: 3600,
	endpoint: parseEndpoint("sts.aliyuncs.com"),
};

test("the signature of the published example is reproduced", async () => {
	const query = await signedQuery(SIGN_IN, new Date("2023-12-16T16:20:57.999Z"), "ABCDEFGHIJKLMNOPQRSTUVWX");
	expect(new URLSearchParams(query.replaceAll("+", "%2B")).get("Signature")).toBe("rqqvclGQTBzoYeQFTwJw65BsfF4=");
	expect(query).not.toMatch(/[+*]|%7E/);
});

test("a temporary key sends its token, and a session without a name gets one of ossutil's form", async () => {
	const { sessionName: _, ...unnamed } = SIGN_IN;
	const credentials = { ...SIGN_IN.credentials, securityToken: "a+b/c==" };
	const query = new URLSearchParams(await signedQuery({ ...unnamed, credentials }, new Date(0), "n"));
	expect(query.get("SecurityToken")).toBe("a+b/c==");
	expect(query.get("RoleSessionName")).toMatch(/^SessNameRand[A-Za-z]{5}$/);
});
