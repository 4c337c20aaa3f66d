// Makes a certificate authority and a leaf certificate in memory: X.509 v3 on P-256, written as DER by hand.
// Nothing is stored and nothing outlives the process.

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";

export interface Certificate {
	/** The authority's own certificate, PEM: what a client has to trust. */
	ca: string;
	/** The leaf and, after it, the authority, PEM: what a server sends. */
	cert: string;
	/** The leaf's private key, PEM (PKCS #8). */
	key: string;
}

export interface CertificateOptions {
	/** Every DNS name and address the leaf is good for; replaces the default list. */
	names?: string[];
	/** The leaf ran out yesterday; the authority did not. */
	expired?: boolean;
}

const DAY = 86_400_000;
// Clients refuse "*.localhost" as too wide, so that a bucket in front of "oss.localhost" has a name of its own.
const DEFAULT_NAMES = ["127.0.0.1", "::1", "localhost", "*.localhost", "*.oss.localhost"];
const TAG = {
	boolean: 0x01,
	integer: 0x02,
	bits: 0x03,
	octets: 0x04,
	oid: 0x06,
	utf8: 0x0c,
	sequence: 0x30,
	set: 0x31,
};
const ECDSA_WITH_SHA256 = der(TAG.sequence, oid("1.2.840.10045.4.3.2"));

/** Makes a fresh authority and a leaf certificate signed by it. */
export async function makeCertificate(options: CertificateOptions = {}): Promise<Certificate> {
	const names = options.names ?? DEFAULT_NAMES;
	const now = Date.now();
	const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
	const leaf = generateKeyPairSync("ec", { namedCurve: "P-256" });
	const issuer = { name: "Loopback test authority", key: authority.privateKey };
	const authorityKeyId = keyId(authority.publicKey);
	const ca = certificate(issuer, "Loopback test authority", authority.publicKey, now - 10 * DAY, now + DAY, [
		extension("2.5.29.19", true, der(TAG.sequence, der(TAG.boolean, Buffer.of(0xff)))), // basicConstraints: CA
		extension("2.5.29.15", true, der(TAG.bits, Buffer.of(0x01, 0x06))), // keyUsage: keyCertSign, cRLSign
		extension("2.5.29.14", false, der(TAG.octets, authorityKeyId)), // subjectKeyIdentifier
	]);
	const end = options.expired === true ? now - DAY : now + DAY;
	const cert = certificate(issuer, names[0] ?? "nobody", leaf.publicKey, now - 5 * DAY, end, [
		extension("2.5.29.19", true, der(TAG.sequence)),
		extension("2.5.29.15", true, der(TAG.bits, Buffer.of(0x07, 0x80))), // keyUsage: digitalSignature
		extension("2.5.29.37", false, der(TAG.sequence, oid("1.3.6.1.5.5.7.3.1"))), // extKeyUsage: serverAuth
		extension("2.5.29.35", false, der(TAG.sequence, der(0x80, authorityKeyId))), // authorityKeyIdentifier
		extension("2.5.29.17", false, der(TAG.sequence, ...names.map(alternativeName))),
	]);
	return {
		ca,
		cert: `${cert}${ca}`,
		key: leaf.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
	};
}

function certificate(
	issuer: { name: string; key: KeyObject },
	subject: string,
	publicKey: KeyObject,
	from: number,
	until: number,
	extensions: Buffer[],
): string {
	const serial = randomBytes(16);
	serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40; // positive, and no leading zero byte
	const body = der(
		TAG.sequence,
		der(0xa0, der(TAG.integer, Buffer.of(2))), // version 3
		der(TAG.integer, serial),
		ECDSA_WITH_SHA256,
		commonName(issuer.name),
		der(TAG.sequence, time(from), time(until)),
		commonName(subject),
		publicKey.export({ type: "spki", format: "der" }),
		der(0xa3, der(TAG.sequence, ...extensions)),
	);
	const signature = sign("sha256", body, issuer.key);
	return pem(der(TAG.sequence, body, ECDSA_WITH_SHA256, der(TAG.bits, Buffer.of(0), signature)));
}

function commonName(text: string): Buffer {
	return der(TAG.sequence, der(TAG.set, der(TAG.sequence, oid("2.5.4.3"), der(TAG.utf8, Buffer.from(text)))));
}

/** UTCTime, which X.509 wants for every year before 2050. */
function time(milliseconds: number): Buffer {
	const digits = new Date(milliseconds).toISOString().replace(/\D/g, "").slice(2, 14);
	return der(0x17, Buffer.from(`${digits}Z`));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
	const flag = critical ? [der(TAG.boolean, Buffer.of(0xff))] : [];
	return der(TAG.sequence, oid(id), ...flag, der(TAG.octets, value));
}

function alternativeName(name: string): Buffer {
	if (isIP(name) === 4) return der(0x87, Buffer.from(name.split(".").map(Number)));
	if (name === "::1") return der(0x87, Buffer.concat([Buffer.alloc(15), Buffer.of(1)]));
	return der(0x82, Buffer.from(name, "ascii"));
}

function keyId(publicKey: KeyObject): Buffer {
	return createHash("sha1")
		.update(publicKey.export({ type: "spki", format: "der" }))
		.digest();
}

function oid(dotted: string): Buffer {
	const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
	return der(TAG.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
	const bytes = [value % 128];
	for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(128 + (rest % 128));
	return bytes;
}

function der(tag: number, ...contents: Uint8Array[]): Buffer {
	const content = Buffer.concat(contents);
	const { length } = content;
	const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function pem(bytes: Buffer): string {
	const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
	return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
