import { describe, expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { newId } from "./ids.ts";
import { personalScopeOf, scopeOf } from "./scope.ts";
import type { Uai } from "./uai.ts";

const [one, other] = [newId("person"), newId("person")];
const uais = ["0190010H", "0870015U"] as Uai[];
const head = (personId = one, schoolUais = uais): Actor => ({ role: "SCHOOL_HEAD", personId, schoolUais });

describe("what two actors share", () => {
  it("is everything of one role and the same bounds, in whatever order", () => {
    expect(scopeOf(head())).toBe(scopeOf(head(other, uais.toReversed())));
    expect(personalScopeOf(head())).not.toBe(personalScopeOf(head(other)));
    expect(personalScopeOf(head())).toBe(personalScopeOf(head(one, uais.toReversed())));
  });

  it.each<[string, Actor]>([
    ["another bound", head(one, uais.slice(1))],
    ["another role", { role: "EDUCATION_ADVISER", personId: one, schoolUais: uais }],
  ])("is nothing with %s", (_, actor) => {
    expect(scopeOf(actor)).not.toBe(scopeOf(head()));
  });

  it("is a school for its students, and nothing beyond the person for who came by a link", () => {
    const student = (): Actor => ({ role: "STUDENT", personId: newId("person"), studentId: newId("student"), schoolUai: uais[0]! });
    expect(scopeOf(student())).toBe(scopeOf(student()));
    const link = { purpose: "FOLLOW_INTERN", conventionId: newId("convention"), studentId: newId("student") } as const;
    const tutor = (personId = one): Actor => ({ role: "TUTOR", personId, email: "tuteur@exemple.fr", link });
    expect(scopeOf(tutor())).not.toBe(scopeOf(tutor(other)));
  });
});
