import { expect, it } from "vitest";
import { domainEvent } from "./contracts.ts";
import { entryOf, eventOf, messageOf } from "./nats-message.ts";
import { subjectOf } from "./nats-subject.ts";

const TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

it.each([TRACEPARENT, undefined])("an event in NATS carries by what it came about: %s", (traceparent) => {
  const told = { ...domainEvent("SeatsFreed", "offer", { offerId: "offer_01h2xcejqtf2nbrexx3vqjhp41" as never, count: 1 }, Temporal.Instant.from("2027-03-01T10:00:00Z")), ...(traceparent && { traceparent }) };
  const { headers, data } = messageOf(told);
  const entry = entryOf("stages", { seq: 7, subject: subjectOf("stages", told), headers, data } as never)!;
  expect(eventOf(entry)).toMatchObject({ id: told.id, type: "SeatsFreed", traceparent: traceparent ?? null });
});
