import type { Act } from "@stages/database/act.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import { type Host, type KnownOfRegistration, refusalsOfRegistration, register, type Registration } from "../domain/host.ts";
import { addCommunePoint } from "../persistence/commune-coordinates.ts";
import { insertHost } from "../persistence/hosts.ts";
import { knownCommune } from "./load.ts";

/** A person registers a host and becomes its manager. */
export async function registerHost({ write, actor, now }: Act, registration: Registration): Promise<Host> {
  const known: KnownOfRegistration = { sector: sectorByCode(registration.sector), commune: knownCommune(registration.address.communeCode) };
  insist(refusalsOfRegistration(registration, known));

  const host = register(newId("host"), registration, known, (actor as { personId: PersonId }).personId);
  return write(async (tx) => {
    if (!(await insertHost(tx, host, now))) throw refused("HOST_ALREADY_REGISTERED", "siret");
    if (host.coordinates) await addCommunePoint(tx, known.commune!.code, host.coordinates);
    return host;
  });
}
