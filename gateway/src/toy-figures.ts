import { ACADEMIES, academyOfDepartment } from "@stages/reference/academies.ts";
import { departmentByCode } from "@stages/reference/communes.ts";
import { SECTORS } from "@stages/reference/sectors.ts";
import { buildSchema, GraphQLError } from "graphql";

/** The part of the contract that the rectorat's page asks, to the letter of it. */
export const FIGURES_SCHEMA = buildSchema(`
  scalar Date
  scalar DateTime
  enum SeriesStep { DAY WEEK }
  enum FigureDimension { SECTOR HOST_KIND PERIOD }
  enum Role { SCHOOL_HEAD RECTORAT MINISTRY }
  enum ExportedFigure { COVERAGE_BY_TERRITORY COVERAGE_BY_DAY FUNNEL LEAST_COVERED_SCHOOLS SEATS_BY_SECTOR SEATS_BY_DAY CONVENTIONS_BY_STATUS DELAYS }
  type Query {
    viewer: Viewer
    campaigns: [Campaign!]
    currentCampaign: Campaign
    campaign(id: ID!): Campaign
    academies: [Academy!]!
    academy(code: ID!): Academy
    department(code: ID!): Department
  }
  type Mutation { requestExport(input: RequestExportInput!): FigureExport }
  input RequestExportInput { figure: ExportedFigure!, campaignId: ID, academy: ID, department: ID, by: SeriesStep, on: Date }
  type FigureExport { url: String! expiresAt: DateTime! rows: Int }
  type Subscription { coverageChanged(campaignId: ID, academy: ID, department: ID, schoolUai: ID, after: String): CoverageChanged }
  type CoverageChanged { cursor: String! at: DateTime! campaign: Campaign academy: Academy department: Department school: School coverage: Coverage }
  type Viewer { displayName: String role: Role! roles: [Role!]! academies: [Academy!]! departments: [Department!]! }
  type Campaign {
    id: ID! label: String! phase: String! weeks: [Week!]!
    coverage(on: Date): Coverage candidatureFigures(on: Date): CandidatureFigures conventionFigures(on: Date): ConventionFigures seatFigures(on: Date): SeatFigures
    leastCovered(first: Int! = 10): [SchoolCoverage!]
  }
  type Week { firstDay: Date! lastDay: Date! }
  type Academy {
    code: ID! name: String! departments: [Department!]!
    coverage(campaignId: ID, on: Date): Coverage candidatureFigures(campaignId: ID, on: Date): CandidatureFigures conventionFigures(campaignId: ID, on: Date): ConventionFigures seatFigures(campaignId: ID, on: Date): SeatFigures
    leastCovered(first: Int! = 10, campaignId: ID): [SchoolCoverage!]
  }
  type Department {
    code: ID! name: String! academy: Academy!
    coverage(campaignId: ID, on: Date): Coverage candidatureFigures(campaignId: ID, on: Date): CandidatureFigures conventionFigures(campaignId: ID, on: Date): ConventionFigures seatFigures(campaignId: ID, on: Date): SeatFigures
    leastCovered(first: Int! = 10, campaignId: ID): [SchoolCoverage!]
  }
  type School { uai: ID! name: String! communeName: String! department: Department! }
  type SchoolCoverage { school: School! coverage: Coverage! }
  type ConventionCount { status: String! count: Int! }
  type Coverage {
    campaignId: String! day: Date! enrolled: Int! covered: Int! partlyCovered: Int! uncovered: Int! onPaper: Int! rate: Float!
    series(by: SeriesStep! = DAY, from: Date, until: Date): CoverageSeries!
    onSameDayOf(campaignId: ID!): Coverage
  }
  type CoverageSeries { days: [Date!]! enrolled: [Int!]! covered: [Int!]! partlyCovered: [Int!]! }
  type CandidatureFigures {
    studentsApplied: Int! studentsAccepted: Int! studentsConfirmed: Int! candidatures: Int! expired: Int! farFromHome: Int! farFromHomeShare: Float medianDaysToAnswer: Float
    onSameDayOf(campaignId: ID!): CandidatureFigures
  }
  type ConventionFigures {
    conventions: Int! byStatus: [ConventionCount!]! medianDaysToSign: Float absences: Int! familiesInformed: Int! medianMinutesToInformFamily: Float feedbackGiven: Int!
    onSameDayOf(campaignId: ID!): ConventionFigures
  }
  type SeatFigures {
    intended: Int! published: Int! taken: Int! left: Int! target: Int
    series(by: SeriesStep! = DAY, from: Date, until: Date): SeatSeries!
    by(dimension: FigureDimension!): [SeatFiguresOf!]
    onSameDayOf(campaignId: ID!): SeatFigures
  }
  type SeatFiguresOf { key: String! figures: SeatFigures! }
  type SeatSeries { days: [Date!]! published: [Int!]! taken: [Int!]! }
`);

