// The floor for one call: a compiled program that does nothing but fetch the address it is given and write what came.
// Nothing that calls OSS can be faster on this runtime.

void fetch(process.argv[2] as string)
	.then((answer) => answer.text())
	.then((text) => Bun.write(Bun.stdout, text))
	.then(() => process.exit());
