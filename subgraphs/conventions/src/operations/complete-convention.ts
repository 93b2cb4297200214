import type { Act } from "@stages/database/act.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { complete, refusalsOfHostPart, refusalsToComplete } from "../domain/complete.ts";
import type { Convention, HostPart } from "../domain/convention.ts";
import { filled, hostFieldsOf, hostPartFrom, writtenIn } from "../domain/draft.ts";
import { saveConvention } from "../persistence/conventions.ts";
import { loadConvention, loadPresenceFrame } from "./load.ts";

export interface CompleteConvention {
  readonly conventionId: string;
  /** Null for what was drafted; where it says something, over what was drafted. */
  readonly hostPart: HostPart | null;
}

/** The host hands its part, as drafted and as said now, to the school; from here on it is held to the rules. */
export function completeConvention({ write, actor, now }: Act, { conventionId, hostPart: given }: CompleteConvention): Promise<Convention> {
  return write(async (tx) => {
    const convention = await loadConvention(tx, conventionId, actor);
    insist(refusalsToComplete(convention, actor));
    // A part that is given whole replaces the one that came back; what was drafted since fills what it leaves empty.
    const before = given ? (convention.draft?.host ?? {}) : hostFieldsOf(convention);
    const hostPart = hostPartFrom({ ...before, ...filled(writtenIn("host", given)) });
    const frame = await loadPresenceFrame(tx, convention);
    insist(refusalsOfHostPart(hostPart, frame));
    const completed = complete(convention, hostPart, frame.rules.version);
    await saveConvention(tx, convention, completed, { actor, now });
    return completed;
  });
}
