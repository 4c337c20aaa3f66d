// Tests that need a root folder of their own. Not every machine lets a user make one.
import { test } from "bun:test";

/** Set where every test must run, as in CI. */
const MANDATORY = process.env["OSSUTIL64_TEST_ALL"] === "1";

/** Whether a mount namespace can be made here, and a program's libraries told. */
const possible =
	Bun.spawnSync(["sh", "-c", 'command -v ldd && command -v chroot && unshare --mount sh -c "mount -t tmpfs none /mnt"'])
		.exitCode === 0;

/** A test that is left out, and said to be, where no namespace can be made and CI does not insist. */
export const namespaceTest = possible || MANDATORY ? test : test.skip;

/** The same for a program that is process 1 of its own list of processes, as in a container. */
export const pidNamespaceTest =
	MANDATORY || Bun.spawnSync(["unshare", "--pid", "--fork", "--kill-child", "true"]).exitCode === 0 ? test : test.skip;
