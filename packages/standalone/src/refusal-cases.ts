import type { PersonaName } from "@stages/demonstration/personas.ts";
import { newId } from "@stages/kernel/ids.ts";
import { HOST, offerInput } from "../../../scripts/story/operations.ts";

export interface RefusalCase {
  readonly title: string;
  /** Null for a visitor. */
  readonly as: PersonaName | null;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly code: string;
  /** What the sentence must say. */
  readonly says: RegExp;
  readonly field?: string;
  /** 200 when the operation was run, and a part of it refused. */
  readonly status?: number;
}

/** Ids that belong to someone else, or are in a state that matters; a test reads them from the platform first. */
export interface Known {
  readonly hostId: string;
  readonly refusedCandidatureId: string;
  readonly submittedCandidatureId: string;
  readonly conventionId: string;
}

const REGISTER = "mutation($input: RegisterHostInput!) { registerHost(input: $input) { id } }";
const PUBLISH = "mutation($input: PublishOfferInput!) { publishOffer(input: $input) { id } }";
const SEARCH = '{ around: { communeCode: "19272" } }';
const JULIEN = { name: "Julien Faure", email: "julien.faure@example.org" };

/** As a person counts: the family is one character of seven code points, the é two of them. */
export const graphemes = (count: number) => "👨‍👩‍👧‍👦e\u0301".repeat(Math.ceil(count / 2)).slice(0, count % 2 ? -2 : undefined);

