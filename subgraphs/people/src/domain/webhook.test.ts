import { domainEvent, type DomainEvent } from "@stages/events/contracts.ts";
import { newId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { describe, expect, it } from "vitest";
import { messageOf, nameOfTopic, refusalsOfUrl, TOLD_EVENTS, TOPIC_NAMES, waitAfter } from "./webhook.ts";

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
    expect(new Set(TOPIC_NAMES.map(nameOfTopic)).size).toBe(TOLD_EVENTS.length);
  });
});

describe("a failure", () => {
  it("is followed by another try, later and later, and after three days by none", () => {
    const waits = Array.from({ length: 10 }, (_, index) => waitAfter(index + 1, 0));
    expect(waits.map((wait) => wait && wait.total("minutes"))).toEqual([5 / 60, 5, 30, 120, 300, 600, 840, 1_200, 1_440, null]);
    expect(waitAfter(2, 1)!.total("seconds")).toBe(330);
  });
});

describe("an address", () => {
  it("is refused with what is wrong with it", () => {
    expect(refusalsOfUrl("https://lycee.fr/stages", false)).toEqual([]);
    expect(refusalsOfUrl("http://lycee.fr/stages", false)[0]).toMatchObject({ code: "WEBHOOK_URL_REFUSED", field: "url", message: expect.stringContaining("https://") as string });
  });
});
