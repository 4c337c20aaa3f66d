// One call to OSS before it is addressed and signed.

/** Query parameters; an empty value stands for a bare key such as `?encryption`. */
export type Query = Readonly<Record<string, string>>;

/** What a request changes: nothing, something that a second sending does not change again, or something else each time. */
export type Effect = "none" | "repeatable" | "once";

/** A call on the service, on a bucket, or on an object. */
export interface OssRequest {
	readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
	/** Decides whether a dry run sends it, whether it is sent after the user gave up, and when it may be sent again. */
	readonly effect: Effect;
	readonly bucket?: string;
	readonly key?: string;
	readonly query: Query;
	/** Headers of the call itself; the client adds date, signature and user agent. */
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
	/** Most bytes that the answer's body may have; 1 MiB if left out. */
	readonly largestAnswer?: number;
	/** Called once the request is on its way: the time to load what reads the answer. */
	readonly onSent?: () => void;
}

/** The part of a request that is signed, beside what the client adds. */
export type SignedRequest = Pick<OssRequest, "method" | "bucket" | "key" | "query" | "headers">;
