import type { Actor } from "@stages/kernel/actor.ts";
import { type IdPrefix, newId } from "@stages/kernel/ids.ts";
import { type GraphQLArgument, type GraphQLInputType, type GraphQLSchema, getNamedType, getNullableType, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType } from "graphql";
import type { Visitor } from "./matrix.ts";
import type { Facts } from "./reach.ts";
import { objectType } from "./shape.ts";
import { everyOf } from "./targets.ts";

/** What an id in a mutation's input names. `SchoolOfOthers` and `HostOfOthers` are public: they may be told apart, and refused. A `Reference` is a public code, or a client's own id: nothing of anyone. */
export type Named = "Student" | "Offer" | "Candidature" | "Convention" | "Absence" | "Representative" | "Staff" | "SchoolOfOthers" | "HostOfOthers" | "Reference" | "Link";

/** Every id that a mutation takes. One that the schema has and this has not fails the test, and so does the reverse. */
export const IDS_OF_MUTATIONS: Readonly<Record<string, Named>> = {
  "submitCandidature.input.offerId": "Offer",
  "readCandidature.input.candidatureId": "Candidature",
  "acceptCandidature.input.candidatureId": "Candidature",
  "refuseCandidature.input.candidatureId": "Candidature",
  "cancelAcceptance.input.candidatureId": "Candidature",
  "confirmCandidature.input.candidatureId": "Candidature",
  "withdrawCandidature.input.candidatureId": "Candidature",
  "reportAbsence.input.conventionId": "Convention",
  "relayAbsence.input.absenceId": "Absence",
  "informFamily.input.absenceId": "Absence",
  "closeAbsence.input.absenceId": "Absence",
  "completeConvention.input.conventionId": "Convention",
  "returnConvention.input.conventionId": "Convention",
  "validateConvention.input.conventionId": "Convention",
  "validateConvention.input.referentTeacherId": "Staff",
  "signConvention.input.conventionId": "Convention",
  "cancelConvention.input.conventionId": "Convention",
  "publishOffer.input.hostId": "HostOfOthers",
  "publishOffer.input.campaignId": "Reference",
  "unpublishOffer.input.offerId": "Offer",
  "addFavourite.input.offerId": "Offer",
  "removeFavourite.input.offerId": "Offer",
  "importClassList.input.importId": "Reference",
  "inviteTerritoryStaff.input.academy": "Reference",
  "inviteTerritoryStaff.input.department": "Reference",
  "importClassList.input.schoolUai": "SchoolOfOthers",
  "inviteStaffMember.input.schoolUai": "SchoolOfOthers",
  "eraseStudent.input.studentId": "Student",
  "correctRepresentativeEmail.input.studentId": "Student",
  "correctRepresentativeEmail.input.representativeId": "Representative",
  "recordExamDuties.input.staffId": "Staff",
  "assignReferentTeachers.input.schoolUai": "SchoolOfOthers",
  "assignReferentTeachers.input.assignments.studentId": "Student",
  "assignReferentTeachers.input.assignments.teacherId": "Staff",
  "sendPersonalLink.input.conventionId": "Convention",
  "sendPersonalLink.input.personId": "Representative",
  "revokePersonalLink.input.linkId": "Link",
};

/** Mutations that name nothing that exists already. */
export const WITHOUT_IDS: readonly string[] = ["registerHost", "openPersonalLink", "requestPersonalLink"];

/** Every path of every mutation's input at which an id stands. */
export function idPathsOf(schema: GraphQLSchema): readonly string[] {
  const paths: string[] = [];
  const walk = (path: string, type: GraphQLInputType) => {
    const named = getNamedType(type);
    if (isInputObjectType(named)) for (const field of Object.values(named.getFields())) walk(`${path}.${field.name}`, field.type);
    else if (named.name === "ID") paths.push(path);
  };
  for (const field of Object.values(objectType(schema, "Mutation").getFields())) for (const arg of field.args) walk(`${field.name}.${arg.name}`, arg.type);
  return paths;
}

type Given = Readonly<Record<string, string>>;

/** A mutation that the schema takes, with these ids at their paths, asked for the id of what it answers and no more. */
export function mutationWith(schema: GraphQLSchema, name: string, given: Given): string {
  const field = objectType(schema, "Mutation").getFields()[name]!;
  const type = getNamedType(field.type);
  // A line's own ids come back as they were written: they say nothing.
  const answer = isObjectType(type) && "refused" in type.getFields() && "assigned" in type.getFields() ? "{ assigned unchanged refused { code message field } }" : "{ __typename }";
  return `mutation { ${name}(${field.args.map((arg) => `${arg.name}: ${valueOf(arg, `${name}.${arg.name}`, given)}`).join(", ")}) ${answer} }`;
}

function valueOf({ type }: Pick<GraphQLArgument, "type">, path: string, given: Given): string {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return `[${valueOf({ type: nullable.ofType as GraphQLInputType }, path, given)}]`;
  if (isEnumType(nullable)) return nullable.getValues()[0]!.name;
  if (isInputObjectType(nullable)) {
    const fields = Object.values(nullable.getFields()).filter((field) => `${path}.${field.name}` in given || (isNonNullType(field.type) && field.defaultValue === undefined));
    return `{ ${fields.map((field) => `${field.name}: ${valueOf(field, `${path}.${field.name}`, given)}`).join(", ")} }`;
  }
  const values: Readonly<Record<string, string>> = { Int: "1", Float: "1", Boolean: "false", Date: '"2027-06-14"', Time: '"09:00"', DateTime: '"2027-06-14T09:00:00Z"' };
  return values[nullable.name] ?? JSON.stringify(given[path] ?? "quelque chose");
}

