import type { World, WorldCandidature, WorldConvention } from "@stages/demonstration/world-types.ts";
import { type Actor, personOf, type Role } from "@stages/kernel/actor.ts";
import { lastSignatureCode } from "@stages/testing/signature-code.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { hostPart } from "../../../../scripts/story/operations.ts";
import type { Subgraphs } from "../subgraphs.ts";
import { type Concerned, NEWS_FOR, type Told } from "./hearing.ts";
import type { ChainSoFar } from "./reach.ts";

/** One school's conventions, each in the state in which something can happen to it. */
export interface Place {
  readonly draft: WorldConvention;
  readonly completed: readonly WorldConvention[];
  readonly validated: WorldConvention;
  readonly signed: WorldConvention;
}

/** The personas' two schools, and one where none of them is. */
export function placesOf(world: World, uais: readonly string[], count: number): readonly Place[] {
  const ofTheYear = world.conventions.filter(({ campaignId }) => campaignId === world.runningCampaignId);
  const others = [...new Set(ofTheYear.map(({ schoolUai }) => schoolUai as string))].filter((uai) => !uais.includes(uai));
  const places = [...uais, ...others].flatMap((uai): readonly Place[] => {
    const inStatus = (status: string) => ofTheYear.filter((convention) => convention.schoolUai === uai && convention.status === status);
    const [draft] = inStatus("DRAFT").filter(({ period }) => period === "WEEK_2");
    const completed = inStatus("HOST_COMPLETED").slice(0, 2);
    const [validated] = inStatus("VALIDATED");
    // The persona who is a tutor hears of their own.
    const tutor = world.persons.find(({ id }) => id === world.personas.tutor)!.email;
    const signed = inStatus("SIGNED").toSorted((a, b) => Number(b.host?.tutor.email === tutor) - Number(a.host?.tutor.email === tutor))[0];
    return draft && completed.length === 2 && validated && signed ? [{ draft, completed, validated, signed }] : [];
  });
  return places.slice(0, count);
}

const PARTIES: readonly Role[] = ["SCHOOL_HEAD", "REFERENT_TEACHER", "HOST_MANAGER", "STUDENT", "LEGAL_REPRESENTATIVE"];

/** What someone's inbox says of a convention that came to a status: to whose turn it is, or to all its parties when it is signed or ends. */
const IN_INBOXES: Readonly<Record<string, readonly [string, readonly Role[]]>> = {
  DRAFT: ["CONVENTION_TO_FILL", ["HOST_MANAGER"]],
  RETURNED: ["CONVENTION_RETURNED", ["HOST_MANAGER"]],
  HOST_COMPLETED: ["CONVENTION_TO_VALIDATE", ["SCHOOL_HEAD"]],
  SIGNED: ["CONVENTION_SIGNED", PARTIES],
  CANCELLED: ["CONVENTION_ENDED", PARTIES],
};

/** Makes things happen, by the mutations themselves, and tells what the world says of each. */
export class GoingsOn {
  readonly told: Told[] = [];
  /** As they are now, for those that changed or opened. */
  readonly conventions = new Map<string, WorldConvention>();
  readonly chains = new Map<string, ChainSoFar>();
  readonly accepted = new Map<string, WorldCandidature>();
  /** As they are now, for those that took a step. */
  readonly candidatures = new Map<string, WorldCandidature>();
  readonly #world: World;
  readonly #subgraphs: Subgraphs;
  readonly #now: Temporal.Instant;

  readonly #databaseUrl: string;

  constructor(world: World, subgraphs: Subgraphs, now: Temporal.Instant, databaseUrl: string) {
    this.#databaseUrl = databaseUrl;
    this.#world = world;
    this.#subgraphs = subgraphs;
    this.#now = now;
  }

  async #ask<T>(subgraph: "conventions" | "candidatures", actor: Actor, query: string, variables: object = {}, now = this.#now): Promise<T> {
    const { data, errors } = await inProcessTransport(this.#subgraphs[subgraph]).execute({ query, variables: { ...variables }, caller: { actor, now, requestId: "goings-on" } });
    if (errors) throw new Error(`${query}: ${JSON.stringify(errors)}`);
    return Object.values(data!)[0] as T;
  }

