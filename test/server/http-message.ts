// HTTP/1.1 messages on a raw socket: reads a request strictly, writes an answer byte by byte as told.

import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { type ByteReader, RequestSyntaxError } from "./byte-reader.ts";

export interface HttpRequest {
	method: string;
	/** As on the request line. */
	target: string;
	/** Names in lower case, values as Latin-1. */
	headers: Record<string, string>;
	body: Buffer;
}

export interface HttpAnswer {
	status: number;
	/** Default: HTTP's own phrase for the status. */
	phrase?: string | undefined;
	headers: Record<string, string>;
	body: string | Buffer;
}

const LINE_LIMIT = 16_384;
const HEADERS_LIMIT = 65_536;
const BODY_LIMIT = 1_048_576;
const REQUEST_LINE = /^([A-Z]+) ([!-~]+) HTTP\/1\.1$/;
const HEADER_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/;
const ONLY_ONCE = new Set(["host", "content-length", "transfer-encoding", "authorization", "date", "content-md5"]);

/** Reads one request; undefined when the peer left before it was complete. */
export async function readRequest(reader: ByteReader): Promise<HttpRequest | undefined> {
	const first = await reader.line(LINE_LIMIT);
	if (first === undefined) return undefined;
	const [, method, target] = REQUEST_LINE.exec(first) ?? [];
	if (method === undefined || target === undefined) throw new RequestSyntaxError("bad request line");
	const headers = await readHeaders(reader);
	if (headers === undefined) return undefined;
	if (headers["host"] === undefined) throw new RequestSyntaxError("no Host header");
	const body = await readBody(reader, headers);
	return body && { method, target, headers, body };
}

async function readHeaders(reader: ByteReader): Promise<Record<string, string> | undefined> {
	const headers: Record<string, string> = Object.create(null);
	for (let size = 0; ; ) {
		const line = await reader.line(LINE_LIMIT);
		if (line === undefined) return undefined;
		if (line === "") return headers;
		size += line.length;
		if (size > HEADERS_LIMIT) throw new RequestSyntaxError("headers too long");
		const [, spelling, value] = HEADER_LINE.exec(line) ?? [];
		if (spelling === undefined || value === undefined) throw new RequestSyntaxError("bad header line");
		const name = spelling.toLowerCase();
		const earlier = headers[name];
		if (earlier !== undefined && ONLY_ONCE.has(name)) throw new RequestSyntaxError(`${name} sent twice`);
		headers[name] = earlier === undefined ? value : `${earlier}, ${value}`;
	}
}

async function readBody(reader: ByteReader, headers: Record<string, string>): Promise<Buffer | undefined> {
	const length = headers["content-length"];
	const coding = headers["transfer-encoding"];
	if (coding !== undefined) {
		if (length !== undefined || coding.toLowerCase() !== "chunked") throw new RequestSyntaxError("bad framing");
		return readChunks(reader);
	}
	if (length === undefined) return Buffer.alloc(0);
	if (!/^\d{1,10}$/.test(length)) throw new RequestSyntaxError("bad Content-Length");
	if (Number(length) > BODY_LIMIT) throw new RequestSyntaxError("body too long");
	return reader.bytes(Number(length));
}

async function readChunks(reader: ByteReader): Promise<Buffer | undefined> {
	const chunks: Buffer[] = [];
	for (let total = 0; ; ) {
		const line = await reader.line(LINE_LIMIT);
		if (line === undefined) return undefined;
		if (!/^[0-9A-Fa-f]{1,8}$/.test(line)) throw new RequestSyntaxError("bad chunk size");
		const size = Number.parseInt(line, 16);
		total += size;
		if (total > BODY_LIMIT) throw new RequestSyntaxError("body too long");
		const chunk = await reader.bytes(size);
		const end = await reader.line(LINE_LIMIT);
		if (chunk === undefined || end === undefined) return undefined;
		if (end !== "") throw new RequestSyntaxError("bad chunk end");
		if (size === 0) return Buffer.concat(chunks);
		chunks.push(chunk);
	}
}

/** The status line and the headers, with the blank line that ends them. Header values are sent as given. */
export function encodeHead(
	status: number,
	headers: Record<string, string>,
	phrase = STATUS_CODES[status] ?? "Unknown",
): Buffer {
	const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
	return Buffer.from(`HTTP/1.1 ${status} ${phrase}\r\n${lines.join("")}\r\n`, "latin1");
}

/** A whole answer; Content-Length is added unless the status forbids a body. */
export function encodeAnswer({ status, phrase, headers, body }: HttpAnswer): Buffer {
	if (status === 204 || status === 304) return encodeHead(status, headers, phrase);
	const bytes = Buffer.from(body);
	return Buffer.concat([encodeHead(status, { ...headers, "Content-Length": String(bytes.length) }, phrase), bytes]);
}

/** Writes and waits until there is room for more; false when the peer is gone. */
export async function sendBytes(socket: Socket, bytes: Buffer): Promise<boolean> {
	if (socket.destroyed) return false;
	if (socket.write(bytes)) return true;
	return new Promise((resolve) => {
		const settle = () => {
			socket.off("drain", settle).off("close", settle);
			resolve(!socket.destroyed);
		};
		socket.on("drain", settle).on("close", settle);
	});
}

/** Resolves when the socket is closed, by whichever side. */
export async function socketClosed(socket: Socket): Promise<void> {
	if (socket.destroyed) return;
	await new Promise<void>((resolve) => {
		socket.once("close", () => resolve());
	});
}