const PREFIX: Readonly<Partial<Record<Named, IdPrefix>>> = { Student: "student", Offer: "offer", Candidature: "candidature", Convention: "convention", Absence: "absence", Representative: "person", Staff: "person", Link: "link" };

/** An id of that kind that nothing has; null for what is public. */
export function unknownId(named: Named): string | null {
  const prefix = PREFIX[named];
  return prefix ? newId(prefix) : null;
}

const isIn = (list: readonly string[], id: string | undefined) => id !== undefined && list.includes(id);
const schoolsOf = (actor: Actor): readonly string[] => ("schoolUais" in actor ? actor.schoolUais : "schoolUai" in actor ? [actor.schoolUai] : []);
const hostsOf = (actor: Actor): readonly string[] => (actor.role === "HOST_MANAGER" ? actor.hostIds : []);

/** The first two of each sort: of each state, and of what is near the actor as of what is far. */
function someOf(ids: readonly string[], sortOf: (id: string) => string): readonly string[] {
  return [...Map.groupBy(ids, sortOf).values()].flatMap((alike) => alike.slice(0, 2));
}

/** Ids that exist and that this visitor may not see, or of public things that are not theirs to act for. */
export function hiddenFrom({ actor, oracle }: Visitor, named: Named, facts: Facts): readonly string[] {
  const { world } = facts;
  const schools = schoolsOf(actor);
  const hosts = hostsOf(actor);
  switch (named) {
    case "Student":
    case "Offer":
    case "Candidature":
    case "Convention":
    case "Absence": {
      const about = (id: string): { readonly status?: string; readonly schoolUai?: string; readonly hostId?: string } => {
        if (named === "Absence") return { ...facts.conventions.get(facts.absences.get(id)!.conventionId)!, status: facts.absences.get(id)!.step };
        return { Student: facts.students, Offer: facts.offers, Candidature: facts.candidatures, Convention: facts.conventions }[named].get(id)!;
      };
      const sortOf = (id: string) => `${about(id).status} ${isIn(schools, about(id).schoolUai)} ${isIn(hosts, about(id).hostId)}`;
      return someOf(everyOf(named, facts).filter((id) => !oracle.sees(named, id)), sortOf);
    }
    case "Representative": {
      const known = (studentIds: readonly string[]) => studentIds.some((id) => oracle.sees("Student", id));
      const theirs = world.persons.filter(({ grants }) => grants.some((grant) => grant.role === "LEGAL_REPRESENTATIVE" && !known(grant.studentIds)));
      return theirs.slice(0, 2).map(({ id }) => id);
    }
    case "Staff": {
      const elsewhere = world.staff.filter(({ schoolUai }) => !schools.includes(schoolUai)).map(({ personId }) => personId as string);
      const neverStaff = world.persons.filter(({ grants }) => grants.some(({ role }) => role === "HOST_MANAGER" || role === "LEGAL_REPRESENTATIVE")).map(({ id }) => id as string);
      return [...elsewhere.slice(0, 2), ...someOf(neverStaff, (id) => world.persons.find((person) => person.id === id)!.grants[0]!.role)];
    }
    case "SchoolOfOthers":
      return world.schools.filter(({ uai }) => !schools.includes(uai)).slice(0, 2).map(({ uai }) => uai);
    case "HostOfOthers":
      return world.hosts.filter(({ id }) => !hosts.includes(id)).slice(0, 2).map(({ id }) => id);
    case "Reference":
      return [];
    // The world has none: those of others are asked for in the tests of `people`.
    case "Link":
      return [];
  }
}

/** What else must be right for a mutation to come as far as looking for the id, for those who may call it. */
export function companionsOf({ actor, oracle }: Visitor, facts: Facts): Given {
  const { world } = facts;
  const [uai = ""] = schoolsOf(actor);
  const student = world.students.find(({ id, schoolUai, campaignId }) => schoolUai === uai && campaignId === world.runningCampaignId && oracle.sees("Student", id));
  const toValidate = world.conventions.find(({ status, schoolUai }) => status === "HOST_COMPLETED" && schoolUai === uai);
  const toSign = world.conventions.find(({ status, schoolUai }) => (status === "VALIDATED" || status === "SIGNING") && schoolUai === uai);
  const teacher = world.staff.find((post) => post.schoolUai === uai && post.function === "TEACHER");
  return {
    "validateConvention.input.conventionId": toValidate?.id ?? "",
    "sendPersonalLink.input.conventionId": toSign?.id ?? "",
    "correctRepresentativeEmail.input.studentId": student?.id ?? "",
    "assignReferentTeachers.input.schoolUai": uai,
    "assignReferentTeachers.input.assignments.studentId": student?.id ?? "",
    "assignReferentTeachers.input.assignments.teacherId": teacher?.personId ?? "",
  };
}
