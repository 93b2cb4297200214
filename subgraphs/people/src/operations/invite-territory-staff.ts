import type { Act } from "@stages/database/act.ts";
import { personOf } from "@stages/kernel/actor.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { academyByCode, hasSchoolNumbers } from "@stages/reference/academies.ts";
import { type InvitedTerritoryStaff, refusalsToInviteTerritoryStaff, type Territories } from "../domain/territory-staff.ts";
import { insertTerritoryInvitation, type TerritoryInvitation } from "../persistence/sign-ins.ts";
import { lockAddress } from "../persistence/staff.ts";

const TERRITORIES: Territories = { isAcademy: (code) => academyByCode(code) !== null, isDepartment: hasSchoolNumbers };

/** The role waits for a bearer of that verified address; nobody is entered before. Inviting again changes nothing. */
export function inviteTerritoryStaff({ write, actor, now }: Act, invited: InvitedTerritoryStaff): Promise<TerritoryInvitation> {
  insist(refusalsToInviteTerritoryStaff(invited, actor, TERRITORIES));
  const { role, academy, department } = invited;
  const email = invited.email.toLowerCase();
  return write(async (tx) => {
    await lockAddress(tx, email);
    return insertTerritoryInvitation(tx, { email, role, academy, department, invitedAt: now, invitedBy: personOf(actor), claimedAt: null, personId: null });
  });
}
