// Tests that need a program which not every machine has, such as a shell.
import { test } from "bun:test";

/** Set where every test must run, as in CI. */
const MANDATORY = process.env["OSSUTIL64_TEST_ALL"] === "1";

/** A test that is left out, and said to be, where there is no such program and CI does not insist. */
export function testWith(program: string): typeof test | typeof test.skip {
	return MANDATORY || Bun.which(program) !== null ? test : test.skip;
}
