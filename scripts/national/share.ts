import { type Random, randomStream } from "@stages/demonstration/random.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { conventionOf } from "./agreement.ts";
import { Calendar } from "./calendar.ts";
import { Copies } from "./copies.ts";
import { Ids } from "./ids.ts";
import { type Booking, liveThrough, type Setting, type Student } from "./life.ts";
import { around, Market } from "./market.ts";
import { copyMarket } from "./market-rows.ts";
import { PartsOf } from "./parts.ts";
import { People } from "./persons.ts";
import type { NationalSchool } from "./schools.ts";
import { copyStaff, staffOf } from "./staff.ts";
import { Rows } from "./student-rows.ts";
import { COLUMNS } from "./tables.ts";
import { Words } from "./words.ts";

export interface Country {
  readonly databaseUrl: string;
  readonly campaign: Campaign;
  /** Whole seconds since 1970. */
  readonly until: number;
  /** ISO 8601; null for the calendar's own. */
  readonly searchedBy: string | null;
  readonly schools: readonly NationalSchool[];
  readonly seed: number;
}

/** Which of how many: every so many schools, and every so many hosts. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

const HOME_KM = 4;
/** Of the schools, how many book a group offer for some of their students. */
const BOOKS = 0.3;
const LARGEST_CLASS = 35;

/**
 * Lives through the whole country, since everyone draws from the same seats, and writes this share of it: living takes a
 * tenth of the time, and sealing and writing, which is the rest, goes on in several threads without a word between them.
 */
export async function copyShare({ databaseUrl, campaign, until, searchedBy, schools, seed }: Country, share: Share, onProgress: (step: string) => void): Promise<Words> {
  const calendar = new Calendar(campaign, until, searchedBy === null ? undefined : Temporal.PlainDate.from(searchedBy));
  const ids = new Ids();
  const people = new People(seed);
  const isMine = (rank: number) => rank % share.of === share.index;
  onProgress("Structures et offres autour des lycées");
  const market = new Market(schools, { calendar, ids, seed });
  const setting = { calendar, ids, market, random: randomStream(seed, "lives") };
  const copies = await Copies.open(databaseUrl, COLUMNS);
  const rows = new Rows({ copies, calendar, people, parts: new PartsOf(seed, campaign, people) });
  const total = schools.reduce((sum, { students }) => sum + students, 0);
  let done = 0;
  for (const [rank, school] of schools.entries()) {
    await copySchool(school, done, isMine(rank) ? rows : null, { ...setting, copies, people });
    const before = done;
    done += school.students;
    if (Math.floor(done / 20_000) > Math.floor(before / 20_000)) onProgress(`Élèves, familles, candidatures et conventions : ${done.toLocaleString("fr")} élèves sur ${total.toLocaleString("fr")}`);
  }
  await copies.end();
  onProgress(`${market.hosts.length.toLocaleString("fr")} structures et ${market.offers.length.toLocaleString("fr")} offres`);
  const words = new Words();
  await copyMarket(databaseUrl, market, isMine, { calendar, people, words });
  return words;
}

/** Everyone of it; written down where there are rows to write. */
async function copySchool(school: NationalSchool, before: number, rows: Rows | null, setting: Setting & { readonly copies: Copies<keyof typeof COLUMNS>; readonly people: People }): Promise<void> {
  const { calendar, ids, random, copies, people } = setting;
  const since = calendar.startOf(0);
  const staff = staffOf(school, people, ids, since);
  const { head, adviser, teachers } = staff;
  const booking = bookingFor(school, setting);
  if (rows) copyStaff(copies, school, staff);
  if (rows && booking) rows.booking(booking, school, head.id);
  for (let index = 0; index < school.students; index += 1) {
    const student: Student = {
      id: ids.next("student", since), personId: ids.next("person", since), rank: before + index + 1, school, head, adviser, teacher: teachers[index % teachers.length]!,
      home: around(school.coordinates, HOME_KM, random), className: `2de ${1 + Math.floor(index / LARGEST_CLASS)}`,
    };
    const isBooked = booking !== null && index < booking.offer.seats;
    const { candidatures, agreed } = liveThrough(student, isBooked ? booking : null, setting);
    const conventions = agreed.map((one) => conventionOf(one, student, setting));
    if (!rows) continue;
    rows.student(student, candidatures, conventions);
    if (index % 100 === 99) await copies.flush();
  }
  await copies.flush();
}

/** All its seats, as soon as students may come. */
function bookingFor(school: NationalSchool, { calendar, ids, market, random }: Setting & { readonly random: Random }): Booking | null {
  if (school.students < LARGEST_CLASS || !random.chance(BOOKS)) return null;
  const at = calendar.during(calendar.studentsOpen + random.int(56, 70), random);
  const offer = market.near(school, at, ({ mode, left, seats }) => mode !== "INDIVIDUAL" && left === seats, random);
  return offer && { id: ids.next("booking", at), offer, at };
}
