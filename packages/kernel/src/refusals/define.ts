/**
 * A refusal is a stable code, the French sentence a person reads, and what a client's developer needs to know.
 * The sentence says what is wrong and what to do; it never names a table, a service or an exception.
 */
export interface RefusalDefinition<Data> {
  /** For developers, in English: shown in `schema/errors.md` and in the description of the SDL's enum value. */
  readonly meaning: string;
  readonly french: (data: Data) => string;
}

export function define<Data = void>(meaning: string, french: (data: Data) => string): RefusalDefinition<Data> {
  return { meaning, french };
}
