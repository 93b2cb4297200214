import { createHash } from "node:crypto";
import { aboutOf, type DomainEvent } from "./contracts.ts";

/**
 * An event's subject: its log, type, whom it is about, key, and id. The first four are what it is found by; with the last it is the
 * event's own, so that "nothing stands there yet" keeps it from being logged twice, however long after.
 */
export interface NatsSubject {
  readonly type: string;
  readonly about: string | null;
  readonly id: string;
}

const NOBODY = "_";
const dense = (uuid: string) => uuid.replaceAll("-", "");
const dashed = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
/** A key may hold what a subject cannot; its own text goes in a header. */
const keyToken = (key: string) => createHash("sha256").update(key).digest("base64url").slice(0, 22);

/** NATS' own word for "all of it" in a filter. */
export const anyEvent = (root: string): string => `${root}.>`;

export const subjectOf = (root: string, event: DomainEvent): string => {
  const about = aboutOf(event);
  return `${root}.${event.type}.${about ? dense(about) : NOBODY}.${keyToken(event.key)}.${dense(event.id)}`;
};

export const ofType = (root: string, type: string): string => `${root}.${type}.>`;
export const ofKey = (root: string, type: string, key: string): string => `${root}.${type}.*.${keyToken(key)}.*`;
export const aboutSomeone = (root: string, about: string): string => `${root}.*.${dense(about)}.>`;
export const ofId = (root: string, id: string): string => `${root}.*.*.*.${dense(id)}`;

/** Said in the log itself, so that every process which keeps its end in memory forgets too. */
const FORGOTTEN = "forgotten";
export const forgottenFilter = (root: string): string => `${root}.${FORGOTTEN}.>`;
export const forgottenAbout = (root: string, about: string): string => `${root}.${FORGOTTEN}.about.${dense(about)}`;
export const forgottenUpTo = (root: string, type: string, position: number): string => `${root}.${FORGOTTEN}.${type}.${position}`;

/** Forgets nothing: only its place in the log matters. */
export const nothing = (root: string): string => `${root}.${FORGOTTEN}.nothing.0`;

/** What is not to be heard any more: of someone, or of a type up to a position. */
export type Forgotten = { readonly about: string } | { readonly type: string; readonly until: number };
export type ReadSubject = { readonly event: NatsSubject } | { readonly forgotten: Forgotten };

export function readSubject(root: string, subject: string): ReadSubject | null {
  const words = subject.slice(root.length + 1).split(".");
  if (words[0] === FORGOTTEN) {
    const [, what, which] = words;
    if (!what || !which) return null;
    return { forgotten: what === "about" ? { about: dashed(which) } : { type: what, until: Number(which) } };
  }
  const [type, about, , id] = words;
  if (!type || !about || !id) return null;
  return { event: { type, about: about === NOBODY ? null : dashed(about), id: dashed(id) } };
}

/** The type alone, of a subject that is an event's. */
export function typeIn(root: string, subject: string): string {
  const from = root.length + 1;
  return subject.slice(from, subject.indexOf(".", from));
}

export const isForgotten = (forgotten: Forgotten, event: NatsSubject & { readonly seq: number }): boolean =>
  "about" in forgotten ? event.about === forgotten.about : event.type === forgotten.type && event.seq <= forgotten.until;
