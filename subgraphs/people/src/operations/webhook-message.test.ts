import { domainEvent, type DomainEvent } from "@stages/events/contracts.ts";
import { newId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { describe, expect, it } from "vitest";
import { messageOf, TOLD_EVENTS } from "./webhook-message.ts";
import { TOPICS } from "../domain/webhook.ts";

const AT = Temporal.Instant.from("2027-06-14T09:00:00Z");
const concerned = { studentId: newId("student"), schoolUai: "0190010H" as Uai, academy: "22", hostId: newId("host"), tutorEmail: "tuteur@exemple.fr", referentTeacherId: newId("person") };
const reported = domainEvent("AbsenceStepReached", "a", { absenceId: newId("absence"), conventionId: newId("convention"), step: "REPORTED", ...concerned }, AT) as DomainEvent;

describe("a message to a school's software", () => {
  it("has ids and words of state, and nothing by which someone is called or written to", () => {
    const { topic, body } = messageOf(reported)!;
    expect(topic).toBe("ABSENCE_STEP_REACHED");
    const { type, timestamp, data } = JSON.parse(body) as { type: string; timestamp: string; data: Record<string, string> };
    expect({ type, timestamp }).toEqual({ type: "absence.step_reached", timestamp: "2027-06-14T09:00:00Z" });
    expect(Object.keys(data).toSorted()).toEqual(["absenceId", "conventionId", "hostId", "schoolUai", "step", "studentId"]);
    expect(body).not.toContain("tuteur");
  });

  it("is of nothing else that subgraphs tell one another", () => {
    expect(messageOf(domainEvent("ActorChanged", "a", { subject: "a" }, AT) as DomainEvent)).toBeNull();
    expect(new Set(Object.values(TOPICS)).size).toBe(TOLD_EVENTS.length);
  });
});
