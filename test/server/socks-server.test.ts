// The SOCKS server speaks RFC 1928 and RFC 1929, and reaches nothing but the loopback.
import { afterEach, expect, test } from "bun:test";
import { connect } from "node:net";
import { type ByteReader, readBytesFrom } from "./byte-reader.ts";
import { type ListenOptions, listen } from "./listener.ts";
import { type SocksServer, type SocksServerOptions, startSocksServer } from "./socks-server.ts";
import { until } from "./until.ts";
import { closeLater, closeUsed, use } from "./used.ts";

afterEach(closeUsed);

const NO_LOGIN = Buffer.of(5, 1, 0);
const LOGIN = Buffer.of(5, 2, 0, 2);

interface Client {
	reader: ByteReader;
	/** Sends and reads an answer of that length, as plain numbers; undefined when the server hangs up instead. */
	ask(bytes: Uint8Array, length: number): Promise<number[] | undefined>;
}

function start(options: SocksServerOptions = {}) {
	return use(startSocksServer(options));
}

function dial(server: SocksServer): Client {
	const socket = connect(server.port, "127.0.0.1");
	const reader = readBytesFrom(socket);
	closeLater({ close: () => socket.destroy() });
	return {
		reader,
		async ask(bytes, length) {
			socket.write(bytes);
			const answer = await reader.bytes(length);
			return answer && [...answer];
		},
	};
}

/** A server that says good day to whoever connects and then repeats what it is told. */
function startEcho(options: ListenOptions = {}) {
	return use(
		listen(options, async (socket) => {
			socket.write("hello ");
			const reader = readBytesFrom(socket);
			for (let byte = await reader.bytes(1); byte !== undefined; byte = await reader.bytes(1)) socket.write(byte);
		}),
	);
}

function login(user: string, password: string): Buffer {
	return Buffer.concat([Buffer.of(1), counted(user), counted(password)]);
}

