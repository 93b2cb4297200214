/** The log cannot be reached for now. One and the same from the first failure to the first success, so that it is told once. */
export class BusUnreachableError extends Error {
  override readonly name = "BusUnreachableError";
}
