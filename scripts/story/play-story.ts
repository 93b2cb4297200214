import { type GraphAnswer, GraphRefusal, type StagesClient } from "@stages/client/client.ts";
import { clientOf } from "@stages/client/personas.ts";
import { SIGN, signWithCode } from "@stages/client/sign.ts";
import { inFrench, momentInFrench } from "@stages/kernel/civil-time.ts";
import { siretFrom } from "@stages/kernel/siret.ts";
import { type Narrator, until } from "./narrator.ts";
import * as operations from "./operations.ts";
import { verifyTheSealedFile } from "./verify-sealed-file.ts";

const CAST = ["host-manager", "student", "legal-representative", "school-head", "tutor", "referent-teacher", "education-adviser", "rectorat", "other-student"] as const;
type Character = (typeof CAST)[number];

const HOST_NAME = "Atelier Vézère (récit)";

interface ById {
  readonly id: string;
}

/**
 * The main job from end to end, through the public endpoint, as the personas: each step one mutation, every effect seen
 * live, over WebSocket by the host and over SSE by the family. Throws at the first step that is not as it must be.
 * `beginning` is the cursor before all events: of another log than PostgreSQL's it has that log's name.
 */
export async function playStory(url: string, narrator: Narrator, beginning = "0"): Promise<void> {
  const opened: StagesClient[] = [];
  const meet = async (persona: Character, now?: Temporal.Instant) => {
    const client = await clientOf(persona, { url, ...(now ? { now } : {}) });
    opened.push(client);
    return client;
  };
  try {
    const entries = await Promise.all(CAST.map(async (persona) => [persona, await meet(persona)] as const));
    const cast = Object.fromEntries(entries) as Record<Character, StagesClient>;
    const conventionId = await fromOfferToSignature(url, cast, narrator, beginning);
    await duringTheStage(conventionId, cast, (persona, now) => meet(persona, now), narrator, beginning);
  } finally {
    await Promise.all(opened.map((client) => client.close()));
  }
}

