import type { AttributeValue, Attributes } from "@opentelemetry/api";

type Shape = (value: AttributeValue) => AttributeValue | null;

const matching = (form: RegExp): Shape => (value) => (typeof value === "string" && form.test(value) ? value : null);
const name = matching(/^[A-Za-z_][\w.:/ -]{0,63}$/);
const number: Shape = (value) => (typeof value === "number" ? value : null);
const names: Shape = (value) => (Array.isArray(value) ? (value.slice(0, 20) as string[]).filter((one) => name(one) !== null) : name(value));
/** Without its parameters, which are what persons wrote: it is made of the program's own text. */
const statement: Shape = (value) => (typeof value === "string" ? value.slice(0, 2_000) : null);

/** The attributes that a span may leave with. No variable, no id of a person, no address: what is not here, of whichever library, stays. */
export const MAY_TRACE: Readonly<Record<string, Shape>> = {
  "graphql.operation.type": name,
  "graphql.operation.name": name,
  /** Of a fetch, as Apollo's gateway says it. */
  service: name,
  "db.system.name": name,
  "db.query.text": statement,
  "error.type": name,
  /** SHA-256 of the document. */
  "stages.document": matching(/^[0-9a-f]{16,64}$/),
  "stages.request_id": matching(/^[0-9a-f-]{36}$/),
  "stages.role": name,
  "stages.code": name,
  "stages.way": name,
  "stages.subgraph": name,
  "stages.fields": names,
  "stages.connection": name,
  "stages.event": name,
  "stages.events": number,
  "stages.job": name,
  "stages.attempt": number,
  "stages.channel": name,
};

export function whatMayLeave(attributes: Attributes): Attributes {
  const leaving: Attributes = {};
  for (const [key, value] of Object.entries(attributes)) {
    const shape = Object.hasOwn(MAY_TRACE, key) ? MAY_TRACE[key] : undefined;
    const shaped = shape && value !== undefined ? shape(value) : null;
    if (shaped !== null) leaving[key] = shaped;
  }
  return leaving;
}
