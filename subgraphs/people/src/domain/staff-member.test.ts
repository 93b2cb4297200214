import type { Uai } from "@stages/kernel/uai.ts";
import { expect, it } from "vitest";
import { mainPostOf, type Post, STAFF_FUNCTIONS } from "./staff-member.ts";

const posts = STAFF_FUNCTIONS.map((held): Post => ({ schoolUai: "0190032G" as Uai, function: held, title: held })) as [Post, ...Post[]];

it("someone with several posts is known by the first in the order of the functions", () => {
  expect(mainPostOf({ posts }).function).toBe("SCHOOL_HEAD");
  expect(mainPostOf({ posts: posts.toReversed() as [Post, ...Post[]] }).function).toBe("SCHOOL_HEAD");
  expect(mainPostOf({ posts: [posts[2]!, posts[1]!] }).function).toBe("TEACHER");
});
