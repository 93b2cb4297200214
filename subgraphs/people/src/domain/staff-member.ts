import type { Uai } from "@stages/kernel/uai.ts";
import type { Person } from "./person.ts";

export const STAFF_FUNCTIONS = ["SCHOOL_HEAD", "TEACHER", "EDUCATION_ADVISER", "SCHOOL_LIFE"] as const;
export type StaffFunction = (typeof STAFF_FUNCTIONS)[number];

export interface Post {
  readonly schoolUai: Uai;
  readonly function: StaffFunction;
  /** French, as printed in a convention: "Professeure d'histoire-géographie". */
  readonly title: string;
}

/** Someone who works at one school at least. */
export interface StaffMember extends Pick<Person, "id" | "firstName" | "lastName" | "email" | "phone"> {
  readonly posts: readonly [Post, ...Post[]];
}

/** The post that someone is known by: the first in the order of the functions. */
export function mainPostOf({ posts }: Pick<StaffMember, "posts">): Post {
  const rank = (post: Post) => STAFF_FUNCTIONS.indexOf(post.function);
  return posts.reduce((a, b) => (rank(b) < rank(a) ? b : a));
}
