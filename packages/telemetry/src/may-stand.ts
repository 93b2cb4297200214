import { withoutParameters } from "@stages/database/without-parameters.ts";

/** What stands where something may not: nobody thought of it, or it has not the form that was thought of. */
export const LEFT_OUT = "[…]";

type Shape = (value: unknown) => unknown;

const matching = (form: RegExp): Shape => (value) => (typeof value === "string" && form.test(value) ? value : LEFT_OUT);

/** A word of the program: of a schema, of a role, of a subgraph. */
const name = matching(/^[A-Za-z_][\w.:-]{0,63}$/);
const code = matching(/^[A-Z][A-Z0-9_]{0,63}$/);
const id = matching(/^[0-9a-f-]{8,36}$/);
const number: Shape = (value) => (typeof value === "number" ? value : LEFT_OUT);
const names: Shape = (value) => (Array.isArray(value) ? value.slice(0, 20).map(name) : name(value));
const ids: Shape = (value) => (Array.isArray(value) ? value.slice(0, 20).map(id) : id(value));
/** Where in an answer: names of fields and aliases, and places in lists. An alias is its client's word, and long ones are no names. */
const path: Shape = (value) => (Array.isArray(value) ? value.slice(0, 30).map((step) => (typeof step === "number" ? step : name(step))).join(".") : LEFT_OUT);
/** Of the installation, not of people. */
const file: Shape = (value) => (typeof value === "string" ? withoutControls(value).slice(0, 200) : LEFT_OUT);
/** As it may be kept; of what is no Error, nobody knows what it says. */
const error: Shape = (value) => {
  if (Array.isArray(value)) return value.slice(0, 5).map(error);
  if (!(value instanceof Error)) return LEFT_OUT;
  const { summary, whole } = withoutParameters(value);
  return { type: value.name, message: withoutControls(summary), stack: withoutControls(whole) };
};

/**
 * The details that may stand in a log, and in which form: everything else is left out, so that what a line of tomorrow brings along
 * says nothing of anyone until someone has added it here. No person, no address, no value of a client's.
 */
export const MAY_STAND = {
  requestId: id,
  traceId: id,
  reference: id,
  references: ids,
  operation: name,
  kind: name,
  role: code,
  code,
  codes: names,
  ms: number,
  status: number,
  subgraph: name,
  attempt: number,
  attempts: number,
  count: number,
  port: number,
  figure: name,
  state: name,
  path,
  file,
  cause: error,
  errors: error,
} as const satisfies Readonly<Record<string, Shape>>;

/** The details of a line, as far as they may stand there. An error goes under `err`, as whoever reads pino's lines expects it. */
export function whatMayStand(details: object): Record<string, unknown> {
  const standing: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(details)) {
    if (value === undefined) continue;
    const shape: Shape | undefined = Object.hasOwn(MAY_STAND, key) ? MAY_STAND[key as keyof typeof MAY_STAND] : undefined;
    standing[key === "cause" ? "err" : name(key) === key ? key : LEFT_OUT] = shape ? shape(value) : LEFT_OUT;
  }
  return standing;
}

/** C0 but the line feed, C1, and what turns the direction of a text: a terminal obeys them. JSON escapes the first of them alone. */
// oxlint-disable-next-line no-control-regex -- these are what is taken out
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

export const withoutControls = (text: string): string => text.replace(CONTROLS, "�");
