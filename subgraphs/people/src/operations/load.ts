import type { Reader } from "@stages/database/connection.ts";
import { type Actor, worksAtSchool } from "@stages/kernel/actor.ts";
import { type Campaign, currentCampaign } from "@stages/kernel/campaign.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { parseId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { parseUai } from "@stages/kernel/uai.ts";
import type { School } from "../domain/school.ts";
import type { StaffMember } from "../domain/staff-member.ts";
import type { Student } from "../domain/student.ts";
import { findCampaigns } from "../persistence/campaigns.ts";
import { findStaffMembers } from "../persistence/persons.ts";
import { findSchools } from "../persistence/schools.ts";
import { findStudents } from "../persistence/students.ts";

/** A school where the actor works; any other is not found. */
export async function loadOwnSchool(db: Reader, text: string, actor: Actor): Promise<School> {
  const uai = parseUai(text);
  if (!uai) throw refused("INVALID_UAI", { value: text.slice(0, 20) }, "schoolUai");
  const [school] = worksAtSchool(actor, uai) ? await findSchools(db, [uai]) : [];
  if (!school) throw refused("NOT_FOUND", { what: "Établissement" }, "schoolUai");
  return school;
}

export async function loadOwnStudent(db: Reader, text: string, actor: Actor): Promise<Student> {
  const id = parseId("student", text);
  const [student] = id ? await findStudents(db, [id]) : [];
  if (!student || !worksAtSchool(actor, student.schoolUai)) throw refused("NOT_FOUND", { what: "Élève" }, "studentId");
  return student;
}

/** A colleague: someone with a post in a school where the actor works. */
export async function loadColleague(db: Reader, text: string, actor: Actor): Promise<StaffMember> {
  const id = parseId("person", text);
  const [member] = id ? await findStaffMembers(db, [id]) : [];
  if (!member || !member.posts.some(({ schoolUai }) => worksAtSchool(actor, schoolUai))) throw refused("NOT_FOUND", { what: "Personnel" }, "staffId");
  return member;
}

export async function loadCurrentCampaign(db: Reader, now: Temporal.Instant): Promise<Campaign> {
  const campaign = currentCampaign(await findCampaigns(db), civilDateOf(now));
  if (!campaign) throw refused("CAMPAIGN_UNKNOWN");
  return campaign;
}
