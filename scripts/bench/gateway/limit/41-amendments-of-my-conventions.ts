import { idFromUuid, uuidOf } from "@stages/kernel/ids.ts";
import type { HostPartJson, TermsJson } from "@stages/conventions/persistence/parts-json.ts";
import { as, opened } from "./limit.ts";
import { timetableOf } from "./timetable.ts";

export const amendmentsOfMyConventions = as("HOST_MANAGER", async ({ sql, actor }) => {
  const rows = await sql`
    select c.id, c.host_part, c.amended, exists (select from conventions.amendments a where a.convention_id = c.id) as is_amended
    from conventions.conventions c where c.host_id = any(${actor.hostIds.map(uuidOf)}::uuid[]) and c.status = 'SIGNED' order by c.id limit 10`;
  const edges = rows.map((row) => {
    // This host has none: what one would take is read nowhere, and so it would be wrong to go on.
    if (row["is_amended"]) throw new Error("A convention is amended: what that asks for is not written here");
    const id = idFromUuid("convention", row["id"]);
    const amended = row["amended"] && opened<TermsJson>("conventions.conventions", "amended", id, row["amended"]);
    const { place, tutor, timetable } = amended?.hostPart ?? opened<HostPartJson>("conventions.conventions", "hostPart", id, row["host_part"]);
    return { node: { id, hostPartInForce: { place, tutor: { name: tutor.name }, timetable: timetableOf(timetable) }, amendments: [] } };
  });
  return { conventions: { edges } };
});
