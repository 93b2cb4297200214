import type { Actor } from "@stages/kernel/actor.ts";
import { actsForHost } from "@stages/kernel/actor.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfEmail, refusalsOfText } from "@stages/kernel/text.ts";
import type { CompletedConvention, Convention, HostPart } from "./convention.ts";
import { canBecome, FROZEN } from "./lifecycle.ts";
import { type PresenceFrame, refusalsOfTimetable } from "./presence.ts";

export function refusalsOfStatus(convention: Convention, to: Convention["status"]): readonly Refusal[] {
  if (canBecome(convention.status, to)) return [];
  if (to === "HOST_COMPLETED" && FROZEN.includes(convention.status)) return [refuse("CONVENTION_FROZEN")];
  return [refuse("WRONG_STATE", { what: "Convention", status: convention.status })];
}

/** Whether this actor may complete the host's part now, whatever it will say. */
export function refusalsToComplete(convention: Convention, actor: Actor): readonly Refusal[] {
  if (!actsForHost(actor, convention.hostId)) return [refuse("FORBIDDEN")];
  return refusalsOfStatus(convention, "HOST_COMPLETED");
}

/** Everything that is wrong in what the host wrote, all at once, each with its field. */
export function refusalsOfHostPart(part: HostPart, frame: PresenceFrame): readonly Refusal[] {
  return [
    ...refusalsOfText(part.representative.name, 150, "representative.name"),
    ...refusalsOfText(part.representative.function, 150, "representative.function"),
    ...refusalsOfText(part.tutor.name, 150, "tutor.name"),
    ...refusalsOfText(part.tutor.function, 150, "tutor.function"),
    ...refusalsOfEmail(part.tutor.email, "tutor.email"),
    ...refusalsOfText(part.activities, 500, "activities"),
    ...refusalsOfText(part.place, 300, "place"),
    ...(part.lunch === null ? [] : refusalsOfText(part.lunch, 300, "lunch")),
    ...(part.transport === null ? [] : refusalsOfText(part.transport, 300, "transport")),
    ...refusalsOfTimetable(part.timetable, frame),
  ];
}

export function complete(convention: Convention, hostPart: HostPart): CompletedConvention {
  return { ...convention, status: "HOST_COMPLETED", hostPart, schoolPart: null, document: null, reason: null };
}
