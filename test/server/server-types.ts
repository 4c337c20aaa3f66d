// What a test hands to the server and what it reads back from it.

export interface ServerAccount {
	accessKeyId: string;
	accessKeySecret: string;
	/** Set for temporary credentials: every request must then send this token. */
	securityToken?: string;
}

export interface EncryptionRule {
	SSEAlgorithm: string;
	KMSMasterKeyID?: string;
	KMSDataEncryption?: string;
}

export interface ServerBucket {
	name: string;
	/** Default: the server's region. */
	region?: string;
	rule?: EncryptionRule;
	creationDate?: string;
	/** What the listing names, and regionEnforced wants, instead of oss-<region>.<suffix>; it begins with "oss-". */
	extranetEndpoint?: string;
	/** The same for oss-<region>-internal.<suffix>. */
	intranetEndpoint?: string;
	/** Keeps every version of an object, and leaves a marker when one is deleted without naming a version. */
	versioned?: boolean;
	/** By key, as they are now: one whose newest version is a delete marker is not among them. */
	objects?: Map<string, StoredObject>;
	/** What is left of all versions of a versioned bucket, the oldest first. Kept by the server. */
	versions?: ObjectVersion[];
	/** Calls on this bucket that are answered with AccessDenied. */
	deny?: ServerCall[];
}

export interface StoredObject {
	body: string;
	/** What a GET sends along: its encryption as x-oss-server-side-*, ETag, Content-Type, x-oss-meta-*. */
	headers: Record<string, string>;
	versionId?: string;
}

export interface ObjectVersion {
	key: string;
	versionId: string;
	/** It is a delete marker. */
	marker: boolean;
}

export type ServerCall =
	| "GetBucketEncryption"
	| "PutBucketEncryption"
	| "DeleteBucketEncryption"
	| "GetBucketInfo"
	| "ListBuckets"
	| "ListObjectVersions"
	| "GetObject"
	| "PutObject"
	| "DeleteObject";

export interface ThrottleOptions {
	/** How many requests may be under way at once. Each takes a few milliseconds. */
	concurrent: number;
	/** What the others get. Default: 503. */
	status?: 429 | 503;
	/** Sent to them as Retry-After. */
	retryAfter?: string;
}

export interface RecordedRequest {
	method: string;
	/** As on the request line. */
	target: string;
	path: string;
	query: string;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: string;
	bucket: string | undefined;
	signature: "v1" | "v4" | "none";
	/** What was answered; undefined when a fault gave no status line. */
	status: number | undefined;
}

export interface OssServerOptions {
	/** Default: testid with the secret testsecret. */
	accounts?: ServerAccount[];
	buckets?: ServerBucket[];
	/** What V4 scopes must name unless the bucket has a region of its own. Default: cn-hangzhou. */
	region?: string;
	/** "oss" (default) or "oss-cloudbox". */
	product?: string;
	/** Turn away requests that carry a correct V1 signature. */
	refuseV1?: boolean;
	/** Host, without its port, to the bucket it is bound to. */
	cnames?: Record<string, string>;
	tls?: { cert: string; key: string };
	/** The server's clock minus the real one. */
	clockOffsetSeconds?: number;
	/** When set, every signed call to a bucket is told to go to this endpoint. */
	rightEndpoint?: string;
	/** Address to listen on. Default: 127.0.0.1. */
	host?: string;
	/** Default: a free one. */
	port?: number;
	/** What a virtual host ends in. Default: localhost, aliyuncs.com. */
	virtualHostSuffix?: string[];
	/** What the endpoints in the listing end in, and one more thing a virtual host may. Default: aliyuncs.com. */
	endpointSuffix?: string;
	/** Refuses, at the endpoint of one region, the buckets of another; tells the right one. */
	regionEnforced?: boolean;
	/** The ids of the KMS keys that exist, as an upload finds out. Default: every id is one. */
	kmsKeys?: string[];
	/** False: the account has no KMS, as an upload finds out. */
	kmsEnabled?: boolean;
	/** How many reads of a bucket's rule still show the old one after it was changed. Default: 0. */
	lagReads?: number;
	/** Calls that are answered with AccessDenied, whatever the bucket. */
	deny?: ServerCall[];
	throttle?: ThrottleOptions;
}
