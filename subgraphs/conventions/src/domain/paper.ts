import { type Actor, worksAtSchool } from "@stages/kernel/actor.ts";
import { civilDateOf, inFrench, isWithin } from "@stages/kernel/civil-time.ts";
import type { ConventionId, FileId, PersonId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Convention, FrozenConvention } from "./convention.ts";
import { isOpenToSign } from "./sign.ts";

/** A convention that was signed on paper, and whose scan the school head deposited. */
export interface PaperCopy {
  readonly conventionId: ConventionId;
  readonly fileId: FileId;
  readonly scanSha256: string;
  readonly signedOn: Temporal.PlainDate;
  readonly recordedAt: Temporal.Instant;
  readonly recordedBy: PersonId;
}

/** While signatures are awaited: what was signed here meanwhile stays in the chain. */
export function refusalsToRecordPaper(convention: Convention, actor: Actor): readonly Refusal[] {
  if (actor.role !== "SCHOOL_HEAD" || !worksAtSchool(actor, convention.schoolUai)) return [refuse("FORBIDDEN")];
  return isOpenToSign(convention) ? [] : [refuse("WRONG_STATE", { what: "Convention", status: convention.status })];
}

/** Nobody signs a text before it is frozen. */
export function refusalsOfSignedOn(signedOn: Temporal.PlainDate, { document }: FrozenConvention, now: Temporal.Instant): readonly Refusal[] {
  const [from, to] = [civilDateOf(document.frozenAt), civilDateOf(now)];
  return isWithin(signedOn, from, to) ? [] : [refuse("PAPER_DATE_IMPOSSIBLE", { from: inFrench(from), to: inFrench(to) }, "signedOn")];
}

export const recordPaper = (convention: FrozenConvention): FrozenConvention => ({ ...convention, status: "SIGNED" });
