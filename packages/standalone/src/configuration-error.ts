/** Something outside the program is not as it must be. `message` is one French sentence: the cause, then the remedy. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}