async function fromOfferToSignature(url: string, cast: Record<Character, StagesClient>, narrator: Narrator, beginning: string): Promise<string> {
  const { step, detail, heard } = narrator;
  const { "host-manager": manager, student, "legal-representative": representative, "school-head": head } = cast;
  await endFormerStory(manager, student, detail);
  const { viewer } = await student.need<{ viewer: { displayName: string; student: ById & { home: { communeName: string } } } }>(operations.WHO_AM_I);

  step("La structure s'inscrit avec son SIRET");
  const siret = siretFrom(`90${String(Math.floor(Math.random() * 1e11)).padStart(11, "0")}`);
  const refused = await manager.ask(operations.REGISTER_HOST, { input: { ...operations.HOST, siret: "12345678901234", legalName: HOST_NAME } });
  detail(`un SIRET faux est refusé : ${refused.errors![0]!.message}`);
  const { registerHost } = await manager.need<{ registerHost: ById & { legalName: string } }>(operations.REGISTER_HOST, {
    input: { ...operations.HOST, siret, legalName: HOST_NAME },
  });
  detail(`${registerHost.legalName}, SIRET ${siret}`);
  await until("the manager acts for the new host everywhere", async () => {
    const { viewer: manages } = await manager.need<{ viewer: { hostIds: readonly string[] } }>(operations.WHAT_I_MANAGE);
    return manages.hostIds.includes(registerHost.id) ? true : null;
  });

  step("Elle publie une offre");
  const tutor = await cast.tutor.need<{ viewer: { displayName: string; email: string } }>(operations.WHO_TUTORS);
  const { publishOffer: offer } = await manager.need<{ publishOffer: ById & { title: string; seats: number } }>(operations.PUBLISH_OFFER, {
    input: operations.offerInput(registerHost.id, { name: tutor.viewer.displayName, email: tutor.viewer.email }),
  });
  detail(`« ${offer.title} », ${offer.seats} places`);

  step(`L'élève cherche près de chez lui (${viewer.student.home.communeName})`);
  const found = await until("the offer is in the catalogue", async () => {
    const { student: me } = await student.need<{ student: { offersNearby: { edges: { distanceKm: number; node: ById & { title: string; seatsLeft: number | null; application: { distanceNotice: string | null } | null } }[] } } }>(
      operations.SEARCH_NEAR_HOME,
      { id: viewer.student.id },
    );
    const mine = me.offersNearby.edges.find(({ node }) => node.id === offer.id);
    return mine?.node.application && mine.node.seatsLeft !== null ? { edges: me.offersNearby.edges, mine } : null;
  });
  detail(`${found.edges.length} offres ; la sienne est à ${found.mine.distanceKm} km, ${found.mine.node.seatsLeft} places libres`);
  detail(`on le prévient : ${found.mine.node.application!.distanceNotice}`);
  if (!found.mine.node.application!.distanceNotice) throw new Error("the student was not told of the distance");

  step("Il candidate");
  const { submitCandidature: candidature } = await student.need<{ submitCandidature: ById & { lastDayToAnswer: string; distanceKm: number } }>(operations.SUBMIT, {
    input: { offerId: offer.id, motivation: "Je voudrais découvrir le travail du bois et rencontrer des artisans." },
  });
  detail(`sans réponse, elle expirera après le ${candidature.lastDayToAnswer} (15 jours)`);
  const twice = await student.ask(operations.SUBMIT, { input: { offerId: offer.id, motivation: "Encore" } });
  detail(`une seconde fois, c'est non : ${twice.errors![0]!.message}`);

  const ours = ({ conventionStatusChanged: { convention } }: operations.StatusChanged) => convention.candidature?.id === candidature.id;
  const toldTo = (who: string) => ({ conventionStatusChanged: { from, to, convention } }: operations.StatusChanged) =>
    `${who} : ${from ?? "ouverture"} → ${to} (${convention.student?.firstName}, « ${convention.offer?.title} »)`;
  const live = heard(manager.follow<operations.StatusChanged>("websocket", operations.STATUS_CHANGED, { after: beginning }), ours, toldTo("structure"));
  const family = heard(representative.follow<operations.StatusChanged>("sse", operations.STATUS_CHANGED, { after: beginning }), ours, toldTo("famille"));

  step("La structure accepte : une place est prise, la convention s'ouvre");
  await manager.need(operations.ACCEPT, { id: candidature.id });
  const draft = await live.next("DRAFT", ({ conventionStatusChanged: { to } }) => to === "DRAFT");
  const conventionId = draft.conventionStatusChanged.convention.id;
  await family.next("DRAFT", ({ conventionStatusChanged: { to } }) => to === "DRAFT");
  const { offer: taken } = await student.need<{ offer: { seatsLeft: number; seatsTaken: number } }>(operations.SEATS, { id: offer.id });
  detail(`places prises ${taken.seatsTaken}, libres ${taken.seatsLeft}`);
  if (taken.seatsTaken !== 1) throw new Error("accepting did not take one seat");

  step("L'élève confirme");
  await student.need(operations.CONFIRM, { id: candidature.id });

  step("La structure remplit la convention");
  const { currentCampaign } = await manager.need<{ currentCampaign: operations.CampaignDates }>(operations.CAMPAIGN);
  const tooLong = await manager.ask(operations.COMPLETE, operations.hostPart(conventionId, currentCampaign, tutor.viewer, ["08:00", "18:30"]));
  detail(`une journée trop longue est refusée : ${tooLong.errors![0]!.message}`);
  await manager.need(operations.COMPLETE, operations.hostPart(conventionId, currentCampaign, tutor.viewer));
  await live.next("HOST_COMPLETED", ({ conventionStatusChanged: { to } }) => to === "HOST_COMPLETED");

  step("La proviseure la valide : elle est figée");
  const { viewer: teacher } = await cast["referent-teacher"].need<{ viewer: { personId: string; displayName: string } }>(operations.WHO_AM_I_STAFF);
  const validated = await until("the student's confirmation has reached the convention", async () => {
    const answer = await head.ask<{ validateConvention: { document: { sha256: string } } }>(operations.VALIDATE, { id: conventionId, teacher: teacher.personId });
    if (answer.errors?.[0]?.extensions.code === "CANDIDATURE_NOT_CONFIRMED") return null;
    return orThrow(answer);
  });
  detail(`professeur référent : ${teacher.displayName} ; empreinte ${validated.validateConvention.document.sha256.slice(0, 16)}…`);
  await live.next("VALIDATED", ({ conventionStatusChanged: { to } }) => to === "VALIDATED");
  const frozen = await manager.ask(operations.COMPLETE, operations.hostPart(conventionId, currentCampaign, tutor.viewer));
  detail(`la modifier est désormais refusé : ${frozen.errors![0]!.message}`);
  if (frozen.errors![0]!.extensions.code !== "CONVENTION_FROZEN") throw new Error("a validated convention was changed");

  step("Chacun signe, par un code reçu par courriel : proviseure, structure, représentante légale");
  await signWithCode(head, { url, conventionId });
  await live.next("SIGNING", ({ conventionStatusChanged: { to } }) => to === "SIGNING");
  const minor = await student.ask(SIGN, { id: conventionId, code: "000000" });
  detail(`l'élève est mineur : ${minor.errors![0]!.message}`);
  await signWithCode(manager, { url, conventionId });
  await signWithCode(representative, { url, conventionId });
  await live.next("SIGNED", ({ conventionStatusChanged: { to } }) => to === "SIGNED");
  await family.next("SIGNED", ({ conventionStatusChanged: { to } }) => to === "SIGNED");
  await Promise.all([live.close(), family.close()]);

  await verifyTheSealedFile(url, conventionId, representative, narrator);

  step("Personne d'autre ne la voit");
  const { convention: unseen } = await cast["other-student"].need<{ convention: null | object }>("query($id: ID!) { convention(id: $id) { id } }", { id: conventionId });
  if (unseen !== null) throw new Error("a stranger sees the convention");
  detail("un élève d'ailleurs qui la demande reçoit : rien");
  return conventionId;
}

