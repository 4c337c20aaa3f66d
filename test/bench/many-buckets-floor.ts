// The floor for many calls: fetches the rules of as many buckets as it is told, so many at a time, and writes nothing.
import { bucketName } from "./answers.ts";

const [url, buckets, jobs] = process.argv.slice(2);
let next = 0;

async function work(): Promise<void> {
	while (next < Number(buckets)) await (await fetch(`${url}/${bucketName(next++)}/?encryption`)).text();
}

void Promise.all(Array.from({ length: Number(jobs) }, work)).then(() => process.exit());
