import { AFTER_SIGNING_REFUSALS } from "./refusals/after-signing.ts";
import { CAMPAIGNS_REFUSALS } from "./refusals/campaigns.ts";
import { CANDIDATURES_REFUSALS } from "./refusals/candidatures.ts";
import { COMMON_REFUSALS } from "./refusals/common.ts";
import { CONVENTIONS_REFUSALS } from "./refusals/conventions.ts";
import { DURING_THE_STAGE_REFUSALS } from "./refusals/during-the-stage.ts";
import type { RefusalDefinition } from "./refusals/define.ts";
import { EXPORTS_REFUSALS } from "./refusals/exports.ts";
import { FILES_REFUSALS } from "./refusals/files.ts";
import { LIVE_REFUSALS } from "./refusals/live.ts";
import { NOTIFICATIONS_REFUSALS } from "./refusals/notifications.ts";
import { OFFERS_REFUSALS } from "./refusals/offers.ts";
import { PEOPLE_REFUSALS } from "./refusals/people.ts";
import { PERSONAL_LINKS_REFUSALS } from "./refusals/personal-links.ts";
import { PUSH_REFUSALS } from "./refusals/push.ts";
import { REQUESTS_REFUSALS } from "./refusals/requests.ts";
import { SIGN_IN_REFUSALS } from "./refusals/sign-in.ts";
import { SIGNING_REFUSALS } from "./refusals/signing.ts";
import { WEBHOOKS_REFUSALS } from "./refusals/webhooks.ts";

/** The one registry of refusals: it types `refuse`, makes `schema/errors.md` and the SDL's enum `ErrorCode`. */
export const REFUSALS = {
  ...COMMON_REFUSALS,
  ...OFFERS_REFUSALS,
  ...CAMPAIGNS_REFUSALS,
  ...CANDIDATURES_REFUSALS,
  ...CONVENTIONS_REFUSALS,
  ...AFTER_SIGNING_REFUSALS,
  ...DURING_THE_STAGE_REFUSALS,
  ...EXPORTS_REFUSALS,
  ...FILES_REFUSALS,
  ...LIVE_REFUSALS,
  ...PEOPLE_REFUSALS,
  ...NOTIFICATIONS_REFUSALS,
  ...PERSONAL_LINKS_REFUSALS,
  ...PUSH_REFUSALS,
  ...REQUESTS_REFUSALS,
  ...SIGN_IN_REFUSALS,
  ...SIGNING_REFUSALS,
  ...WEBHOOKS_REFUSALS,
};

export type RefusalCode = keyof typeof REFUSALS;
type DataOf<C extends RefusalCode> = (typeof REFUSALS)[C] extends RefusalDefinition<infer Data> ? Data : never;

export interface Refusal {
  readonly code: RefusalCode;
  /** The sentence for a person, in French. */
  readonly message: string;
  /** The path of the input's field at fault, such as `timetable.2.breaks`; null when no field is. */
  readonly field: string | null;
}

type Arguments<C extends RefusalCode> = DataOf<C> extends void ? [field?: string] : [data: DataOf<C>, field?: string];

/** A rule's answer when it says no. Rules return refusals; only operations throw them. */
export function refuse<C extends RefusalCode>(code: C, ...rest: Arguments<C>): Refusal {
  const [first, second] = rest as [unknown, string?];
  const hasData = typeof first === "object";
  const french = REFUSALS[code].french as (data: unknown) => string;
  return { code, message: french(hasData ? first : undefined), field: (hasData ? second : (first as string | undefined)) ?? null };
}

/**
 * The one expected exception. `extensions` is where graphql-js looks for what a client may see of an error, so that no
 * layer has to translate it.
 */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly refusals: readonly [Refusal, ...Refusal[]];
  readonly extensions: { readonly code: RefusalCode; readonly field: string | null; readonly refusals: readonly Refusal[] };

  constructor(refusals: readonly [Refusal, ...Refusal[]]) {
    const [first] = refusals;
    super(first.message);
    this.refusals = refusals;
    this.extensions = { code: first.code, field: first.field, refusals };
  }
}

/** Turns a rule's list into an exception when it is not empty: the first is the error, all travel with it. */
export function insist(refusals: readonly Refusal[]): void {
  const [first, ...others] = refusals;
  if (first) throw new RefusedError([first, ...others]);
}

/** The short form where there is one reason: `throw refused("NOT_FOUND", { what: "Offre" })`. */
export function refused<C extends RefusalCode>(code: C, ...rest: Arguments<C>): RefusedError {
  return new RefusedError([refuse(code, ...rest)]);
}
