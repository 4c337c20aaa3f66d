// What OSS accepts as the name of a bucket.

/**
 * Says what is wrong with `name` as a bucket's name, in ossutil's words, or returns undefined.
 * Source: OSS bucket naming rules (3 to 63 characters; lower-case letters, digits and hyphens; a letter or digit at
 * both ends).
 */
export function bucketNameFault(name: string): string | undefined {
	if (name.length < 3 || name.length > 63) return `bucket name ${name} len is between [3-63],now is ${name.length}`;
	if (!/^[a-z0-9-]*$/.test(name)) {
		return `bucket name ${name} can only include lowercase letters, numbers, and -`;
	}
	if (name.startsWith("-") || name.endsWith("-")) {
		return `bucket name ${name} must start and end with a lowercase letter or number`;
	}
	return undefined;
}
