// What an executable says of itself in its header: ELF, PE or Mach-O, the machine, and ELF's interpreter.

/** Format and machine of an executable; the interpreter tells glibc from musl. */
export interface ExecutableFormat {
	readonly kind: "ELF" | "PE" | "Mach-O";
	readonly machine: "x86-64" | "arm64";
	readonly interpreter?: string;
}

const ELF_MAGIC = 0x7f454c46;
const ELF_MACHINES = new Map([
	[62, "x86-64"],
	[183, "arm64"],
] as const);
const ELF_INTERPRETER = 3;

const PE_MAGIC = 0x50450000;
const PE_MACHINES = new Map([
	[0x8664, "x86-64"],
	[0xaa64, "arm64"],
] as const);

const MACH_O_MAGIC = 0xfeedfacf;
const MACH_O_MACHINES = new Map([
	[0x01000007, "x86-64"],
	[0x0100000c, "arm64"],
] as const);

/** Reads the header. @throws Error where it is none of the three, 64 bits wide, for a machine that is known */
export function executableFormat(file: Buffer): ExecutableFormat {
	if (file.length >= 64 && file.readUInt32BE(0) === ELF_MAGIC) {
		return { kind: "ELF", machine: machine(ELF_MACHINES, file.readUInt16LE(18)), interpreter: elfInterpreter(file) };
	}
	if (file.length >= 64 && file.toString("latin1", 0, 2) === "MZ") {
		const header = file.readUInt32LE(60);
		if (file.readUInt32BE(header) === PE_MAGIC) {
			return { kind: "PE", machine: machine(PE_MACHINES, file.readUInt16LE(header + 4)) };
		}
	}
	if (file.length >= 32 && file.readUInt32LE(0) === MACH_O_MAGIC) {
		return { kind: "Mach-O", machine: machine(MACH_O_MACHINES, file.readUInt32LE(4)) };
	}
	throw new Error("not an ELF, PE or Mach-O executable of 64 bits");
}

/** In one line, for people. */
export function formatText({ kind, machine, interpreter }: ExecutableFormat): string {
	return [kind, machine, interpreter].filter((word) => word !== undefined).join(" ");
}

function machine<Name>(names: ReadonlyMap<number, Name>, number: number): Name {
	const name = names.get(number);
	if (name === undefined) throw new Error(`an executable for an unknown machine: ${number}`);
	return name;
}

function elfInterpreter(file: Buffer): string {
	const [table, size, count] = [Number(file.readBigUInt64LE(32)), file.readUInt16LE(54), file.readUInt16LE(56)];
	for (let at = table; at < table + size * count; at += size) {
		if (file.readUInt32LE(at) !== ELF_INTERPRETER) continue;
		const [place, length] = [Number(file.readBigUInt64LE(at + 8)), Number(file.readBigUInt64LE(at + 32))];
		return file.toString("latin1", place, place + length - 1);
	}
	throw new Error("an ELF executable without an interpreter");
}
