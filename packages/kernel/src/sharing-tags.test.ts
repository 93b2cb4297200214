import { describe, expect, it } from "vitest";
import { ROLES } from "./actor.ts";
import { CLIENT_ROLES, isSharedIn, sharingTag } from "./sharing-tags.ts";

describe("a field's tags", () => {
  it("say for every role what was said of it", () => {
    for (const left of ROLES) {
      const roles = CLIENT_ROLES.filter((role) => role !== left);
      for (const role of CLIENT_ROLES) expect(isSharedIn(role, [sharingTag(roles)]), `${left} ${role}`).toBe(role !== left);
    }
    expect(sharingTag(CLIENT_ROLES)).toBe("shared");
    expect(sharingTag(CLIENT_ROLES.filter((role) => role !== "STUDENT" && role !== "TUTOR"))).toBe("shared/not/STUDENT/TUTOR");
  });

  it("share nothing where none says so", () => {
    for (const tags of [[], ["internal"], ["shared-ish"]]) expect(isSharedIn("MINISTRY", tags)).toBe(false);
  });

  it("of two subgraphs leave out whom one of them leaves out", () => {
    expect(isSharedIn("STUDENT", ["shared", "shared/not/STUDENT"])).toBe(false);
    expect(isSharedIn("TUTOR", ["shared", "shared/not/STUDENT"])).toBe(true);
  });
});