/** Who bears a token of the toys: whose figures they see. */
export interface ToyViewer {
  readonly displayName: string;
  readonly roles: readonly ("SCHOOL_HEAD" | "RECTORAT" | "MINISTRY")[];
  readonly academies: readonly string[];
  readonly departments: readonly string[];
}

/** Figures of a day that stays the same, made from a territory's code. */
const TODAY = Temporal.PlainDate.from("2027-04-12");
const FIRST_STAGE_DAYS: Readonly<Record<string, string>> = { "2026": "2026-06-15", "2027": "2027-06-14", "2028": "2028-06-19" };
const DAYS_SHOWN = 120;

const firstStageDay = (campaign: string) => Temporal.PlainDate.from(FIRST_STAGE_DAYS[campaign]!);
const sameDayIn = (campaign: string) => firstStageDay(campaign).subtract({ days: TODAY.until(firstStageDay("2027"), { largestUnit: "day" }).days });
const seedOf = (code: string) => [...code].reduce((seed, letter) => (seed * 31 + letter.charCodeAt(0)) % 997, 7) / 997;
const whole = Math.round;

interface Scope {
  readonly kind: "COUNTRY" | "ACADEMY" | "DEPARTMENT";
  readonly code: string;
  readonly enrolled: number;
}

const departmentsOf = (academy: string) => ACADEMIES.find(({ code }) => code === academy)!.departmentCodes.filter((code) => code !== "977" && code !== "978");
const enrolledIn = (department: string) => whole(1_500 + 9_000 * seedOf(department));
const enrolledOf = (departments: readonly string[]) => departments.reduce((sum, code) => sum + enrolledIn(code), 0);

