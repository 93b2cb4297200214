import { type Role, ROLES } from "@stages/kernel/actor.ts";
import type { Period } from "@stages/kernel/period.ts";
import { enumType } from "./enum-type.ts";

/** Words that several subgraphs speak: composition wants them alike in each. */

export const PeriodEnum = enumType<Period>("Period", "A part of the campaign.", {
  BOTH_WEEKS: "Two weeks in the same host.",
  WEEK_1: "The first week.",
  WEEK_2: "The second week.",
});

const IN_WORDS: Record<Role, string> = {
  ANONYMOUS: "A visitor without a token.",
  PLATFORM: "The platform itself: a sweep, or the effect of another act.",
  STUDENT: "A student.",
  LEGAL_REPRESENTATIVE: "A legal representative of a student.",
  HOST_MANAGER: "Someone who manages a host.",
  TUTOR: "The tutor of a stage, known by the address written in the convention.",
  SCHOOL_HEAD: "The head of a school.",
  REFERENT_TEACHER: "A teacher who follows students during the stage.",
  EDUCATION_ADVISER: "A conseiller principal d'éducation (CPE).",
  RECTORAT: "Staff of a rectorat or DASEN.",
  MINISTRY: "Staff of the ministry.",
};

export const RoleEnum = enumType<Role>("Role", "In which role someone acts.", Object.fromEntries(ROLES.map((role) => [role, IN_WORDS[role]])) as Record<Role, string>);
