// An endpoint that stands in a setting, with the place named where it is none.
import { type Endpoint, type EndpointOptions, parseEndpoint } from "../oss/endpoint.ts";
import { RequestError } from "../oss/errors.ts";
import { UsageError } from "./usage-error.ts";

/** Reads the endpoint. @param origin where it stands, for people @throws UsageError that names text and place */
export function endpointFrom(text: string, origin: string, options: EndpointOptions = {}): Endpoint {
	try {
		return parseEndpoint(text, options);
	} catch (cause) {
		if (!(cause instanceof RequestError)) throw cause;
		throw new UsageError(`${cause.message}, please check ${origin}`, { cause });
	}
}
