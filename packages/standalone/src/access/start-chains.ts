import { type Actor, actsForStudent, personOf } from "@stages/kernel/actor.ts";
import type { HostId, PersonId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { codeToSign } from "@stages/testing/signature-code.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { Servable } from "@stages/transport/transport.ts";
import type { ChainSoFar, Facts } from "./reach.ts";

const STEPS = ["REPORTED", "RELAYED", "FAMILY_INFORMED", "CLOSED"] as const;

/**
 * Absences in every state of the chain, by the mutations themselves: for the personas' signed conventions, on
 * different days, and for some of other schools, so that each person has some that are theirs and some that are not.
 */
export async function startChains(conventions: Servable, { world }: Facts, databaseUrl: string): Promise<readonly ChainSoFar[]> {
  const transport = inProcessTransport(conventions);
  const act = async (actor: Actor, day: Temporal.PlainDate, query: string, variables: Record<string, unknown>) => {
    const now = day.toZonedDateTime({ timeZone: "Europe/Paris", plainTime: "18:00" }).toInstant();
    const { data, errors } = await transport.execute({ query, variables, caller: { actor, now, requestId: "chains" } });
    if (errors) throw new Error(`a chain could not start: ${errors[0]!.message}`);
    return Object.values(data!)[0] as { id: string };
  };
  const ofTheYear = world.conventions.filter(({ campaignId }) => campaignId === world.runningCampaignId);
  // What the personas of the family have still to sign, they sign: no absence without a signed convention.
  const signatories = (["adult-student", "legal-representative"] as const).map((name) => {
    const { id: personId, grants } = world.persons.find(({ id }) => id === world.personas[name])!;
    return { personId, ...grants[0]! } as Actor;
  });
  const signedNow = [];
  for (const actor of signatories) {
    for (const convention of ofTheYear.filter(({ status, studentId }) => status === "SIGNING" && actsForStudent(actor, studentId))) {
      const personId = personOf(actor)!;
      const ask = async (query: string, variables: Record<string, unknown>) => ({ convention: await act(actor, world.today, query, variables) });
      const code = await codeToSign(databaseUrl, personId, convention.id, ask);
      await act(actor, world.today, "mutation($id: ID!, $code: String!) { signConvention(input: { conventionId: $id, code: $code }) { id } }", { id: convention.id, code });
      signedNow.push(convention);
    }
  }
  const signed = ofTheYear.filter(({ status }) => status === "SIGNED");
  const tutor = world.persons.find(({ id }) => id === world.personas.tutor)!.email;
  const near = signed.filter(({ host, school }) => host?.tutor.email === tutor || school?.referentTeacherId === world.personas["referent-teacher"]);
  const here = new Set(near.map(({ schoolUai }) => schoolUai));
  const elsewhere = signed.filter(({ schoolUai }) => !here.has(schoolUai)).slice(0, 4);

  const chains: ChainSoFar[] = [];
  for (const { id: conventionId, hostId, schoolUai, host } of [...signedNow, ...near.slice(0, 8), ...elsewhere]) {
    const manager: Actor = { role: "HOST_MANAGER", personId: world.personas["host-manager"], hostIds: [hostId as HostId] };
    const head: Actor = { role: "SCHOOL_HEAD", personId: world.personas["school-head"] as PersonId, schoolUais: [schoolUai as Uai] };
    for (const [reached, { date }] of host!.timetable.slice(0, STEPS.length).entries()) {
      const { id } = await act(manager, date, "mutation($conventionId: ID!, $day: Date!) { reportAbsence(input: { conventionId: $conventionId, day: $day, kind: ILL }) { id } }", { conventionId, day: date.toString() });
      if (reached >= 1) await act(head, date, "mutation($id: ID!) { relayAbsence(input: { absenceId: $id }) { id } }", { id });
      if (reached >= 2) await act(head, date, "mutation($id: ID!) { informFamily(input: { absenceId: $id }) { id } }", { id });
      if (reached >= 3) await act(head, date, 'mutation($id: ID!) { closeAbsence(input: { absenceId: $id, cause: ILLNESS }) { id } }', { id });
      chains.push({ id, conventionId, step: STEPS[reached]! });
    }
  }
  return chains;
}
