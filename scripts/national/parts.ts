import { ADJUSTMENTS, fillIn, INSURERS, LUNCHES, type Trade, TRANSPORTS } from "@stages/demonstration/trades.ts";
import { COMPANY_TRADES } from "@stages/demonstration/trades-of-companies.ts";
import { type Random, randomStream } from "@stages/demonstration/random.ts";
import { timetableFor } from "@stages/demonstration/timetables.ts";
import type { TimetableDay } from "@stages/demonstration/world-types.ts";
import type { HostParty } from "@stages/conventions/domain/convention.ts";
import type { HostPartJson, SchoolPartJson, TimetableJson } from "@stages/conventions/persistence/parts-json.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Convention } from "./agreement.ts";
import type { Student } from "./life.ts";
import type { Host } from "./market.ts";
import { addressOf, legalNameOf, siretOf } from "./hosts.ts";
import { typeIdOf } from "./ids.ts";
import { fullName, type Parent, type People } from "./persons.ts";

const ADJUSTED = 0.05;

/** What both fill in a convention, and how the host is named in it. */
export interface Parts {
  readonly host: HostPartJson;
  readonly school: SchoolPartJson;
  readonly party: HostParty;
  /** Null for a stage found elsewhere. */
  readonly offerTitle: string | null;
  /** As the document writes it. */
  readonly timetable: TimetableJson;
}

/** Drawn by the convention's number alone. */
export class PartsOf {
  readonly #timetables = new Map<string, { readonly kept: TimetableJson; readonly timetable: TimetableJson }>();

  constructor(
    private readonly seed: number,
    private readonly campaign: Campaign,
    private readonly people: People,
  ) {}

  of({ id, host, offer, period }: Convention, student: Student, family: readonly Parent[]): Parts {
    const random = randomStream(this.seed, `convention/${id.slice(-12)}`);
    return { ...(host ? this.#known(host, offer, period, random) : this.#unknown(student, period, random)), school: schoolPart(student, family, random) };
  }

  #known(host: Host, offer: Convention["offer"], period: Period, random: Random) {
    const { lastName: name, ...manager } = this.people.manager(host);
    const tutor = offer ? this.people.tutor(offer) : this.people.tutor({ host, number: 0 });
    const text = offer?.text ?? random.pick(host.trade.offers);
    const party = { legalName: legalNameOf(host, name), siret: siretOf(host), country: null, address: addressOf(host) };
    const filled = (template: string) => fillIn(template, name, host.school.communeName);
    return { party, offerTitle: offer && filled(offer.text.title), ...this.#hostPart({ representative: { name: fullName({ ...manager, lastName: name }), function: manager.function }, tutor, place: party.address, activities: filled(text.activities), isEcole: host.trade.kind === "ECOLE" }, period, random) };
  }

  /** A company of the town, whom a family knows. */
  #unknown({ rank, school }: Student, period: Period, random: Random) {
    const trade: Trade = random.pick(COMPANY_TRADES);
    const { representative, tutor } = this.people.elsewhere(rank, trade);
    const address = `${random.int(1, 90)} rue du Commerce, ${school.postcode} ${school.communeName}`;
    const party = { legalName: `${fillIn(trade.legalName, representative.lastName, school.communeName)} (démonstration)`, siret: null, country: null, address };
    const activities = fillIn(random.pick(trade.offers).activities, representative.lastName, school.communeName);
    return { party, offerTitle: null, ...this.#hostPart({ representative: { name: fullName(representative), function: representative.function }, tutor, place: address, activities, isEcole: false }, period, random) };
  }

  #hostPart({ isEcole, ...said }: Pick<HostPartJson, "representative" | "tutor" | "place" | "activities"> & { readonly isEcole: boolean }, period: Period, random: Random): Pick<Parts, "host" | "timetable"> {
    const { kept, timetable } = this.#timetable(period, isEcole);
    return { host: { ...said, timetable: kept, lunch: random.pick(LUNCHES), transport: random.pick(TRANSPORTS) }, timetable };
  }

  /** Thirty hours a week: within the rules of every age. */
  #timetable(period: Period, isEcole: boolean): { readonly kept: TimetableJson; readonly timetable: TimetableJson } {
    const key = `${period} ${isEcole}`;
    const known = this.#timetables.get(key);
    if (known) return known;
    const days = timetableFor(this.campaign, period, isEcole ? "ECOLE" : "COMPANY", false);
    const made = { kept: days.map((day) => written(day, (time) => time.toString())), timetable: days.map((day) => written(day, (time) => time.toString({ smallestUnit: "minute" }))) };
    this.#timetables.set(key, made);
    return made;
  }
}

const written = ({ date, start, end, breaks }: TimetableDay, time: (at: Temporal.PlainTime) => string): TimetableJson[number] => ({
  date: date.toString(),
  slots: [start, ...breaks.map((pause) => pause.end)].map((from, index) => ({ from: time(from), to: time(breaks[index]?.start ?? end) })),
});

function schoolPart({ teacher }: Student, family: readonly Parent[], random: Random): SchoolPartJson {
  return {
    referentTeacherId: typeIdOf("person", teacher.id),
    liabilityInsurance: { insurer: random.pick(INSURERS), policyNumber: `FICTIF-${random.int(100_000, 999_999)}` },
    adjustments: random.chance(ADJUSTED) ? random.pick(ADJUSTMENTS) : null,
    legalRepresentatives: family.map((parent) => ({ name: fullName(parent), phone: parent.phone })),
  };
}
