// Where requests go for each way of writing an endpoint.
import { expect, test } from "bun:test";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
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
		`Error: GET https://${address}: it does not speak TLS on this port, it answers plain HTTP\nHint: https was tried because the endpoint names no scheme, use -e http://${address} if it serves http: key ids, tokens and data then travel unencrypted\n`,
	);
	await scene.server.close();
	const refused = await scene.encryption("get", "-e", address, "--retry-times", "1");
	expect(refused.stderr).toBe(
		`Error: GET https://${address}: connection refused\nHint: https was tried because the endpoint names no scheme, use -e http://${address} if it serves http: key ids, tokens and data then travel unencrypted\n`,
	);
});

/** A server that does with a connection what `answer` does, until it is disposed of. */
async function rawServer(answer: (socket: Socket) => void, tls?: TlsOptions) {
	const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
	server.on("tlsClientError", () => {});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		port: (server.address() as AddressInfo).port,
		[Symbol.dispose]: () => void server.close(),
	};
}

const SPEAKERS: readonly [string, string, (socket: Socket) => void][] = [
	["plain HTTP", "it does not speak TLS on this port, it answers plain HTTP", say("HTTP/1.1 400 Bad Request\r\n\r\n")],
	["another protocol", "it does not speak TLS on this port", say("SSH-2.0-OpenSSH_9.2\r\n")],
];

function say(text: string) {
	return (socket: Socket) => {
		socket.on("error", () => {});
		socket.once("data", () => socket.end(text));
	};
}

test.each(SPEAKERS)("%s behind an explicit https:// is named, and http:// is not advised", async (_, text, answer) => {
	await using scene = await openScene();
	using server = await rawServer(answer);
	const { stderr } = await scene.encryption("get", "-e", `https://127.0.0.1:${server.port}`);
	expect(stderr).toBe(`Error: GET https://127.0.0.1:${server.port}: ${text}\n`);
});

test("another protocol than TLS and HTTP draws no advice to use http://", async () => {
	await using scene = await openScene();
	using server = await rawServer(say("SSH-2.0-OpenSSH_9.2\r\n"));
	const { stderr } = await scene.encryption("get", "-e", `127.0.0.1:${server.port}`);
	expect(stderr).toBe(`Error: GET https://127.0.0.1:${server.port}: it does not speak TLS on this port\n`);
});

test.each<[string, TlsOptions]>([
	["TLS 1.1 only", { minVersion: "TLSv1", maxVersion: "TLSv1.1" }],
	["a client certificate that is wanted", { requestCert: true, rejectUnauthorized: true }],
])("%s is a handshake that failed, and http:// is not advised", async (_, options) => {
	const { ca, cert, key } = await makeCertificate({ names: ["127.0.0.1"] });
	await using scene = await openScene();
	// It answers plain HTTP too, as many servers do on their port for TLS.
	using server = await rawServer(say("HTTP/1.1 400 Bad Request\r\n\r\n"), { cert, key, ...options });
	const trust = ["--ca-file", await scene.file("ca.pem", ca), "--retry-times", "1"];
	for (const scheme of ["", "https://"]) {
		const { exitCode, stderr } = await scene.encryption("get", "-e", `${scheme}127.0.0.1:${server.port}`, ...trust);
		expect(exitCode).toBe(1);
		expect(stderr).toStartWith(`Error: GET https://127.0.0.1:${server.port}: `);
		expect(stderr).not.toContain("http://");
		expect(stderr).not.toContain("does not speak TLS");
	}
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
