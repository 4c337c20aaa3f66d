// What the client does, told to whoever keeps a log.

/** One event. Every text in it is free of secrets. */
export type ClientEvent =
	| { kind: "request"; method: string; url: string; headers: [string, string][]; body: string }
	| { kind: "answer"; status: number; headers: [string, string][]; body: string; milliseconds: number }
	| { kind: "failure"; message: string }
	| { kind: "note"; message: string }
	/** The bucket is at another endpoint, where the request is repeated. */
	| { kind: "moved"; bucket: string; endpoint: string };

/** Called for each event, with secrets masked. Masking takes time: leave it out if nobody listens. */
export type Observer = (event: ClientEvent) => void;
