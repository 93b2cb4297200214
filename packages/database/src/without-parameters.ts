/** An error as it may be kept: on one line, and with where each part of it came from. */
export interface KeptError {
  readonly summary: string;
  readonly whole: string;
}

/**
 * An error fit for a log or a table. What is sealed in the database would stand there in clear: drizzle writes a
 * statement's parameters into its message, and PostgreSQL quotes them in its own ("Key (email)=(…) already exists"). Of a
 * statement's failure remain the statement, the code, PostgreSQL's routine and the names of what it met.
 */
export function withoutParameters(error: unknown): KeptError {
  const chain = partsOf(error, null, 0);
  return {
    summary: chain.map(({ name, says }) => titled(name, says)).join(" ; caused by "),
    whole: chain.map(({ name, says, frames }) => [titled(name, says), ...frames].join("\n")).join("\nCaused by "),
  };
}

interface Part {
  readonly name: string;
  /** What may be kept of its message. */
  readonly says: string;
  readonly frames: readonly string[];
  /** Its message as it is. */
  readonly message: string;
}

/** As postgres.js and drizzle leave it; each member may be missing. */
interface StatementError extends Error {
  readonly query?: string;
  readonly code?: string;
  readonly routine?: string;
  readonly severity_local?: string;
  readonly schema_name?: string;
  readonly table_name?: string;
  readonly column_name?: string;
  readonly constraint_name?: string;
}

const DEEPEST = 8;
/** What PostgreSQL says of the server or the login, before any statement is looked at. */
const OF_THE_SERVER = /^(08|28|3D|53|57|58)/;

/** The error, then what caused it. `asked` is the statement that was told already. */
function partsOf(error: unknown, asked: string | null, depth: number): readonly Part[] {
  if (!(error instanceof Error)) return [{ name: "", says: String(error), frames: [], message: "" }];
  const ofStatement = isOfStatement(error);
  const statement = ofStatement ? (error.query ?? null) : null;
  const below = depth < DEEPEST ? causesOf(error).flatMap((cause) => partsOf(cause, statement ?? asked, depth + 1)) : [];
  const says = ofStatement ? saidOfStatement(error, asked) : withWhatCausesSay(error.message, below);
  const name = error.name === "Error" ? error.constructor.name : error.name;
  return [{ name, says, frames: framesOf(error), message: error.message }, ...below];
}

function causesOf(error: Error): readonly unknown[] {
  // GraphQL has its own word for a cause.
  const { originalError } = error as { readonly originalError?: unknown };
  return [error.cause, originalError, ...(error instanceof AggregateError ? error.errors : [])].filter((cause) => cause != null);
}

const isOfStatement = (error: Error): error is StatementError => ["query", "params", "parameters", "severity_local"].some((member) => member in error);

function saidOfStatement(error: StatementError, asked: string | null): string {
  const { query, code, routine, schema_name, table_name, column_name, constraint_name } = error;
  // A connection's failure holds what it was asked too, while its own words are of the network.
  const isInnocent = "errno" in error || (error.severity_local !== undefined && OF_THE_SERVER.test(code ?? ""));
  const names = [[schema_name, table_name, column_name].filter(Boolean).join("."), constraint_name];
  return [isInnocent ? error.message : null, code, routine, ...names, query === asked ? null : query].filter(Boolean).join(", ");
}

/** Whoever wraps an error often repeats its message. */
const withWhatCausesSay = (message: string, causes: readonly Part[]): string =>
  causes.reduce((text, cause) => (cause.message && cause.message !== cause.says ? text.replaceAll(cause.message, cause.says) : text), message);

/** A stack begins with the message, which may have lines of its own: what follows it is kept, or nothing. */
function framesOf({ stack = "", message }: Error): readonly string[] {
  const start = stack.indexOf(message);
  if (start < 0) return [];
  return stack.slice(start + message.length).split("\n").filter((line) => /^\s+at /.test(line));
}

const titled = (name: string, says: string): string => [name, says].filter(Boolean).join(": ");