  #toInboxes(kind: string, id: string, roles: readonly Role[], of: Pick<WorldConvention, "studentId" | "schoolUai" | "hostId"> & Partial<Pick<WorldConvention, "host" | "school">>, by: Actor | null): void {
    const about: Concerned = { ...of, referentTeacherId: of.school?.referentTeacherId ?? null, tutorEmail: of.host?.tutor.email ?? null, byPersonId: by && personOf(by) };
    this.told.push({ field: "notifications", name: `${kind} ${id}`, roles, about });
  }

  #changed(convention: WorldConvention, from: string | null, by: Actor | null): void {
    this.conventions.set(convention.id, convention);
    const [kind, roles] = IN_INBOXES[convention.status] ?? [];
    if (kind) this.#toInboxes(kind, convention.id, roles!, convention, by);
    this.told.push({ field: "conventionStatusChanged", name: `${convention.id} ${from} ${convention.status}`, convention });
  }

  #step(before: WorldCandidature, to: WorldCandidature["status"]): WorldCandidature {
    const candidature: WorldCandidature = { ...before, status: to, history: [...before.history, { at: this.#now, by: null, from: before.status, to, reason: null }] };
    this.candidatures.set(candidature.id, candidature);
    this.told.push({ field: "candidatureStatusChanged", name: `${candidature.id} ${before.status} ${to}`, candidature });
    return candidature;
  }

  /** A seat of its offer was taken, or is free again. */
  #seats({ offerId }: WorldCandidature): void {
    const offer = this.#world.offers.find(({ id }) => id === offerId)!;
    this.told.push({ field: "offerSeatsChanged", name: offer.id, offer });
  }

  readonly managerOf = ({ hostId }: WorldConvention): Actor => ({ role: "HOST_MANAGER", personId: this.#world.hosts.find(({ id }) => id === hostId)!.managerPersonId, hostIds: [hostId] });
  readonly headOf = ({ schoolUai }: WorldConvention): Actor => ({ role: "SCHOOL_HEAD", personId: this.#world.staff.find((post) => post.schoolUai === schoolUai && post.function === "SCHOOL_HEAD")!.personId, schoolUais: [schoolUai] });

  #current(convention: WorldConvention): WorldConvention {
    return this.conventions.get(convention.id) ?? convention;
  }

  async giveBack(convention: WorldConvention): Promise<void> {
    await this.#ask("conventions", this.headOf(convention), 'mutation($id: ID!) { returnConvention(input: { conventionId: $id, reason: "Précisez les horaires." }) { id } }', convention);
    this.#changed({ ...this.#current(convention), status: "RETURNED" }, this.#current(convention).status, this.headOf(convention));
  }

  async cancel(convention: WorldConvention): Promise<void> {
    await this.#ask("conventions", this.headOf(convention), 'mutation($id: ID!) { cancelConvention(input: { conventionId: $id, reason: "Changement de projet." }) { id } }', convention);
    this.#changed({ ...this.#current(convention), status: "CANCELLED" }, this.#current(convention).status, this.headOf(convention));
    // Its candidature goes with it, in another subgraph and in its own time.
    const before = this.candidatures.get(convention.candidatureId) ?? this.#world.candidatures.find(({ id }) => id === convention.candidatureId)!;
    this.#seats(this.#step(before, "CANCELLED_BY_SCHOOL"));
    this.#toInboxes("CANDIDATURE_ENDED", before.id, ["STUDENT", "HOST_MANAGER"], before, null);
  }

  /** The host names this tutor, who hears of it from then on. */
  async complete(convention: WorldConvention, tutor: { readonly displayName: string; readonly email: string }): Promise<void> {
    const { weeks } = this.#world.campaigns.find(({ id }) => id === convention.campaignId)!;
    const dates = { weeks: [1, 2].map((week) => ({ firstDay: weeks[week as 1 | 2].firstDay.toString(), lastDay: weeks[week as 1 | 2].lastDay.toString() })) };
    await this.#ask("conventions", this.managerOf(convention), "mutation($input: CompleteConventionInput!) { completeConvention(input: $input) { id } }", hostPart(convention.id, dates, tutor));
    this.#changed({ ...this.#current(convention), status: "HOST_COMPLETED", host: { tutor } as unknown as WorldConvention["host"] }, this.#current(convention).status, this.managerOf(convention));
  }

  /** Everyone signs who must: two changes of status for three signatures. */
  async sign(convention: WorldConvention, family: Actor): Promise<void> {
    for (const actor of [this.headOf(convention), this.managerOf(convention), family]) {
      const before = this.#current(convention).status;
      const { document } = await this.#ask<{ document: { id: string } }>("conventions", actor, "query($id: ID!) { convention(id: $id) { document { id } } }", convention);
      await this.#ask("conventions", actor, "mutation($id: ID!) { requestSignatureCode(input: { documentIds: [$id] }) { expiresAt } }", document);
      const code = await lastSignatureCode(this.#databaseUrl, personOf(actor)!);
      const { status } = await this.#ask<{ status: WorldConvention["status"] }>("conventions", actor, "mutation($id: ID!, $code: String!) { signConvention(input: { conventionId: $id, code: $code }) { status } }", { id: convention.id, code });
      if (status !== before) this.#changed({ ...this.#current(convention), status }, before, actor);
    }
  }

  async absence(convention: WorldConvention, rank: number): Promise<void> {
    const { date } = convention.host!.timetable[rank]!;
    const then = date.toZonedDateTime({ timeZone: "Europe/Paris", plainTime: "18:00" }).toInstant();
    const head = this.headOf(convention);
    const steps = [
      ["REPORTED", this.managerOf(convention), "mutation($id: ID!, $day: Date!) { reportAbsence(input: { conventionId: $id, day: $day, kind: ILL }) { id } }"],
      ["RELAYED", head, "mutation($id: ID!) { relayAbsence(input: { absenceId: $id }) { id } }"],
      ["FAMILY_INFORMED", head, "mutation($id: ID!) { informFamily(input: { absenceId: $id }) { id } }"],
      ["CLOSED", head, 'mutation($id: ID!) { closeAbsence(input: { absenceId: $id, cause: ILLNESS }) { id } }'],
    ] as const;
    let id: string = convention.id;
    for (const [step, actor, query] of steps) {
      ({ id } = await this.#ask<{ id: string }>("conventions", actor, query, step === "REPORTED" ? { id, day: date.toString() } : { id }, then));
      const chain: ChainSoFar = { id, conventionId: convention.id, step };
      this.chains.set(id, chain);
      this.#toInboxes("ABSENCE", id, NEWS_FOR[step], this.#current(convention), actor);
      this.told.push({ field: "absenceAlerts", name: `${id} ${step}`, convention: this.#current(convention), chain });
    }
  }

  /** A host says yes: its convention opens in another subgraph, in its own time. `until` asks again. */
  async open(candidature: WorldCandidature, until: <T>(ask: () => Promise<T>) => Promise<T>): Promise<void> {
    const { hostId, studentId, schoolUai, academy, campaignId, period, offerId } = candidature;
    const manager: Actor = { role: "HOST_MANAGER", personId: this.#world.hosts.find(({ id }) => id === hostId)!.managerPersonId, hostIds: [hostId] };
    await this.#ask("candidatures", manager, "mutation($id: ID!) { acceptCandidature(input: { candidatureId: $id }) { id } }", candidature);
    const FIND = "query($references: [_Any!]!) { _entities(representations: $references) { ... on Candidature { convention { id } } } }";
    const id = await until(async () => {
      const [found] = await this.#ask<readonly { convention: { id: string } | null }[]>("conventions", manager, FIND, { references: [{ __typename: "Candidature", id: candidature.id }] });
      if (!found?.convention) throw new Error("not open yet");
      return found.convention.id as WorldConvention["id"];
    });
    this.#seats(this.#step(this.#step(candidature, "READ"), "ACCEPTED"));
    this.#toInboxes("CANDIDATURE_ACCEPTED", candidature.id, ["STUDENT", "LEGAL_REPRESENTATIVE"], candidature, manager);
    this.accepted.set(candidature.id, { ...candidature, status: "ACCEPTED", history: [...candidature.history, { at: this.#now, by: null, from: candidature.status, to: "ACCEPTED", reason: null }] });
    const opened = { id, candidatureId: candidature.id, campaignId, offerId, hostId, studentId, schoolUai, academy, period, status: "DRAFT", openedAt: this.#now, host: null, school: null, signatures: [], history: [] } as WorldConvention;
    this.#changed(opened, null, null);
  }
}
