/** A page of a list sorted by two columns: those after a key, or the first ones. */
export interface KeysetPage {
  readonly after: readonly [string, string] | null;
  readonly limit: number;
}
