import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import type { Keyed } from "@stages/database/idempotency.ts";
import { personOf } from "@stages/kernel/actor.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { academyByCode, hasSchoolNumbers } from "@stages/reference/academies.ts";
import { type InvitedTerritoryStaff, refusalsToInviteTerritoryStaff, type Territories } from "../domain/territory-staff.ts";
import { once } from "../persistence/once.ts";
import { findTerritoryInvitation, insertTerritoryInvitation, type TerritoryInvitation } from "../persistence/sign-ins.ts";
import { lockAddress } from "../persistence/staff.ts";

const TERRITORIES: Territories = { isAcademy: (code) => academyByCode(code) !== null, isDepartment: hasSchoolNumbers };

/** The role waits for a bearer of that verified address; nobody is entered before. Inviting again changes nothing. */
export function inviteTerritoryStaff(act: Act, invited: InvitedTerritoryStaff & Keyed): Promise<TerritoryInvitation> {
  const { actor, now } = act;
  const { role, academy, department } = invited;
  const email = invited.email.toLowerCase();
  const again = { keep: ({ id }: TerritoryInvitation) => id, find: (tx: Transaction, id: number) => findTerritoryInvitation(tx, id, email) };
  return once(act, "inviteTerritoryStaff", invited, again, async (tx) => {
    insist(refusalsToInviteTerritoryStaff(invited, actor, TERRITORIES));
    await lockAddress(tx, email);
    return insertTerritoryInvitation(tx, { email, role, academy, department, invitedAt: now, invitedBy: personOf(actor), claimedAt: null, personId: null });
  });
}
