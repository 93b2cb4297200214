import type { Act } from "@stages/database/act.ts";
import type { Write } from "@stages/database/connection.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { newId, parseId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { parseSiret } from "@stages/kernel/siret.ts";
import type { Convention } from "../domain/convention.ts";
import { type FoundElsewhere, openFound, opensFor, refusalsOfHost, refusalsToOpen } from "../domain/elsewhere.ts";
import { findByIds, insertConvention, lockByStudent } from "../persistence/conventions.ts";
import { findCampaign, findHostBySiret, findStudent, holdStudent } from "../persistence/mirror.ts";
import { once } from "../persistence/once.ts";
import { messaging } from "../persistence/tables.ts";
import { arrived } from "./load.ts";

export interface CreateConvention extends Keyed, FoundElsewhere {
  readonly studentId: string;
}

/**
 * The school writes down a stage that its student found elsewhere. `platform` since it is decided on the student and on all
 * that they have, some of it of another school; `opensFor` judges who asks.
 */
export function createConvention(act: Act, platform: Write, input: CreateConvention): Promise<Convention> {
  const { actor, now } = act;
  return once({ ...act, write: platform }, "createConvention", input, byId(findByIds), async (tx) => {
    const studentId = parseId("student", input.studentId);
    // Held, so that of two conventions for one week opened together the second sees the first.
    const student = studentId && (await holdStudent(tx, studentId, "update")) ? await findStudent(tx, studentId) : null;
    if (!student || !opensFor(actor, student.schoolUai)) throw refused("NOT_FOUND", { what: "Élève" }, "studentId");
    const campaign = arrived(await findCampaign(tx, student.campaignId));
    const theirs = await lockByStudent(tx, student.id);
    insist([...refusalsToOpen(input, theirs, campaign, civilDateOf(now)), ...refusalsOfHost(input.host)]);

    const siret = parseSiret(input.host.siret ?? "");
    const known = siret && (await findHostBySiret(tx, siret));
    const convention = openFound(input, { id: newId("convention"), student, known: known ? known.id : null, newHostId: newId("host"), now });
    await insertConvention(tx, convention, { actor, now });
    const { id: conventionId, hostId } = convention;
    const { representative } = input.host;
    if (!known && representative) await tell(tx, messaging, [domainEvent("HostRepresentativeNamed", conventionId, { conventionId, studentId: student.id, hostId, ...representative }, now)]);
    return convention;
  });
}
