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
}