async function duringTheStage(
  conventionId: string,
  cast: Record<Character, StagesClient>,
  at: (persona: Character, now: Temporal.Instant) => Promise<StagesClient>,
  { step, detail, heard }: Narrator,
  beginning: string,
): Promise<void> {
  const { currentCampaign } = await cast.rectorat.need<{ currentCampaign: operations.CampaignDates }>(operations.CAMPAIGN);
  const day = Temporal.PlainDate.from(operations.daysOf(currentCampaign)[1]!);
  const morning = day.toZonedDateTime({ timeZone: "Europe/Paris", plainTime: "09:20" }).toInstant();
  const [tutor, teacher, adviser, parent] = await Promise.all((["tutor", "referent-teacher", "education-adviser", "legal-representative"] as const).map((persona) => at(persona, morning)));

  const ours = ({ absenceAlerts: { convention } }: operations.AbsenceAlert) => convention.id === conventionId;
  const alertOf = ({ absenceAlerts: { step: reached, convention } }: operations.AbsenceAlert) => `${reached} : ${convention.student?.firstName ?? "un élève"}, « ${convention.offer?.title} »`;
  const listen = (client: StagesClient, way: "websocket" | "sse") => heard(client.follow<operations.AbsenceAlert>(way, operations.ABSENCE_ALERTS, { after: beginning }), ours, alertOf);
  const alerts = { teacher: listen(teacher!, "websocket"), adviser: listen(adviser!, "sse"), parent: listen(parent!, "sse") };

  step(`Pendant le stage, ${inFrench(day)} : le tuteur signale une absence`);
  const { reportAbsence } = await tutor!.need<{ reportAbsence: ById & { dueAt: string } }>(operations.REPORT, { id: conventionId, day: day.toString() });
  await alerts.teacher.next("REPORTED", ({ absenceAlerts: { step: reached } }) => reached === "REPORTED");
  detail("le professeur référent est alerté, en direct");
  detail(`s'il n'a rien transmis le ${momentInFrench(Temporal.Instant.from(reportAbsence.dueAt))}, la CPE est alertée à son tour, puis la proviseure`);

  step("Il transmet à la CPE, qui informe la famille");
  await teacher!.need(operations.RELAY, { id: reportAbsence.id });
  await alerts.adviser.next("RELAYED", ({ absenceAlerts: { step: reached } }) => reached === "RELAYED");
  detail("la CPE est alertée, en direct");
  await adviser!.need(operations.INFORM, { id: reportAbsence.id });
  await alerts.parent.next("FAMILY_INFORMED", ({ absenceAlerts: { step: reached } }) => reached === "FAMILY_INFORMED");
  detail("la famille est alertée, en direct");

  step("La CPE clôt l'alerte avec sa cause");
  await adviser!.need(operations.CLOSE, { id: reportAbsence.id });
  await alerts.teacher.next("CLOSED", ({ absenceAlerts: { step: reached } }) => reached === "CLOSED");
  await Promise.all(Object.values(alerts).map(({ close }) => close()));

  step("Le rectorat lit la couverture de son académie");
  const { viewer } = await cast.rectorat.need<{ viewer: { academies: { name: string; coverage: { enrolled: number; covered: number; partlyCovered: number; uncovered: number; rate: number } }[] } }>(operations.COVERAGE);
  for (const { name, coverage } of viewer.academies) {
    detail(`${name} : ${coverage.enrolled} élèves, ${coverage.covered} couverts, ${coverage.partlyCovered} pour une semaine, ${coverage.uncovered} sans stage (${Math.round(coverage.rate * 100)} %)`);
    if (coverage.covered + coverage.partlyCovered + coverage.uncovered !== coverage.enrolled) throw new Error("the coverage does not add up");
  }
}

/** A story played before has left the student a stage for that week: its host cancels it, which frees the week. */
async function endFormerStory(manager: StagesClient, student: StagesClient, detail: Narrator["detail"]): Promise<void> {
  const former = async () => {
    const { candidatures } = await student.need<{ candidatures: { edges: { node: ById & { status: string; host: { legalName: string } | null; convention: (ById & { status: string }) | null } }[] } }>(operations.MY_CANDIDATURES);
    return candidatures.edges.map(({ node }) => node).filter(({ host, status }) => host?.legalName === HOST_NAME && ["ACCEPTED", "CONFIRMED"].includes(status));
  };
  for (const { convention, id } of await former()) {
    detail("un récit précédent a laissé un stage à l'élève : sa structure l'annule d'abord");
    if (convention && convention.status !== "CANCELLED") await manager.need(operations.CANCEL, { id: convention.id });
    else await manager.need(operations.CANCEL_ACCEPTANCE, { id });
  }
  await until("the former story's week is free", async () => ((await former()).length === 0 ? true : null));
}

function orThrow<T>({ data, errors }: GraphAnswer<T>): T {
  if (errors && errors.length > 0) throw new GraphRefusal(errors);
  return data as T;
}
