/** The story's operations, as a client would keep them beside its screens. */

export const WHO_AM_I = `query WhoAmI { viewer { displayName student { id home { communeName } } } }`;
export const WHO_AM_I_STAFF = `query WhoAmI { viewer { personId displayName } }`;
export const WHAT_I_MANAGE = `query WhatIManage { viewer { hostIds } }`;
export const WHO_TUTORS = `query WhoAmI { viewer { displayName email } }`;

export const REGISTER_HOST = `mutation RegisterHost($input: RegisterHostInput!) { registerHost(input: $input) { id legalName } }`;

/** In Brive-la-Gaillarde, over 10 km from Tulle. */
const PLACE = { addressLine: "4 rue de la Scierie", postcode: "19100", communeCode: "19031" };
const POINT = { latitude: 45.1585, longitude: 1.5321 };
export const HOST = { kind: "COMPANY", sector: "C", address: PLACE, ...POINT };

export const PUBLISH_OFFER = `mutation PublishOffer($input: PublishOfferInput!) { publishOffer(input: $input) { id title seats } }`;

export const offerInput = (hostId: string, tutor: { name: string; email: string }) => ({
  hostId,
  title: "Au fil du bois : une semaine à l'atelier",
  description: "Un atelier de menuiserie de six personnes, du dessin à la pose, au bord de la Vézère.",
  activities: "Suivre la fabrication d'un escalier, du plan à la pose. Rencontrer chaque métier de l'atelier. Participer à une réunion de chantier.",
  sector: "C",
  period: "WEEK_2",
  mode: "INDIVIDUAL",
  seats: 2,
  place: { ...PLACE, ...POINT },
  accessible: true,
  practicalConditions: "Chaussures fermées. Repas tiré du sac, salle pour déjeuner.",
  tutor: { ...tutor, function: "Chef d'atelier" },
});

export const SEARCH_NEAR_HOME = `query SearchNearHome($id: ID!) {
  student(id: $id) {
    offersNearby(radiusKm: 60, first: 50) {
      edges { distanceKm node { id title seatsLeft application { distanceNotice } } }
    }
  }
}`;

export const SUBMIT = `mutation Apply($input: SubmitCandidatureInput!) { submitCandidature(input: $input) { id lastDayToAnswer distanceKm } }`;
export const ACCEPT = `mutation Accept($id: ID!) { acceptCandidature(input: { candidatureId: $id }) { id status } }`;
export const CONFIRM = `mutation Confirm($id: ID!) { confirmCandidature(input: { candidatureId: $id }) { id status } }`;
export const CANCEL_ACCEPTANCE = `mutation CancelAcceptance($id: ID!) { cancelAcceptance(input: { candidatureId: $id, reason: "Récit recommencé" }) { id status } }`;
export const SEATS = `query Seats($id: ID!) { offer(id: $id) { seatsLeft seatsTaken } }`;
export const MY_CANDIDATURES = `query MyCandidatures { candidatures(first: 100) { edges { node { id status host { legalName } convention { id status } } } } }`;

export interface StatusChanged {
  readonly conventionStatusChanged: {
    readonly from: string | null;
    readonly to: string;
    readonly convention: { readonly id: string; readonly status: string; readonly candidature: { readonly id: string } | null; readonly student: { readonly firstName: string } | null; readonly offer: { readonly title: string } | null };
  };
}

/** From the beginning of the log, so that no event can slip by between two requests. */
export const STATUS_CHANGED = `subscription Conventions($after: String = "0") {
  conventionStatusChanged(after: $after) { from to convention { id status candidature { id } student { firstName } offer { title } } }
}`;

export interface CampaignDates {
  readonly weeks: readonly { readonly firstDay: string; readonly lastDay: string }[];
}

export const CAMPAIGN = `query Campaign { currentCampaign { weeks { firstDay lastDay } } }`;

/** The five days of the campaign's second week. */
export function daysOf({ weeks }: CampaignDates): readonly string[] {
  const monday = Temporal.PlainDate.from(weeks[1]!.firstDay);
  return [0, 1, 2, 3, 4].map((days) => monday.add({ days }).toString());
}

export const COMPLETE = `mutation Complete($input: CompleteConventionInput!) { completeConvention(input: $input) { id status } }`;

export const hostPart = (conventionId: string, campaign: CampaignDates, tutor: { displayName: string; email: string }, wholeDay?: readonly [string, string]) => ({
  input: {
    conventionId,
    hostPart: {
      representative: { name: "Anne Delmas", function: "Gérante" },
      tutor: { name: tutor.displayName, function: "Chef d'atelier", email: tutor.email, phone: "05 55 00 00 00" },
      timetable: daysOf(campaign).map((date) => ({
        date,
        slots: wholeDay
          ? [{ from: wholeDay[0], to: wholeDay[1] }]
          : [
              { from: "09:00", to: "12:30" },
              { from: "13:30", to: "16:30" },
            ],
      })),
      activities: "Observation de la fabrication, du plan à la pose, sans usage de machine.",
      place: "4 rue de la Scierie, 19100 Brive-la-Gaillarde",
      lunch: "Repas tiré du sac.",
      transport: "Train Tulle – Brive, à la charge de la famille.",
    },
  },
});

export const VALIDATE = `mutation Validate($id: ID!, $teacher: ID!) {
  validateConvention(input: {
    conventionId: $id
    referentTeacherId: $teacher
    liabilityInsurance: { insurer: "Mutuelle des lycéens", policyNumber: "RC-2027-0042" }
  }) { id status document { sha256 } }
}`;
export const CANCEL = `mutation Cancel($id: ID!) { cancelConvention(input: { conventionId: $id, reason: "Récit recommencé" }) { id status } }`;

export interface AbsenceAlert {
  readonly absenceAlerts: {
    readonly step: string;
    readonly absence: { readonly id: string } | null;
    readonly convention: { readonly id: string; readonly student: { readonly firstName: string } | null; readonly offer: { readonly title: string } | null };
  };
}

export const ABSENCE_ALERTS = `subscription Absences($after: String = "0") { absenceAlerts(after: $after) { step absence { id } convention { id student { firstName } offer { title } } } }`;

export const REPORT = `mutation Report($id: ID!, $day: Date!) { reportAbsence(input: { conventionId: $id, day: $day, kind: ABSENT, note: "Personne à 9 h 15, téléphone sur messagerie." }) { id step dueAt } }`;
export const RELAY = `mutation Relay($id: ID!) { relayAbsence(input: { absenceId: $id, note: "Appelé, sans réponse." }) { id step } }`;
export const INFORM = `mutation Inform($id: ID!) { informFamily(input: { absenceId: $id, note: "Mère jointe par téléphone." }) { id step } }`;
export const CLOSE = `mutation Close($id: ID!) { closeAbsence(input: { absenceId: $id, cause: TRANSPORT, note: "Train supprimé, arrivée à 10 h 40." }) { id step } }`;

export const COVERAGE = `query Coverage { viewer { academies { name coverage { enrolled covered partlyCovered uncovered rate } } } }`;
