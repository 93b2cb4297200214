import type { Transaction } from "@stages/database/connection.ts";
import { insertAll } from "@stages/database/insert-all.ts";
import type { World } from "@stages/demonstration/world-types.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import type { Role } from "@stages/kernel/actor.ts";
import { isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import type { Candidature } from "../domain/candidature.ts";
import { isFar } from "../domain/distance.ts";
import { type Status, WAITING } from "../domain/lifecycle.ts";
import { confirmableUntil, reminderAfter } from "../domain/reminders.ts";
import { offerOf, studentFrom } from "./mirror.ts";
import { candidatureRow, historyRow, studentRow } from "./rows.ts";
import * as tables from "./tables.ts";

/** Fills the tables with the synthetic world: what this subgraph owns, and its copies of what the others own. */
export async function loadDemonstration(tx: Transaction, world: World): Promise<void> {
  const kinds = new Map(world.hosts.map(({ id, kind }) => [id, kind]));
  // What was never published was never told to this subgraph.
  const offers = world.offers.filter(({ publishedAt }) => publishedAt !== null);
  await insertAll(tx, tables.campaigns, world.campaigns.map((campaign) => ({ id: campaign.id, campaign: campaignFact(campaign) })));
  await insertAll(tx, tables.offers, offers.map((offer) => ({ ...offerOf({ ...offer, host: { id: offer.hostId } }, offer.status), sector: offer.sector, hostKind: kinds.get(offer.hostId)! })));
  await insertAll(tx, tables.students, world.students.map((student) => studentRow(studentFrom(student))));
  await insertAll(tx, tables.hostManagers, world.hosts.map(({ id: hostId, managerPersonId: personId }) => ({ hostId, personId })));
  const campaigns = new Map(world.campaigns.map((campaign) => [campaign.id, campaign]));
  await insertAll(tx, tables.candidatures, world.candidatures.map(({ history: _, ...candidature }) => {
    // The world begins today: whoever was to be reminded until now has been.
    const isWaiting = (WAITING as readonly Status[]).includes(candidature.status);
    const nextReminderOn = isWaiting ? reminderAfter(world.today, candidature, campaigns.get(candidature.campaignId)!) : null;
    const isTold = candidature.status === "ACCEPTED" && isOnOrBefore(candidature.lastDayToConfirm!, confirmableUntil(world.today));
    return { ...candidatureRow({ ...candidature, farFromHome: isFar(candidature.distanceKm, campaigns.get(candidature.campaignId)!), assignedTo: null, nextReminderOn } as Candidature), confirmationRemindedOn: isTold ? world.today : null };
  }));

  await insertAll(tx, tables.bookings, world.bookings.map(({ bookedBy, ...booking }) => ({ ...booking, bookedByPersonId: bookedBy, bookedByRole: "SCHOOL_HEAD" as const })));

  const heads = new Set(world.bookings.map(({ bookedBy }) => bookedBy));
  const studentPersons = new Set(world.students.map(({ personId }) => personId));
  const roleOf = (personId: PersonId | null): Role => {
    if (personId === null) return "PLATFORM";
    if (heads.has(personId)) return "SCHOOL_HEAD";
    return studentPersons.has(personId) ? "STUDENT" : "HOST_MANAGER";
  };
  await insertAll(
    tx,
    tables.history,
    world.candidatures.flatMap(({ id: candidatureId, history }) =>
      history.map(({ by, ...change }) => historyRow({ candidatureId, ...change, byPersonId: by, byRole: roleOf(by) })),
    ),
  );
}
