import type { Reader } from "@stages/database/connection.ts";
import type { Bus } from "@stages/events/bus.ts";
import { domainEvent, type Events } from "@stages/events/contracts.ts";
import { personOf } from "@stages/kernel/actor.ts";
import { type PersonId, parseId } from "@stages/kernel/ids.ts";
import { type Refusal, RefusedError, refuse, refused } from "@stages/kernel/refusal.ts";
import { severalAtOnce } from "@stages/kernel/several-at-once.ts";
import { concernedBy, isConcerned } from "../domain/audience.ts";
import type { Convention } from "../domain/convention.ts";
import { FROZEN } from "../domain/lifecycle.ts";
import { findByIds } from "../persistence/conventions.ts";
import { type ValidatingAct, validateConvention } from "./validate-convention.ts";

export const MOST_VALIDATIONS = 500;

export interface ValidateConventions {
  readonly runId: string;
  readonly conventionIds: readonly string[];
  /** Of those whose draft says nothing of it. */
  readonly referentTeacherId: string | null;
  readonly liabilityInsurance: { readonly insurer: string; readonly policyNumber?: string | null } | null;
}

export interface Validated {
  /** As it was given. */
  readonly conventionId: string;
  /** As it is now; null where there is none that the actor may see. */
  readonly convention: Convention | null;
  /** Empty where it is validated, now or already. */
  readonly refusals: readonly Refusal[];
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function parseRunId(text: string): string {
  if (!UUID.test(text)) throw refused("INVALID_RUN_ID", "runId");
  return text.toLowerCase();
}

/** The person stands in it: a client's id says nothing of who may hear of it. */
export const runKey = (personId: PersonId, runId: string) => `${personId} ${runId}`;

export type RunProgress = Omit<Events["ConventionsValidationProgressed"], "runId" | "personId">;

/** Some are loaded and stored while others are drawn. Each holds a connection of the ten that a subgraph has. */
const AT_ONCE = 3;

/**
 * The head validates hundreds, each decided as if alone, in a transaction of its own: whatever ends the run half way, those
 * that are done are done, and the same list asked for again goes on with the others. How far it is is news on the bus, which
 * the run neither waits for nor fails by.
 */
export async function validateConventions(act: ValidatingAct, db: Reader, bus: () => Bus, { runId, conventionIds, ...forAll }: ValidateConventions): Promise<readonly Validated[]> {
  const id = parseRunId(runId);
  if (conventionIds.length > MOST_VALIDATIONS) throw refused("TOO_MANY_ITEMS", { max: MOST_VALIDATIONS }, "conventionIds");
  const personId = personOf(act.actor)!;
  const tell = (progress: RunProgress) => bus().publish([domainEvent("ConventionsValidationProgressed", runKey(personId, id), { runId: id, personId, ...progress }, act.now)]).catch(() => {});

  const results = Array<Validated>(conventionIds.length);
  const so = { done: 0, refused: 0, total: conventionIds.length };
  let telling = Promise.resolve();
  await severalAtOnce(conventionIds, AT_ONCE, async (conventionId, index) => {
    const validated = await validateOne(act, db, conventionId, index, forAll);
    results[index] = validated;
    so.done += 1;
    if (validated.refusals.length > 0) so.refused += 1;
    if (so.done % EVERY !== 0 || so.done === so.total) return;
    const progress = { ...so };
    telling = telling.then(() => tell({ state: "RUNNING", ...progress }));
  });
  await telling;
  if (so.total > EVERY) await tell({ state: "DONE", ...so });
  return results;
}

/** Often enough to be followed, rarely enough to cost nothing; fewer are answered before anyone could follow them. */
const EVERY = 10;

async function validateOne(act: ValidatingAct, db: Reader, conventionId: string, index: number, forAll: Pick<ValidateConventions, "referentTeacherId" | "liabilityInsurance">): Promise<Validated> {
  const parsed = parseId("convention", conventionId);
  const find = async () => {
    const convention = parsed && (await findByIds(db, [parsed]))[0];
    return convention && isConcerned(act.actor, concernedBy(convention)) ? convention : null;
  };
  const before = await find();
  if (!before) return { conventionId, convention: null, refusals: [refuse("NOT_FOUND", { what: "Convention" }, `conventionIds.${index}`)] };
  if (FROZEN.includes(before.status)) return { conventionId, convention: before, refusals: [] };
  const drafted = before.draft?.school ?? {};
  const said = {
    conventionId,
    referentTeacherId: drafted["referentTeacherId"] ? null : forAll.referentTeacherId,
    liabilityInsurance: drafted["liabilityInsurance.insurer"] ? null : forAll.liabilityInsurance,
  };
  try {
    return { conventionId, convention: await validateConvention(act, said), refusals: [] };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const convention = await find();
    // Validated meanwhile: named twice, or in two lists.
    return { conventionId, convention, refusals: convention && FROZEN.includes(convention.status) ? [] : error.refusals };
  }
}
