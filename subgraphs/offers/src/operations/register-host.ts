import type { Act } from "@stages/database/act.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import { type Host, type KnownOfRegistration, refusalsOfRegistration, register, type Registration } from "../domain/host.ts";
import { addCommunePoint } from "../persistence/commune-coordinates.ts";
import { findHostsByIds, insertHost } from "../persistence/hosts.ts";
import { once } from "../persistence/once.ts";
import { knownAddress } from "./load.ts";

/** A person registers a host and becomes its manager. */
export function registerHost(act: Act, registration: Registration & Keyed): Promise<Host> {
  const { actor, now } = act;
  return once(act, "registerHost", registration, byId(findHostsByIds), async (tx) => {
    const known: KnownOfRegistration = { sector: sectorByCode(registration.sector), ...knownAddress(registration.address) };
    insist(refusalsOfRegistration(registration, known));

    const host = register(newId("host"), registration, known, (actor as { personId: PersonId }).personId);
    if (!(await insertHost(tx, host, now))) throw refused("HOST_ALREADY_REGISTERED", host.siret === null ? "legalName" : "siret");
    if (host.coordinates && known.commune) await addCommunePoint(tx, known.commune.code, host.coordinates);
    return host;
  });
}