/** The graph as one viewer sees it: what a policy refuses is null, with the code. */
export function figuresFor({ displayName, roles, academies, departments }: ToyViewer, asked: string | null, down: () => ReadonlySet<string>) {
  const role = roles.find((one) => one === asked) ?? roles[0]!;
  const maySee = ({ kind, code }: Scope) =>
    role === "MINISTRY" ||
    (role === "RECTORAT" && ((kind === "ACADEMY" && academies.includes(code)) || (kind === "DEPARTMENT" && (departments.includes(code) || academies.includes(academyOfDepartment(code)!.code)))));

  function guarded<T>(scope: Scope, subgraph: string, figures: () => T): T {
    if (!maySee(scope)) throw new GraphQLError("Ces chiffres sont ceux d'un territoire dont vous n'avez pas la charge.", { extensions: { code: "FORBIDDEN" } });
    if (down().has(subgraph)) throw new GraphQLError("Un service ne répond pas (référence 0a1b).", { extensions: { code: "INTERNAL_SERVER_ERROR" } });
    return figures();
  }

  const figuresOf = (scope: Scope, own: string | null = null) => {
    const campaignOf = (campaignId?: string) => own ?? campaignId ?? "2027";
    const on = (campaign: string, day?: string | null) => (day ? Temporal.PlainDate.from(day) : campaign === "2027" ? TODAY : sameDayIn(campaign));
    const of = (campaign: string) => ({ ...scope, enrolled: campaign === "2028" ? 0 : campaign === "2026" ? whole(scope.enrolled * 0.97) : scope.enrolled });
    type Arguments = { readonly campaignId?: string; readonly on?: string | null };
    return {
      coverage: ({ campaignId, on: day }: Arguments) => guarded(scope, "conventions", () => coverage(of(campaignOf(campaignId)), campaignOf(campaignId), on(campaignOf(campaignId), day))),
      candidatureFigures: ({ campaignId }: Arguments) => guarded(scope, "candidatures", () => candidatures(of(campaignOf(campaignId)))),
      conventionFigures: ({ campaignId }: Arguments) => guarded(scope, "conventions", () => conventions(of(campaignOf(campaignId)))),
      seatFigures: ({ campaignId, on: day }: Arguments) => guarded(scope, "offers", () => seats(of(campaignOf(campaignId)), campaignOf(campaignId), on(campaignOf(campaignId), day))),
      leastCovered: ({ campaignId }: Arguments) => guarded(scope, "conventions", () => leastCovered(of(campaignOf(campaignId)))),
    };
  };
  const academy = (code: string): object => ({ code, name: ACADEMIES.find((one) => one.code === code)!.name, departments: () => departmentsOf(code).map(department), ...figuresOf({ kind: "ACADEMY", code, enrolled: enrolledOf(departmentsOf(code)) }) });
  const department = (code: string): object => ({ code, name: departmentByCode(code)!.name, academy: () => academy(academyOfDepartment(code)!.code), ...figuresOf({ kind: "DEPARTMENT", code, enrolled: enrolledIn(code) }) });
  const everywhere = ACADEMIES.flatMap(({ code }) => departmentsOf(code));
  const campaign = (id: string) => {
    const first = firstStageDay(id);
    const weeks = [0, 7].map((days) => ({ firstDay: String(first.add({ days })), lastDay: String(first.add({ days: days + 4 })) }));
    return { id, label: `Stages de seconde ${id}`, phase: id === "2026" ? "OVER" : id === "2027" ? "OPEN_TO_STUDENTS" : "PREPARED", weeks, ...figuresOf({ kind: "COUNTRY", code: "", enrolled: enrolledOf(everywhere) }, id) };
  };
  const inCharge = role === "MINISTRY" ? ACADEMIES.map(({ code }) => code) : role === "RECTORAT" ? academies : [];
  return {
    viewer: { displayName, role, roles, academies: inCharge.map(academy), departments: role === "RECTORAT" ? departments.map(department) : [] },
    campaigns: Object.keys(FIRST_STAGE_DAYS).map(campaign),
    currentCampaign: campaign("2027"),
    campaign: ({ id }: { id: string }) => (FIRST_STAGE_DAYS[id] ? campaign(id) : null),
    academies: ACADEMIES.map(({ code }) => academy(code)),
    academy: ({ code }: { code: string }) => (ACADEMIES.some((one) => one.code === code) ? academy(code) : null),
    department: ({ code }: { code: string }) => (departmentByCode(code) ? department(code) : null),
  };
}

export interface ToyCoverage {
  readonly enrolled: number;
  readonly covered: number;
  readonly partlyCovered: number;
  readonly uncovered: number;
  readonly onPaper: number;
  readonly rate: number;
}

function countsOn({ code, enrolled }: Scope, campaign: string, day: Temporal.PlainDate): ToyCoverage {
  const left = day.until(firstStageDay(campaign), { largestUnit: "day" }).days;
  const share = (code === "" ? 0.74 : 0.3 + 0.7 * seedOf(`${code}${code}`)) / (1 + Math.exp((left - (campaign === "2026" ? 62 : 74)) / 14));
  const covered = whole(enrolled * share);
  const partlyCovered = whole((enrolled - covered) * 0.11);
  return { enrolled, covered, partlyCovered, uncovered: enrolled - covered - partlyCovered, onPaper: whole(covered * 0.06), rate: enrolled === 0 ? 0 : covered / enrolled };
}

const lastDays = (day: Temporal.PlainDate, by: string) => Array.from({ length: DAYS_SHOWN }, (_, index) => day.subtract({ days: DAYS_SHOWN - 1 - index })).filter((one, index) => by === "DAY" || one.dayOfWeek === 7 || index === DAYS_SHOWN - 1);

function coverage(scope: Scope, campaign: string, day: Temporal.PlainDate): object {
  return {
    campaignId: campaign,
    day: String(day),
    ...countsOn(scope, campaign, day),
    series: ({ by }: { by: string }) => {
      const days = lastDays(day, by);
      const counts = days.map((one) => countsOn(scope, campaign, one));
      return { days: days.map(String), enrolled: counts.map(({ enrolled }) => enrolled), covered: counts.map(({ covered }) => covered), partlyCovered: counts.map(({ partlyCovered }) => partlyCovered) };
    },
    onSameDayOf: ({ campaignId }: { campaignId: string }) => (campaignId === "2028" ? null : coverage(scope, campaignId, sameDayIn(campaignId))),
  };
}

