// What OSS accepts as the name of a bucket, at its edges.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { bucketNameFault } from "../../src/oss/bucket-name.ts";

test.each(["abc", "a-c", "0-9", "a--b", "123", "a".repeat(63)])("%p is a bucket name", (name) => {
	expect(bucketNameFault(name)).toBeUndefined();
});

test.each([
	["", "len is between [3-63],now is 0"],
	["ab", "len is between [3-63],now is 2"],
	["a".repeat(64), "len is between [3-63],now is 64"],
	["Abc", "can only include"],
	["a.c", "can only include"],
	["a_c", "can only include"],
	["abc\n", "can only include"],
	["ａｂｃ", "can only include"],
	["-bc", "must start and end with"],
	["ab-", "must start and end with"],
	["---", "must start and end with"],
])("%p is none", (name, reason) => {
	expect(bucketNameFault(name)).toStartWith(`bucket name ${name} ${reason}`);
});

test("any text is judged as by the rule written as one pattern", () => {
	const near = fc.string({ unit: fc.constantFrom("a", "z", "0", "9", "-", "_", "A", "é"), maxLength: 66 });
	fc.assert(
		fc.property(fc.oneof(near, fc.string({ unit: "binary" })), (name) => {
			expect(bucketNameFault(name) === undefined).toBe(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name));
		}),
	);
});
