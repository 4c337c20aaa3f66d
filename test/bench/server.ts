// The server that the bench times against: fixed answers, which the calls on a bucket get without running any
// JavaScript, and no signature looked at. A process of its own, so that it takes no time from the one that measures.
// Its words are sizes of accounts; it prints one URL for each, in order, as a line of JSON.
import { bucketName, RULE } from "./answers.ts";

const HEADERS = { "x-oss-request-id": "5C3D9175B6FC201293AD4890", "Content-Type": "application/xml" };
const PAGE = 1000;

/** Buckets after `marker`, which the names tell without a search. */
function listing(size: number, marker: string): string {
	const first = marker === "" ? 0 : Number(marker.slice(-6)) + 1;
	const end = Math.min(size, first + PAGE);
	const buckets = Array.from({ length: end - first }, (_, at) => {
		const places = "<ExtranetEndpoint>oss-cn-hangzhou.aliyuncs.com</ExtranetEndpoint><Region>cn-hangzhou</Region>";
		return `<Bucket><Name>${bucketName(first + at)}</Name><Location>oss-cn-hangzhou</Location>${places}</Bucket>`;
	});
	const next = end < size ? `<NextMarker>${bucketName(end - 1)}</NextMarker>` : "";
	const truncated = `<IsTruncated>${end < size}</IsTruncated>`;
	return `<ListAllMyBucketsResult><Buckets>${buckets.join("")}</Buckets>${truncated}${next}</ListAllMyBucketsResult>`;
}

const servers = process.argv.slice(2).map((size) =>
	Bun.serve({
		hostname: "127.0.0.1",
		port: 0,
		routes: {
			"/:bucket/": {
				GET: new Response(RULE, { headers: HEADERS }),
				PUT: new Response("", { headers: HEADERS }),
				DELETE: new Response(null, { status: 204, headers: HEADERS }),
			},
		},
		fetch: (request) => {
			const marker = new URL(request.url).searchParams.get("marker") ?? "";
			return new Response(listing(Number(size), marker), { headers: HEADERS });
		},
	}),
);
await Bun.write(Bun.stdout, `${JSON.stringify(servers.map(({ port }) => `http://127.0.0.1:${port}`))}\n`);
