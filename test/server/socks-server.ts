// A SOCKS5 server (RFC 1928, RFC 1929) that never leaves the loopback: CONNECT only, with or without a password.

import type { Socket } from "node:net";
import { type ByteReader, readBytesFrom } from "./byte-reader.ts";
import { sendBytes, socketClosed } from "./http-message.ts";
import { listen } from "./listener.ts";
import { dialLoopback, join } from "./loopback-link.ts";
import { happened } from "./until.ts";

export interface SocksServerOptions {
	/** With a user, clients have to log in by name and password; without, nobody is asked. */
	user?: string;
	password?: string;
	/** Every CONNECT is answered with this reply code. */
	refuse?: number;
	/** Awaited before a CONNECT is carried out; they are numbered from 1. */
	hold?: (number: number) => Promise<void>;
	/** The loopback port that stands for a host; undefined is unreachable. Default: loopback names, the same port. */
	route?: (host: string, port: number) => number | undefined;
}

export interface SocksServer {
	port: number;
	/** socks5://127.0.0.1:port */
	url: string;
	/** Every CONNECT so far; the host as sent, an IPv6 address in its shortest form. */
	requests: SocksRequest[];
	/** Stops listening and destroys the open sockets. */
	close(): Promise<void>;
}

export interface SocksRequest {
	host: string;
	port: number;
	addressType: "ipv4" | "ipv6" | "name";
	/** Who logged in; undefined when nobody was asked. */
	user: string | undefined;
}

const VERSION = 5;
const LOGIN_VERSION = 1;
const CONNECT = 1;
const METHOD = { none: 0, login: 2, noneAcceptable: 0xff };
const REPLY = {
	succeeded: 0,
	generalFailure: 1,
	hostUnreachable: 4,
	connectionRefused: 5,
	commandNotSupported: 7,
	addressTypeNotSupported: 8,
};

/** Starts the server on a free loopback port. Whatever host a client names, only the loopback is ever dialled. */
export async function startSocksServer(options: SocksServerOptions = {}): Promise<SocksServer> {
	const requests: SocksRequest[] = [];
	const route = options.route ?? samePortOnLoopback;

	/** Carries out one CONNECT: the socket it leads to, or the reply code of a refusal. */
	async function dial({ host, port }: SocksRequest): Promise<Socket | number> {
		if (options.refuse !== undefined) return options.refuse;
		const target = route(host.toLowerCase(), port);
		if (target === undefined) return REPLY.hostUnreachable;
		return (await dialLoopback(host, target)) ?? REPLY.connectionRefused;
	}

	const listener = await listen({}, async (client) => {
		const reader = readBytesFrom(client);
		const guest = await admit(client, reader, options);
		if (guest === undefined) return;
		const request = await readConnect(reader, guest.user);
		if (request === undefined) return;
		if (typeof request === "object") {
			const number = requests.push(request);
			happened();
			await options.hold?.(number);
		}
		const upstream = typeof request === "object" ? await dial(request) : request;
		if (typeof upstream === "number") {
			await sendBytes(client, reply(upstream));
			return;
		}
		await sendBytes(client, reply(REPLY.succeeded, upstream.localPort));
		await sendBytes(upstream, reader.release());
		join(client, upstream);
		await socketClosed(client);
	});
	return { port: listener.port, url: `socks5://127.0.0.1:${listener.port}`, requests, close: listener.close };
}

/** Agrees on a way to log in and does so; undefined when the client is turned away or does not speak SOCKS5. */
async function admit(
	client: Socket,
	reader: ByteReader,
	{ user, password = "" }: SocksServerOptions,
): Promise<{ user: string | undefined } | undefined> {
	const [version, count = 0] = (await reader.bytes(2)) ?? [];
	if (version !== VERSION) return undefined;
	const offered = await reader.bytes(count);
	const method = user === undefined ? METHOD.none : METHOD.login;
	const acceptable = offered?.includes(method) ?? false;
	await sendBytes(client, Buffer.of(VERSION, acceptable ? method : METHOD.noneAcceptable));
	if (!acceptable) return undefined;
	if (user === undefined) return { user };
	const [loginVersion] = (await reader.bytes(1)) ?? [];
	if (loginVersion !== LOGIN_VERSION) return undefined;
	const name = await readCounted(reader);
	const secret = await readCounted(reader);
	const known = name?.equals(Buffer.from(user)) && secret?.equals(Buffer.from(password));
	await sendBytes(client, Buffer.of(LOGIN_VERSION, known ? 0 : 1));
	return known ? { user } : undefined;
}

/** Reads what the client wants; a number is the reply code to turn it down with, undefined is not SOCKS5. */
async function readConnect(reader: ByteReader, user: string | undefined): Promise<SocksRequest | number | undefined> {
	const [version, command, reserved, type] = (await reader.bytes(4)) ?? [];
	if (version !== VERSION) return undefined;
	if (command !== CONNECT) return REPLY.commandNotSupported;
	if (reserved !== 0) return REPLY.generalFailure;
	const address = await readAddress(reader, type);
	if (typeof address !== "object") return address;
	const port = await reader.bytes(2);
	return port && { ...address, port: port.readUInt16BE(), user };
}

async function readAddress(
	reader: ByteReader,
	type: number | undefined,
): Promise<Pick<SocksRequest, "host" | "addressType"> | number | undefined> {
	if (type === 1) {
		const bytes = await reader.bytes(4);
		return bytes && { host: bytes.join("."), addressType: "ipv4" };
	}
	if (type === 3) {
		const bytes = await readCounted(reader);
		return bytes && { host: bytes.toString("utf8"), addressType: "name" };
	}
	if (type === 4) {
		const bytes = await reader.bytes(16);
		return bytes && { host: ipv6Text(bytes), addressType: "ipv6" };
	}
	return REPLY.addressTypeNotSupported;
}

/** A field that begins with its own length in one byte. */
async function readCounted(reader: ByteReader): Promise<Buffer | undefined> {
	const [length] = (await reader.bytes(1)) ?? [];
	return length === undefined ? undefined : reader.bytes(length);
}

function ipv6Text(bytes: Buffer): string {
	const groups = bytes.toString("hex").match(/.{4}/g) ?? [];
	return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}

/** A reply; the address in it is the one that the server dials from. */
function reply(code: number, port = 0): Buffer {
	const loopback = port === 0 ? [0, 0, 0, 0] : [127, 0, 0, 1];
	return Buffer.of(VERSION, code, 0, 1, ...loopback, port >> 8, port & 0xff);
}

function samePortOnLoopback(host: string, port: number): number | undefined {
	return /^(?:127\.0\.0\.1|::1|(?:[^/]+\.)?localhost)$/.test(host) ? port : undefined;
}
