import { type Role, ROLES } from "./actor.ts";

const SHARED = "shared";
const NOT = `${SHARED}/not/`;

/** Every client. */
export const CLIENT_ROLES: readonly Role[] = ROLES.filter((role) => role !== "PLATFORM");

/**
 * How the supergraph says of a field, by `@tag`, in which roles any two persons with the same bounds are answered the same:
 * `shared` for all of them, `shared/not/STUDENT/…` for all but these.
 */
export function sharingTag(roles: readonly Role[]): string {
  const others = CLIENT_ROLES.filter((role) => !roles.includes(role));
  return others.length === 0 ? SHARED : `${NOT}${others.join("/")}`;
}

/** By all the tags of a field, which subgraphs may have put there apart: whom one of them leaves out is left out. */
export function isSharedIn(role: Role, tags: readonly string[]): boolean {
  const saying = tags.filter((tag) => tag === SHARED || tag.startsWith(NOT));
  return saying.length > 0 && saying.every((tag) => tag === SHARED || !tag.slice(NOT.length).split("/").includes(role));
}
