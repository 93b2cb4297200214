import type { Actor } from "@stages/kernel/actor.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfEmail, refusalsOfText } from "@stages/kernel/text.ts";
import type { CompletedConvention, Convention, HostPart } from "./convention.ts";
import { withoutDraftOf } from "./draft.ts";
import { refusalsOfStep } from "./party.ts";
import { type PresenceFrame, refusalsOfTimetable } from "./presence.ts";

/** Whether this actor may complete the host's part now, whatever it will say. */
export const refusalsToComplete = (convention: Convention, actor: Actor): readonly Refusal[] => refusalsOfStep(convention, "HOST_COMPLETED", actor);

const optional = (text: string | null, max: number, field: string) => (text === null ? [] : refusalsOfText(text, max, field));

/** Everything that is wrong in what the host wrote, all at once, each with its field. */
export function refusalsOfHostPart(part: HostPart, frame: PresenceFrame): readonly Refusal[] {
  return [
    ...refusalsOfText(part.representative.name, 150, "representative.name"),
    ...refusalsOfText(part.representative.function, 150, "representative.function"),
    ...refusalsOfText(part.tutor.name, 150, "tutor.name"),
    ...refusalsOfText(part.tutor.function, 150, "tutor.function"),
    ...(part.tutor.email === "" ? [refuse("TEXT_REQUIRED", "tutor.email")] : refusalsOfEmail(part.tutor.email, "tutor.email")),
    ...refusalsOfText(part.activities, 500, "activities"),
    ...optional(part.objectives, 500, "objectives"),
    ...refusalsOfText(part.place, 300, "place"),
    ...optional(part.lunch, 300, "lunch"),
    ...optional(part.transport, 300, "transport"),
    ...optional(part.lodging, 300, "lodging"),
    ...refusalsOfTimetable(part.timetable, frame),
  ];
}

/** Of another version of the rules since the host was held to them; said of the host's part, which goes back to it. */
export function refusalsOfNewerRules({ hostPart, presenceRulesVersion }: CompletedConvention, frame: PresenceFrame): readonly Refusal[] {
  if (presenceRulesVersion === frame.rules.version) return [];
  return refusalsOfTimetable(hostPart.timetable, frame).map((refusal) => ({ ...refusal, field: `hostPart.${refusal.field}` }));
}

export function complete(convention: Convention, hostPart: HostPart, presenceRulesVersion: string): CompletedConvention {
  return { ...convention, status: "HOST_COMPLETED", hostPart, schoolPart: null, document: null, reason: null, presenceRulesVersion, draft: withoutDraftOf("host", convention.draft) };
}
