import { STRICTEST_2024 } from "@stages/kernel/presence-rules.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import { type Connection, connect } from "@stages/database/connection.ts";
import { type Actor, PLATFORM, personOf } from "@stages/kernel/actor.ts";
import { type ConventionId, newId, type PersonId, type StudentId } from "@stages/kernel/ids.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { freshDatabase, migratedBy } from "@stages/testing/database.ts";
import { lastSignatureCode } from "@stages/testing/signature-code.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import postgres from "postgres";
import { complete } from "./domain/complete.ts";
import { open } from "./domain/convention.ts";
import { aCampaign, ACTORS, aHostPart, HOST, SCHOOL, TEACHER } from "./domain/fixtures.ts";
import type { Papers } from "./papers.ts";
import { insertConvention } from "./persistence/conventions.ts";
import { mirrorCampaign, mirrorSchool, mirrorStaffMember, mirrorStudent } from "./persistence/mirror.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

/** For tests: this subgraph on a database of its own, not started, so that nothing sweeps and what it tells stays in its outbox. */

export const MAY = Temporal.Instant.from("2027-05-20T10:00:00Z");

export interface Answer {
  readonly data: Record<string, never> | null | undefined;
  readonly code: string | undefined;
  readonly message: string | undefined;
}

export interface Validated {
  readonly id: ConventionId;
  readonly documentId: string;
  readonly studentId: StudentId;
  readonly parents: readonly [Actor, Actor];
}

export interface Signing {
  readonly url: string;
  readonly sql: postgres.Sql;
  readonly admin: Connection;
  readonly ask: (actor: Actor, query: string, variables?: Record<string, unknown>, now?: Temporal.Instant) => Promise<Answer>;
  readonly aValidated: () => Promise<Validated>;
  /** Asks for a code and reads it where it was told. */
  readonly codeFor: (actor: Actor, documentIds: readonly string[], now?: Temporal.Instant) => Promise<string>;
  readonly stop: () => Promise<void>;
}

export async function signingDatabase({ signingLegalRepresentatives = 2, address = "198.51.100.7", papers }: { readonly signingLegalRepresentatives?: 1 | 2; readonly address?: string; readonly papers?: Papers } = {}): Promise<Signing> {
  const create = (databaseUrl: string) => createConventionsSubgraph({ databaseUrl, ...(papers && { papers }), clock: () => MAY, onFailure: (error) => console.error(error) });
  const database = await freshDatabase("conventions", migratedBy(create));
  const admin = connect({ url: database.url, name: "test", max: 4 });
  const sql = postgres(database.url, { max: 4, onnotice: () => {} });
  const subgraph: Subgraph = create(database.url);
  const graph = inProcessTransport(subgraph);
  await admin.db.transaction(async (tx) => {
    await mirrorCampaign(tx, campaignFact({ ...aCampaign, signingLegalRepresentatives }));
    await mirrorSchool(tx, { uai: SCHOOL, name: "Lycée des Monédières", address: "1 place Jean Tavé, 19000 Tulle", academy: "22" });
    const staff = { schoolUai: SCHOOL, email: "accueil@lycee.example" };
    await mirrorStaffMember(tx, { ...staff, personId: ACTORS.head.personId, role: "SCHOOL_HEAD", name: "Hélène Marbot", phone: "06 39 98 01 02" });
    await mirrorStaffMember(tx, { ...staff, personId: TEACHER, role: "REFERENT_TEACHER", name: "Léa Faure", phone: null });
    await mirrorStaffMember(tx, { ...staff, personId: ACTORS.adviser.personId, role: "EDUCATION_ADVISER", name: "Noé Vidal", phone: null });
  });

  const ask: Signing["ask"] = async (actor, query, variables = {}, now = MAY) => {
    const { data, errors } = await graph.execute({ query, variables, caller: { actor, now, requestId: "test", address } });
    return { data: data as Answer["data"], code: errors?.[0]?.extensions?.["code"] as string | undefined, message: errors?.[0]?.message };
  };

  const aValidated = async (): Promise<Validated> => {
    const studentId = newId("student");
    const hostParty = { legalName: "Atelier Delmas", siret: "12345678901237", country: null, address: "2 rue des Tilleuls, 19000 Tulle" };
    const opened = open({ id: newId("convention"), origin: "SCHOOL", candidatureId: null, offerId: null, hostId: HOST, studentId, schoolUai: SCHOOL, academy: "22", campaignId: "2027", period: "WEEK_1", openedAt: MAY });
    const completed = complete({ ...opened, confirmedAt: MAY, hostParty }, aHostPart(), STRICTEST_2024.version);
    await admin.db.transaction(async (tx) => {
      await mirrorStudent(tx, { id: studentId, firstName: "Zoé", lastName: "Mazaud", birthDate: Temporal.PlainDate.from("2011-09-01"), className: "2de 3", schoolUai: SCHOOL, academy: "22", campaignId: "2027" });
      await insertConvention(tx, completed, { actor: PLATFORM, now: MAY });
    });
    const input = { conventionId: completed.id, referentTeacherId: TEACHER, liabilityInsurance: { insurer: "Mutuelle", policyNumber: "A-1" } };
    const { data, message } = await ask(ACTORS.head, "mutation($input: ValidateConventionInput!) { validateConvention(input: $input) { document { id } } }", { input });
    if (message) throw new Error(message);
    const parent = (personId: PersonId): Actor => ({ role: "LEGAL_REPRESENTATIVE", personId, studentIds: [studentId] });
    return { id: completed.id, documentId: (data!["validateConvention"] as unknown as { document: { id: string } }).document.id, studentId, parents: [parent(newId("person")), parent(newId("person"))] };
  };

  const codeFor: Signing["codeFor"] = async (actor, documentIds, now = MAY) => {
    const { message } = await ask(actor, "mutation($ids: [ID!]!) { requestSignatureCode(input: { documentIds: $ids }) { expiresAt } }", { ids: documentIds }, now);
    if (message) throw new Error(message);
    return lastSignatureCode(database.url, personOf(actor)!);
  };

  return {
    url: database.url, sql, admin, ask, aValidated, codeFor,
    stop: async () => {
      await subgraph.stop();
      await admin.close();
      await sql.end();
      await database.drop();
    },
  };
}
