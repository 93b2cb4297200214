import type { ActorOf } from "@stages/kernel/actor.ts";
import type { HostId } from "@stages/kernel/ids.ts";

/** Why a host knows a student: a candidature; and whether it has accepted one. */
export interface HostTie {
  readonly hostId: HostId;
  readonly disclosed: boolean;
}

/** Before its answer a host judges a motivation, not a person: first name and class are enough. */
export function knowsStudent({ hostIds }: Pick<ActorOf<"HOST_MANAGER">, "hostIds">, ties: readonly HostTie[]): boolean {
  return ties.some(({ hostId }) => hostIds.includes(hostId));
}

/** Once it has accepted, it fills a convention and expects someone: it may know who. */
export function isDisclosedTo({ hostIds }: Pick<ActorOf<"HOST_MANAGER">, "hostIds">, ties: readonly HostTie[]): boolean {
  return ties.some(({ hostId, disclosed }) => disclosed && hostIds.includes(hostId));
}

/** A tutor is known by the address that the host wrote in the convention; both are given as the indexes of addresses. */
export function follows(address: string, tutors: readonly string[]): boolean {
  return tutors.includes(address);
}

const SMALLEST_PUBLIC_COUNT = 5;

/** Anything public hides the counts that could point at someone; none at all points at nobody. */
export function publicCount(count: number): number | null {
  return count === 0 || count >= SMALLEST_PUBLIC_COUNT ? count : null;
}
