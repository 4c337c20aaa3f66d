// The floor of a program made of our packages: cac reads the words, sha1-browser signs, fast-xml-parser writes and reads
// the documents. No settings, no checks, no time-outs, no retries: only what is above this is our own to save.
import { cac } from "cac";
import { hmacSha1 } from "../../src/oss/signing/hmac-sha1.ts";
import { bucketName } from "./answers.ts";

async function call(method: string, url: string, resource: string, body?: string): Promise<string> {
	const date = new Date().toUTCString();
	const signature = await hmacSha1("bench-secret", `${method}\n\n\n${date}\n${resource}`);
	const headers = { Date: date, Authorization: `OSS bench-id:${signature}` };
	return (await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })).text();
}

function callBucket(method: string, url: string, bucket: string, body?: string): Promise<string> {
	return call(method, `${url}/${bucket}/?encryption`, `/${bucket}/?encryption`, body);
}

async function get(url: string, bucket: string): Promise<void> {
	const text = await callBucket("GET", url, bucket);
	const { ruleFromXml } = await import("../../src/oss/api/encryption-rule-reader.ts");
	await Bun.write(Bun.stdout, `${ruleFromXml(text).SSEAlgorithm}\n`);
}

async function put(url: string, bucket: string): Promise<void> {
	const { ruleToXml } = await import("../../src/oss/api/encryption-rule-writer.ts");
	await callBucket("PUT", url, bucket, ruleToXml({ SSEAlgorithm: "KMS" }));
}

async function remove(url: string, bucket: string): Promise<void> {
	await callBucket("DELETE", url, bucket);
}

/** Lists the account page by page, then reads the rules of all its buckets, so many at a time; writes nothing. */
async function batch(url: string, buckets: string, jobs: string): Promise<void> {
	const { parseXml, childElement, childElements, childText } = await import("../../src/oss/xml/reader.ts");
	const { ruleFromXml } = await import("../../src/oss/api/encryption-rule-reader.ts");
	const names: string[] = [];
	while (names.length < Number(buckets)) {
		const marker = names.length === 0 ? "" : `&marker=${bucketName(names.length - 1)}`;
		const page = parseXml(await call("GET", `${url}/?max-keys=1000${marker}`, "/"), "ListAllMyBucketsResult");
		for (const one of childElements(childElement(page, "Buckets") ?? {}, "Bucket")) names.push(childText(one, "Name"));
	}
	let next = 0;
	const work = async () => {
		for (let name = names[next++]; name !== undefined; name = names[next++]) {
			ruleFromXml(await callBucket("GET", url, name));
		}
	};
	await Promise.all(Array.from({ length: Number(jobs) }, work));
}

const cli = cac("packages");
cli.command("get <url> <bucket>", "").action(get);
cli.command("put <url> <bucket>", "").action(put);
cli.command("delete <url> <bucket>", "").action(remove);
cli.command("batch <url> <buckets> <jobs>", "").action(batch);
cli.parse(process.argv, { run: false });
void Promise.resolve(cli.runMatchedCommand()).then(() => process.exit());