export function refusalCases({ hostId, refusedCandidatureId, submittedCandidatureId, conventionId }: Known): readonly RefusalCase[] {
  const host = { ...HOST, siret: "90000000000027", legalName: "Jamais inscrite" };
  const offer = offerInput(hostId, JULIEN);
  const manager = { as: "host-manager" } as const;
  const student = { as: "student" } as const;
  const malformed = { status: 400 } as const;
  return [
    { title: "a SIRET whose key is wrong", ...manager, query: REGISTER, variables: { input: { ...host, siret: "12345678901234" } }, code: "INVALID_SIRET", says: /« 12345678901234 » n'est pas un numéro SIRET valide/, field: "siret" },
    { title: "a SIRET that is a sentence", ...manager, query: REGISTER, variables: { input: { ...host, siret: "'; drop table hosts; --" } }, code: "INVALID_SIRET", says: /SIRET/, field: "siret" },
    { title: "an unknown commune", ...manager, query: REGISTER, variables: { input: { ...host, address: { ...HOST.address, communeCode: "99999" } } }, code: "UNKNOWN_COMMUNE", says: /INSEE « 99999 »/, field: "address.communeCode" },
    { title: "a name of nothing but spaces", ...manager, query: REGISTER, variables: { input: { ...host, legalName: "  \u00a0 " } }, code: "TEXT_REQUIRED", says: /obligatoire/, field: "legalName" },
    { title: "a title of 151 characters", ...manager, query: PUBLISH, variables: { input: { ...offer, title: graphemes(151) } }, code: "TEXT_TOO_LONG", says: /151 caractères ; il est limité à 150/, field: "title" },
    { title: "a description of 251 characters", ...manager, query: PUBLISH, variables: { input: { ...offer, description: graphemes(251) } }, code: "TEXT_TOO_LONG", says: /251 caractères ; il est limité à 250/, field: "description" },
    { title: "activities of 501 characters", ...manager, query: PUBLISH, variables: { input: { ...offer, activities: graphemes(501) } }, code: "TEXT_TOO_LONG", says: /501 caractères ; il est limité à 500/, field: "activities" },
    { title: "no seat", ...manager, query: PUBLISH, variables: { input: { ...offer, seats: 0 } }, code: "NUMBER_OUT_OF_RANGE", says: /entre 1 et 100/, field: "seats" },
    { title: "an address that is none", ...manager, query: PUBLISH, variables: { input: { ...offer, tutor: { ...offer.tutor, email: "julien" } } }, code: "INVALID_EMAIL", says: /« julien »/, field: "tutor.email" },

    { title: "a day that does not exist, in the text", as: "tutor", query: `mutation { reportAbsence(input: { conventionId: "${conventionId}", day: "2027-02-30", kind: ABSENT }) { id } }`, code: "INVALID_DATE", says: /« 2027-02-30 » n'est pas une date valide/ },
    { title: "a day that does not exist, in a variable", as: "tutor", query: `mutation($day: Date!) { reportAbsence(input: { conventionId: "${conventionId}", day: $day, kind: ABSENT }) { id } }`, variables: { day: "14/06/2027" }, code: "INVALID_DATE", says: /« 14\/06\/2027 » n'est pas une date valide/ },
    { title: "a cursor that no list gave", ...student, query: `{ offers(search: ${SEARCH}, after: "nulle part") { edges { cursor } } }`, code: "INVALID_CURSOR", says: /curseur/, field: "after" },
    { title: "the cursor of another list", ...student, query: `{ candidatures(after: "${Buffer.from('["offers",1,"x"]').toString("base64url")}") { edges { cursor } } }`, code: "INVALID_CURSOR", says: /curseur/, field: "after" },
    { title: "a page of nothing", ...student, query: "{ candidatures(first: 0) { edges { cursor } } }", code: "INVALID_PAGE_SIZE", says: /entre 1 et 100/, field: "first" },
    { title: "a page of a thousand", as: "school-head", query: "{ conventions(first: 1000) { edges { cursor } } }", code: "INVALID_PAGE_SIZE", says: /entre 1 et 100/, field: "first" },
    { title: "a page of a thousand offers", ...student, query: `{ offers(search: ${SEARCH}, first: 1000) { edges { cursor } } }`, code: "INVALID_PAGE_SIZE", says: /entre 1 et 100/, field: "first" },
    { title: "a page of less than nothing", as: null, query: "{ schools(first: -1) { edges { cursor } } }", code: "INVALID_PAGE_SIZE", says: /entre 1 et 100/, field: "first" },
    { title: "a number that overflows", as: null, query: "{ schools(first: 99999999999) { edges { cursor } } }", code: "GRAPHQL_VALIDATION_FAILED", says: /^Requête GraphQL invalide/, ...malformed },
    { title: "a UAI whose letter is wrong", as: null, query: '{ school(uai: "0190010A") { name } }', code: "INVALID_UAI", says: /UAI/, field: "uai" },
    { title: "a search around nothing", ...student, query: "{ offers(search: { around: {} }) { edges { cursor } } }", code: "SEARCH_AREA_REQUIRED", says: /autour/, field: "around" },

    { title: "a status that is none, in the text", ...manager, query: "{ candidatures(status: ASLEEP) { edges { cursor } } }", code: "GRAPHQL_VALIDATION_FAILED", says: /"ASLEEP" does not exist in "CandidatureStatus"/, ...malformed },
    { title: "a status that is none, in a variable", ...manager, query: "query($status: CandidatureStatus) { candidatures(status: $status) { edges { cursor } } }", variables: { status: "ASLEEP" }, code: "BAD_USER_INPUT", says: /"ASLEEP" does not exist in "CandidatureStatus"/, ...malformed },
    { title: "a variable of another type", ...manager, query: REGISTER, variables: { input: { ...host, siret: 42 } }, code: "BAD_USER_INPUT", says: /^Valeur invalide/, ...malformed },
    { title: "a variable that is missing", ...manager, query: REGISTER, code: "BAD_USER_INPUT", says: /^Valeur invalide/, ...malformed },

    { title: "a candidature that nobody sent", ...manager, query: accept(newId("candidature")), code: "NOT_FOUND", says: /aucun élément accessible/, field: "candidatureId" },
    { title: "a candidature to another host", as: "other-host-manager", query: accept(submittedCandidatureId), code: "NOT_FOUND", says: /aucun élément accessible/, field: "candidatureId" },
    { title: "an id of another kind", ...manager, query: accept(hostId), code: "NOT_FOUND", says: /aucun élément accessible/, field: "candidatureId" },
    { title: "an id that is a sentence", ...manager, query: accept("' or 1=1 --"), code: "NOT_FOUND", says: /aucun élément accessible/, field: "candidatureId" },
    { title: "an id with a NUL in it", ...manager, query: accept("candidature_\\u0000"), code: "NOT_FOUND", says: /aucun élément accessible/, field: "candidatureId" },
    { title: "another host's convention", as: "other-host-manager", query: `mutation { signConvention(input: { conventionId: "${conventionId}", code: "000000" }) { id } }`, code: "NOT_FOUND", says: /aucun élément accessible/, field: "conventionId" },
    { title: "an offer in the name of another's host, which is public", as: "other-host-manager", query: PUBLISH, variables: { input: offer }, code: "FORBIDDEN", says: /Votre profil ne permet pas/ },

    { title: "a student who accepts", ...student, query: accept(submittedCandidatureId), code: "FORBIDDEN", says: /Votre profil ne permet pas/ },
    { title: "a student who registers a host", ...student, query: REGISTER, variables: { input: host }, code: "FORBIDDEN", says: /Votre profil ne permet pas/ },
    { title: "a rectorat that validates", as: "rectorat", query: `mutation { signConvention(input: { conventionId: "${conventionId}", code: "000000" }) { id } }`, code: "FORBIDDEN", says: /Votre profil ne permet pas/ },
    { title: "a visitor who accepts", as: null, query: accept(submittedCandidatureId), code: "UNAUTHENTICATED", says: /Vous devez être connecté/ },
    { title: "a visitor who searches", as: null, query: `{ offers(search: ${SEARCH}) { edges { cursor } } }`, code: "UNAUTHENTICATED", says: /Vous devez être connecté/ },

    { title: "confirming what was refused", ...student, query: `mutation { confirmCandidature(input: { candidatureId: "${refusedCandidatureId}" }) { id } }`, code: "WRONG_STATE", says: /n'est pas possible dans son état actuel/ },
    { title: "a refusal without a reason", ...manager, query: `mutation { refuseCandidature(input: { candidatureId: "${submittedCandidatureId}", reason: " " }) { id } }`, code: "REASON_REQUIRED", says: /motif/, field: "reason" },

    { title: "a brace that is missing", ...student, query: "{ viewer { role }", code: "GRAPHQL_PARSE_FAILED", says: /^Requête GraphQL illisible/, ...malformed },
    { title: "a field that is none", ...student, query: "{ viewer { password } }", code: "GRAPHQL_VALIDATION_FAILED", says: /^Requête GraphQL invalide/, ...malformed },
    { title: "a field between the gateway and its parts", ...student, query: '{ actor(subject: "persona|ministry") }', code: "GRAPHQL_VALIDATION_FAILED", says: /Cannot query field "actor"/, ...malformed },
    { title: "federation's own way in", ...student, query: '{ _entities(representations: [{ __typename: "Student", id: "x" }]) { __typename } }', code: "GRAPHQL_VALIDATION_FAILED", says: /Cannot query field "_entities"/, ...malformed },
    { title: "17 levels", ...student, query: `{ viewer { student { school { ${"academy { schools { edges { node { ".repeat(4)} name ${"} } } }".repeat(4)} } } } }`, code: "REQUEST_TOO_LARGE", says: /16 niveaux/, ...malformed },
    { title: "61 aliases", ...student, query: `{ ${Array.from({ length: 61 }, (_, index) => `a${index}: currentCampaign { id }`).join(" ")} }`, code: "REQUEST_TOO_LARGE", says: /60 alias/, ...malformed },
    { title: "more than 2 000 words", ...student, query: `{ ${"viewer { role } ".repeat(1_500)} }`, code: "REQUEST_TOO_LARGE", says: /2000 mots/, ...malformed },
    { title: "a body of 300 ko", ...student, query: "{ viewer { role } }", variables: { padding: "x".repeat(300 * 1024) }, code: "REQUEST_TOO_LARGE", says: /256 ko/, status: 413 },
  ];
}

function accept(candidatureId: string): string {
  return `mutation { acceptCandidature(input: { candidatureId: "${candidatureId}" }) { id } }`;
}
