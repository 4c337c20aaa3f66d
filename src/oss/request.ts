// One call to OSS before it is addressed and signed.

/** Query parameters; an empty value stands for a bare key such as `?encryption`. */
export type Query = Readonly<Record<string, string>>;

/** A call on the service, on a bucket, or on an object. */
export interface OssRequest {
	readonly method: "GET" | "PUT" | "DELETE";
	readonly bucket?: string;
	readonly key?: string;
	readonly query: Query;
	/** Headers of the call itself; the client adds date, signature and user agent. */
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
	/** Called once the request is on its way: the time to load what reads the answer. */
	readonly whileWaiting?: () => void;
}
