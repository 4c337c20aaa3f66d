// The process's environment, as a value that can be handed in.

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;
