import { parseId } from "@stages/kernel/ids.ts";
import { parseUai } from "@stages/kernel/uai.ts";
import { academyByCode } from "@stages/reference/academies.ts";
import { departmentByCode } from "@stages/reference/communes.ts";
import type { ReferenceResolver } from "@stages/subgraph/federate.ts";
import { personalDataReference } from "@stages/subgraph/personal-data-entity.ts";
import type { PeopleContext } from "../context.ts";

type ById = { readonly id: string };
type ByCode = { readonly code: string };

/** How the gateway's references become objects, batched. */
export const references: Record<string, ReferenceResolver<PeopleContext>> = {
  Student: ({ id }: ById, { actor, loaders }) => {
    const parsed = parseId("student", id);
    if (!parsed) return null;
    // What the policy will ask of each student found is asked beside.
    if (actor.role === "HOST_MANAGER") loaders.hostTies.load(parsed).catch(() => {});
    if (actor.role === "TUTOR") loaders.tutorTies.load(parsed).catch(() => {});
    return loaders.student.load(parsed);
  },
  StaffMember: ({ id }: ById, { loaders }) => {
    const parsed = parseId("person", id);
    return parsed && loaders.staffMember.load(parsed);
  },
  School: ({ uai }: { readonly uai: string }, { loaders }) => {
    const parsed = parseUai(uai);
    return parsed && loaders.school.load(parsed);
  },
  Host: (reference: ById) => reference,
  Campaign: (reference: ById) => reference,
  PersonalData: personalDataReference,
  Academy: ({ code }: ByCode) => academyByCode(code),
  Department: ({ code }: ByCode) => departmentByCode(code),
};