function candidatures({ code, enrolled }: Scope): object {
  const sent = whole(enrolled * 2.4);
  const figures = { studentsApplied: whole(enrolled * 0.81), studentsAccepted: whole(enrolled * 0.62), studentsConfirmed: whole(enrolled * 0.55), candidatures: sent, expired: whole(sent * 0.17), farFromHome: whole(sent * 0.22), farFromHomeShare: enrolled === 0 ? null : 0.22, medianDaysToAnswer: enrolled === 0 ? null : 4 + whole(4 * seedOf(code)) / 2 };
  return { ...figures, onSameDayOf: { ...figures, medianDaysToAnswer: null } };
}

function conventions({ enrolled }: Scope): object {
  const byStatus = Object.entries({ DRAFT: 0.08, RETURNED: 0.02, HOST_COMPLETED: 0.09, VALIDATED: 0.07, SIGNING: 0.06, SIGNED: 0.42, CANCELLED: 0.03 }).map(([status, share]) => ({ status, count: whole(enrolled * share) })).filter(({ count }) => count > 0);
  const figures = { conventions: byStatus.reduce((sum, { count }) => sum + count, 0), byStatus, medianDaysToSign: enrolled === 0 ? null : 6.5, absences: 0, familiesInformed: 0, medianMinutesToInformFamily: null, feedbackGiven: 0 };
  return { ...figures, onSameDayOf: { ...figures, medianDaysToSign: null } };
}

function seats({ kind, enrolled }: Scope, campaign: string, day: Temporal.PlainDate): object {
  const countOf = (share: number) => ({ intended: whole(enrolled * 0.9 * share), published: whole(enrolled * 0.84 * share), taken: whole(enrolled * 0.61 * share), left: whole(enrolled * 0.23 * share) });
  const all = SECTORS.reduce((sum, { code }) => sum + seedOf(code) ** 2, 0);
  const days = (by: string) => lastDays(day, by);
  const published = (one: Temporal.PlainDate) => 0.84 / (1 + Math.exp((one.until(firstStageDay(campaign), { largestUnit: "day" }).days - 95) / 22));
  return {
    ...countOf(1),
    target: kind === "COUNTRY" ? 565_000 : null,
    series: ({ by }: { by: string }) => ({ days: days(by).map(String), published: days(by).map((one) => whole(enrolled * published(one))), taken: days(by).map((one) => whole(enrolled * published(one) * 0.7)) }),
    by: () => (kind === "DEPARTMENT" && !day.equals(TODAY) ? null : enrolled === 0 ? [] : SECTORS.map(({ code }) => ({ key: code, figures: countOf(seedOf(code) ** 2 / all) }))),
    onSameDayOf: countOf(0.93),
  };
}

const NAMES = ["Lycée Edmond Perrier", "Lycée Georges Cabanis", "Lycée polyvalent Pierre Caraminot", "Lycée Danton", "Lycée Raoul Dautry", "Lycée Suzanne Valadon", "Lycée Maryse Bastié", "Lycée Gay-Lussac", "Lycée Léonard Limosin", "Lycée Auguste Renoir"];
const PLACES = ["Tulle", "Brive-la-Gaillarde", "Égletons", "Brive-la-Gaillarde", "Limoges", "Limoges", "Limoges", "Limoges", "Limoges", "Limoges"];

function leastCovered({ enrolled }: Scope): readonly object[] {
  if (enrolled === 0) return [];
  return NAMES.map((name, index) => {
    const [all, uncovered] = [320 - 12 * index, 190 - 15 * index];
    const covered = all - uncovered - 20;
    return { school: { uai: `0190${index}10A`, name, communeName: PLACES[index], department: { code: index < 4 ? "19" : "87", name: "Corrèze" } }, coverage: { enrolled: all, covered, partlyCovered: 20, uncovered, onPaper: 3, rate: covered / all } };
  });
}