function counted(text: string): Buffer {
	const bytes = Buffer.from(text);
	return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

function request(address: Buffer, port: number, command = 1): Buffer {
	return Buffer.concat([Buffer.of(5, command, 0), address, Buffer.of(port >> 8, port & 0xff)]);
}

/** Sends a CONNECT or the like and reads the reply's code. */
async function reply(client: Client, bytes: Buffer): Promise<number | undefined> {
	const [version, code, reserved, type] = (await client.ask(bytes, 10)) ?? [];
	expect([version, reserved, type]).toEqual([5, 0, 1]);
	return code;
}

function name(host: string): Buffer {
	return Buffer.concat([Buffer.of(3), counted(host)]);
}

const IPV4 = Buffer.of(1, 127, 0, 0, 1);
const IPV6 = Buffer.concat([Buffer.of(4), Buffer.alloc(15), Buffer.of(1)]);

test.each([
	{ host: "127.0.0.1", addressType: "ipv4", address: IPV4, at: "127.0.0.1" },
	{ host: "::1", addressType: "ipv6", address: IPV6, at: "::1" },
	{ host: "localhost", addressType: "name", address: name("localhost"), at: "127.0.0.1" },
	{ host: "Bucket.Localhost", addressType: "name", address: name("Bucket.Localhost"), at: "127.0.0.1" },
	{ host: "::1", addressType: "name", address: name("::1"), at: "::1" },
] as const)("connects to $host as an $addressType", async ({ host, addressType, address, at }) => {
	const server = await start();
	const { port } = await startEcho({ host: at });
	const client = dial(server);
	expect(await client.ask(NO_LOGIN, 2)).toEqual([5, 0]);
	expect(await reply(client, request(address, port))).toBe(0);
	expect(await client.ask(Buffer.from("world"), 11)).toEqual([...Buffer.from("hello world")]);
	expect(server.requests).toEqual([{ host, port, addressType, user: undefined }]);
	expect(server.url).toBe(`socks5://127.0.0.1:${server.port}`);
});

test("passes on what was sent without waiting for the reply", async () => {
	const { port } = await startEcho();
	const client = dial(await start());
	await client.ask(Buffer.concat([NO_LOGIN, request(IPV4, port), Buffer.from("early")]), 2 + 10);
	expect((await client.reader.bytes(11))?.toString()).toBe("hello early");
});

test("passes on that the other side has hung up", async () => {
	const brief = await use(listen({}, async (socket) => void socket.write("bye")));
	const client = dial(await start());
	await client.ask(NO_LOGIN, 2);
	await client.ask(request(IPV4, brief.port), 10);
	expect((await client.reader.bytes(3))?.toString()).toBe("bye");
	expect(await client.reader.bytes(1)).toBeUndefined();
});

test("lets a user in whose name and password are not ASCII", async () => {
	const server = await start({ user: "jörg", password: "pä:ß" });
	const { port } = await startEcho();
	const client = dial(server);
	expect(await client.ask(LOGIN, 2)).toEqual([5, 2]);
	expect(await client.ask(login("jörg", "pä:ß"), 2)).toEqual([1, 0]);
	expect(await reply(client, request(IPV4, port))).toBe(0);
	expect(server.requests).toEqual([{ host: "127.0.0.1", port, addressType: "ipv4", user: "jörg" }]);
});

test.each([
	["a wrong password", login("jörg", "guess")],
	["a wrong user", login("joerg", "pw")],
	["a password in Latin-1", Buffer.concat([Buffer.of(1, 4), Buffer.from("jörg", "latin1"), counted("pw")])],
])("turns %s away and hangs up", async (_, bytes) => {
	const server = await start({ user: "jörg", password: "pw" });
	const client = dial(server);
	await client.ask(LOGIN, 2);
	expect(await client.ask(bytes, 2)).toEqual([1, 1]);
	expect(await client.reader.bytes(1)).toBeUndefined();
	expect(server.requests).toEqual([]);
});

test.each<[name: string, options: SocksServerOptions, greeting: number[]]>([
	["no login where one is needed", { user: "u", password: "p" }, [5, 1, 0]],
	["a login where nobody is asked", {}, [5, 1, 2]],
	["GSSAPI", {}, [5, 1, 1]],
])("does not agree to %s", async (_, options, greeting) => {
	const client = dial(await start(options));
	expect(await client.ask(Buffer.from(greeting), 2)).toEqual([5, 0xff]);
	expect(await client.reader.bytes(1)).toBeUndefined();
});

test.each(["GET / HTTP/1.1\r\n\r\n", "\x04\x01\x00\x50\x7f\x00\x00\x01\x00"])("hangs up on %j", async (bytes) => {
	const client = dial(await start());
	expect(await client.ask(Buffer.from(bytes, "latin1"), 1)).toBeUndefined();
});

test.each<[code: number, name: string, bytes: Buffer]>([
	[4, "a public name", request(name("oss-cn-hangzhou.aliyuncs.com"), 80)],
	[4, "a public address", request(Buffer.of(1, 8, 8, 8, 8), 80)],
	[4, "an address that looks like the loopback", request(Buffer.of(1, 127, 0, 0, 2), 80)],
	[4, "a name that looks like the loopback", request(name("localhost.example"), 80)],
	[7, "BIND", request(IPV4, 80, 2)],
	[7, "UDP ASSOCIATE", request(IPV4, 80, 3)],
	[8, "an unknown address type", request(Buffer.of(2, 0), 80)],
	[1, "a reserved byte that is set", Buffer.of(5, 1, 1, 1, 127, 0, 0, 1, 0, 80)],
])("replies %d to %s", async (code, _, bytes) => {
	const client = dial(await start());
	await client.ask(NO_LOGIN, 2);
	expect(await client.ask(bytes, 10)).toEqual([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
	expect(await client.reader.bytes(1)).toBeUndefined();
});

test("replies 5 when nobody listens", async () => {
	const { port, close } = await listen({}, async () => {});
	await close();
	const client = dial(await start());
	await client.ask(NO_LOGIN, 2);
	expect(await reply(client, request(IPV4, port))).toBe(5);
});

test("refuses with the code it is told", async () => {
	const server = await start({ refuse: 2 });
	const { port, connections } = await startEcho();
	const client = dial(server);
	await client.ask(NO_LOGIN, 2);
	expect(await reply(client, request(IPV4, port))).toBe(2);
	expect(server.requests).toMatchObject([{ host: "127.0.0.1", port }]);
	expect(connections()).toBe(0);
});

test("carries out a CONNECT once it is let go", async () => {
	const { promise: released, resolve: release } = Promise.withResolvers<void>();
	const server = await start({ hold: (number) => (number === 1 ? released : Promise.resolve()) });
	const { port, connections } = await startEcho();
	const [held, free] = [dial(server), dial(server)];
	await held.ask(NO_LOGIN, 2);
	const heldReply = reply(held, request(IPV4, port));
	await until(() => server.requests.length > 0);
	await free.ask(NO_LOGIN, 2);
	expect(await reply(free, request(IPV4, port))).toBe(0);
	expect(connections()).toBe(1);
	release();
	expect(await heldReply).toBe(0);
});

test("connects to the port that stands for a public host", async () => {
	const { port } = await startEcho();
	const host = "oss-cn-hangzhou.aliyuncs.com";
	const server = await start({ route: (asked, at) => (asked === host && at === 443 ? port : undefined) });
	for (const [asked, code] of [
		[443, 0],
		[80, 4],
	] as const) {
		const client = dial(server);
		await client.ask(NO_LOGIN, 2);
		expect(await reply(client, request(name(host.toUpperCase()), asked))).toBe(code);
	}
	expect(server.requests.map((entry) => entry.host)).toEqual([host.toUpperCase(), host.toUpperCase()]);
});

test("closes its tunnels with itself", async () => {
	const server = await startSocksServer();
	const { port } = await startEcho();
	const client = dial(server);
	await client.ask(NO_LOGIN, 2);
	await client.ask(request(IPV4, port), 10 + 6);
	await server.close();
	expect(await client.reader.bytes(1)).toBeUndefined();
});
