import type { Act } from "@stages/database/act.ts";
import { personOf } from "@stages/kernel/actor.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { ACADEMIES } from "@stages/reference/academies.ts";
import { type InvitedTerritoryStaff, refusalsToInviteTerritoryStaff } from "../domain/territory-staff.ts";
import { insertTerritoryInvitation, type TerritoryInvitation } from "../persistence/sign-ins.ts";
import { lockAddress } from "../persistence/staff.ts";

const isAcademy = (code: string) => ACADEMIES.some((academy) => academy.code === code);

/** The role waits for a bearer of that verified address; nobody is entered before. Inviting again changes nothing. */
export function inviteTerritoryStaff({ write, actor, now }: Act, invited: InvitedTerritoryStaff): Promise<TerritoryInvitation> {
  insist(refusalsToInviteTerritoryStaff(invited, actor, isAcademy));
  const { role, academy } = invited;
  const email = invited.email.toLowerCase();
  return write(async (tx) => {
    await lockAddress(tx, email);
    return insertTerritoryInvitation(tx, { email, role, academy, invitedAt: now, invitedBy: personOf(actor), claimedAt: null, personId: null });
  });
}
