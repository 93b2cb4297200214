import type { Role } from "@stages/kernel/actor.ts";
import { type Channel, type NotificationKind, NOTIFICATION_KINDS, ruleOf } from "@stages/kernel/notification-kind.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { channelsOf, isDefault, isWanted, type Preference } from "./delivery.ts";

/** One line of what someone can choose. */
export interface Choice extends Preference {
  readonly isDefault: boolean;
  /** It is the last way left for what must reach them: it cannot be given up. */
  readonly isLocked: boolean;
}

/** What a role is told of, and can choose the ways of. */
export const kindsOf = (role: Role): readonly NotificationKind[] => NOTIFICATION_KINDS.filter((kind) => (ruleOf(kind).roles as readonly Role[]).includes(role));

export function choicesOf(role: Role, preferences: readonly Preference[]): readonly Choice[] {
  return kindsOf(role).flatMap((kind) => {
    const wanted = channelsOf(kind).filter((channel) => isWanted(kind, channel, preferences));
    return channelsOf(kind).map((channel) => ({
      kind,
      channel,
      wanted: wanted.includes(channel),
      isDefault: wanted.includes(channel) === isDefault(kind, channel),
      isLocked: ruleOf(kind).mustReach === true && wanted.length === 1 && wanted.includes(channel),
    }));
  });
}

/** As they are after the changes; of two changes of the same, the last one counts. */
export function changed(preferences: readonly Preference[], changes: readonly Preference[]): readonly Preference[] {
  const all = [...preferences, ...changes].map((one) => [`${one.kind} ${one.channel}`, one] as const);
  return [...new Map(all).values()];
}

export function refusalsToChange(role: Role, preferences: readonly Preference[], changes: readonly Preference[]): readonly Refusal[] {
  const kinds = kindsOf(role);
  const unknown = changes.flatMap(({ kind, channel }, index) =>
    kinds.includes(kind) && channelsOf(kind).includes(channel) ? [] : [refuse("CHANNEL_NOT_OFFERED", `changes.${index}.channel`)],
  );
  const after = changed(preferences, changes);
  const isReached = (kind: NotificationKind) => channelsOf(kind).some((channel: Channel) => isWanted(kind, channel, after));
  const lost = [...new Set(changes.map(({ kind }) => kind))].filter((kind) => ruleOf(kind).mustReach && !isReached(kind));
  return [...unknown, ...lost.map((kind) => refuse("NOTIFICATION_MUST_REACH", `changes.${changes.findLastIndex((change) => change.kind === kind)}.wanted`))];
}
