import { stagesClient, type StagesClient, type Way } from "@stages/client/client.ts";
import type { Bearer } from "./bearers.ts";
import type { StreamField } from "./hearing.ts";
import type { AnswerError } from "./observe.ts";

/** What tells one event from another; the fields of a stream that the schema has and this has not fail the first test. */
export const NAMED: Readonly<Record<StreamField, { readonly select: string; readonly nameOf: (event: never) => string }>> = {
  conventionStatusChanged: { select: "from to convention { id }", nameOf: ({ from, to, convention }: { from: string; to: string; convention: { id: string } }) => `${convention.id} ${from} ${to}` },
  absenceAlerts: {
    select: "step escalationLevel absence { id }",
    nameOf: ({ step, escalationLevel: level, absence }: { step: string; escalationLevel: number | null; absence: { id: string } }) => `${absence.id} ${step}${level === null ? "" : ` late ${level}`}`,
  },
  candidatureStatusChanged: { select: "from to candidature { id }", nameOf: ({ from, to, candidature }: { from: string | null; to: string; candidature: { id: string } }) => `${candidature.id} ${from} ${to}` },
  notifications: {
    select: "notification { kind absence { id } convention { id } candidature { id } }",
    nameOf: ({ notification }: { notification: Record<"absence" | "convention" | "candidature", { id: string } | null> & { kind: string } }) =>
      `${notification.kind} ${(notification.absence ?? notification.convention ?? notification.candidature)!.id}`,
  },
  offerSeatsChanged: { select: "offer { id }", nameOf: ({ offer }: { offer: { id: string } }) => offer.id },
};
/** Which subgraph streams it. */
export const OWNERS: Readonly<Record<StreamField, "candidatures" | "conventions" | "people">> = {
  conventionStatusChanged: "conventions",
  absenceAlerts: "conventions",
  candidatureStatusChanged: "candidatures",
  offerSeatsChanged: "candidatures",
  notifications: "people",
};
export const FIELDS = Object.keys(NAMED) as readonly StreamField[];

export interface RawEvent {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly AnswerError[];
}
/** Everything that a stream has given so far, refusals included. */
export interface Heard {
  readonly bearer: Bearer;
  readonly field: StreamField;
  readonly client: StagesClient;
  readonly way: Way;
  readonly events: RawEvent[];
  leave(): Promise<void>;
}

/** Opens a stream after a place in the log: nothing is missed while it opens. */
export function listen({ url, bearer, field, way, select, after }: Readonly<Record<"url" | "select" | "after", string>> & Pick<Heard, "bearer" | "field" | "way">): Heard {
  const client = stagesClient({ url, ...(bearer.token ? { token: bearer.token } : {}) });
  const events: RawEvent[] = [];
  const source = client.follow(way, `subscription { ${field}(after: "${after}") ${select} }`);
  const listening = (async () => {
    for await (const event of source) events.push(event as RawEvent);
  })().catch((error: unknown) => void events.push({ errors: [error].flat() as never }));
  return {
    bearer,
    field,
    client,
    way,
    events,
    async leave() {
      await source.return?.();
      await listening;
      await client.close();
    },
  };
}

export const namesOf = ({ field, events, bearer }: Heard): readonly string[] =>
  events.map(({ data, errors }) => (data?.[field] ? NAMED[field].nameOf(data[field] as never) : `${bearer.name}: ${JSON.stringify(errors ?? data)}`));
