// Where requests go for each way of writing an endpoint.
import { expect, test } from "bun:test";
import { makeCertificate } from "../server/certificate.ts";
import { BUCKET, ID, openScene, SECRET } from "./scene.ts";

const RULE = { buckets: [{ name: BUCKET, rule: { SSEAlgorithm: "AES256" } }] };

test.each([
	["http://127.0.0.1:PORT", `/${BUCKET}/`, "127.0.0.1:PORT"],
	["http://127.0.0.1:PORT/", `/${BUCKET}/`, "127.0.0.1:PORT"],
	["HTTP://127.0.0.1:PORT///", `/${BUCKET}/`, "127.0.0.1:PORT"],
	["http://localhost:PORT", "/", `${BUCKET}.localhost:PORT`],
	["http://LocalHost:PORT/", "/", `${BUCKET}.localhost:PORT`],
	[" http://localhost:PORT ", "/", `${BUCKET}.localhost:PORT`],
])("the endpoint %p reaches %p on %p", async (endpoint, path, host) => {
	await using scene = await openScene(RULE);
	const port = String(scene.server.port);
	const { exitCode, stderr } = await scene.encryption("get", "-e", endpoint.replace("PORT", port));
	expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
	const [request] = scene.server.requests;
	expect(request?.target).toBe(`${path}?encryption`);
	expect(request?.headers["host"]).toBe(host.replace("PORT", port));
});

test("--force-path-style puts the bucket into the path of a named endpoint", async () => {
	await using scene = await openScene(RULE);
	const endpoint = `http://localhost:${scene.server.port}`;
	expect((await scene.encryption("get", "-e", endpoint, "--force-path-style")).exitCode).toBe(0);
	expect(scene.server.requests[0]?.target).toBe(`/${BUCKET}/?encryption`);
});

test("an IPv6 endpoint in brackets is path style", async () => {
	await using scene = await openScene({ ...RULE, host: "::1" });
	const { exitCode, stderr } = await scene.encryption("get", "-e", `http://[::1]:${scene.server.port}`);
	expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
	expect(scene.server.requests[0]?.target).toBe(`/${BUCKET}/?encryption`);
});

test("without a scheme it is https, to a name and to an address", async () => {
	const { ca, cert, key } = await makeCertificate({ names: [`${BUCKET}.localhost`, "127.0.0.1"] });
	await using scene = await openScene({ ...RULE, tls: { cert, key } });
	const environment = { NODE_EXTRA_CA_CERTS: await scene.file("ca.pem", ca) };
	for (const host of ["localhost", "127.0.0.1"]) {
		const get = ["bucket-encryption", "--method", "get", `oss://${BUCKET}`, "-i", ID, "-k", SECRET];
		const outcome = await scene.run([...get, "-e", `${host}:${scene.server.port}`], environment);
		expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
	}
});

test("a plain http server behind an endpoint without a scheme: the hint names the remedy", async () => {
	await using scene = await openScene(RULE);
	const address = `127.0.0.1:${scene.server.port}`;
	const { exitCode, stderr } = await scene.encryption("get", "-e", address);
	expect(exitCode).toBe(1);
	expect(stderr).toBe(
		`Error: GET https://${address}: it does not speak TLS on this port\nHint: https was tried because the endpoint names no scheme, use -e http://${address} if it serves http\n`,
	);
	await scene.server.close();
	const refused = await scene.encryption("get", "-e", address, "--retry-times", "1");
	expect(refused.stderr).toBe(
		`Error: GET https://${address}: connection refused\nHint: https was tried because the endpoint names no scheme, use -e http://${address} if it serves http\n`,
	);
});

test("a region without an endpoint names the region's public endpoint", async () => {
	await using scene = await openScene(RULE);
	const { startProxyServer } = await import("../server/proxy-server.ts");
	const proxy = await startProxyServer();
	for (const region of ["cn-shanghai", "oss-cn-shanghai"]) {
		const { exitCode } = await scene.run([
			"bucket-encryption",
			"--method",
			"get",
			`oss://${BUCKET}`,
			...["-i", ID, "-k", SECRET, "--region", region, "--proxy-host", proxy.url, "--retry-times", "1"],
		]);
		expect(exitCode).toBe(1);
	}
	await proxy.close();
	expect(proxy.requests.map(({ method, target }) => `${method} ${target}`)).toEqual(
		Array(2).fill(`CONNECT ${BUCKET}.oss-cn-shanghai.aliyuncs.com:443`),
	);
});
