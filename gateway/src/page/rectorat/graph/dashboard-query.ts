import type { Territory } from "../view/view.ts";

/** One operation draws a whole dashboard. The country's figures are the campaign's, which takes no `campaignId`. */

const COUNTS = "enrolled covered partlyCovered uncovered onPaper rate";
const CANDIDATURES = "studentsApplied studentsAccepted studentsConfirmed candidatures expired farFromHome farFromHomeShare medianDaysToAnswer";
const CONVENTIONS = "conventions byStatus { status count } medianDaysToSign absences familiesInformed medianMinutesToInformFamily feedbackGiven";
const SEATS = "intended published taken left";
const COMPARED = "onSameDayOf(campaignId: $other) @include(if: $compare)";

const figuresOf = (asked: string) => `
  coverage(${asked}) {
    campaignId day ${COUNTS}
    series(by: $by) { days enrolled covered partlyCovered }
    ${COMPARED} { campaignId day ${COUNTS} series(by: $by) { days covered } }
  }
  candidatureFigures(${asked}) { ${CANDIDATURES} ${COMPARED} { ${CANDIDATURES} } }
  conventionFigures(${asked}) { ${CONVENTIONS} ${COMPARED} { ${CONVENTIONS} } }
  seatFigures(${asked}) {
    ${SEATS} target
    series(by: $by) { days published taken }
    by(dimension: SECTOR) { key figures { ${SEATS} } }
    ${COMPARED} { ${SEATS} }
  }
  leastCovered(first: 10CAMPAIGN) {
    school { uai name communeName department { code } }
    coverage { ${COUNTS} }
  }`;

const COUNTRY = figuresOf("on: $on").replace("CAMPAIGN", "");
const TERRITORY = figuresOf("campaignId: $campaign, on: $on").replace("CAMPAIGN", ", campaignId: $campaign");
const ON_THE_MAP = `departments { code name coverage(campaignId: $campaign, on: $on) { ${COUNTS} } }`;
const VARIABLES = "$campaign: ID!, $on: Date, $by: SeriesStep!, $other: ID!, $compare: Boolean!";

export const DASHBOARD_QUERIES: Readonly<Record<Territory["kind"], string>> = {
  COUNTRY: `query DashboardOfTheCountry(${VARIABLES}) { territory: campaign(id: $campaign) { ${COUNTRY} } academies { ${ON_THE_MAP} } }`,
  ACADEMY: `query DashboardOfAnAcademy($code: ID!, ${VARIABLES}) { territory: academy(code: $code) { ${ON_THE_MAP} ${TERRITORY} } }`,
  DEPARTMENT: `query DashboardOfADepartment($code: ID!, ${VARIABLES}) { territory: department(code: $code) { code name ${TERRITORY} } }`,
};

/** `coverage` as it is at that instant; the territory that an event is about is the narrowest that it names. */
export const COVERAGE_CHANGED = `subscription CoverageChanges($campaign: ID!, $academy: ID, $department: ID, $after: String) {
  coverageChanged(campaignId: $campaign, academy: $academy, department: $department, after: $after) {
    at
    academy { code }
    department { code }
    school { uai }
    coverage { ${COUNTS} }
  }
}`;

export const REQUEST_EXPORT = "mutation RequestExport($input: RequestExportInput!) { requestExport(input: $input) { url rows } }";

export const OPENING_QUERY = `query Opening {
  viewer {
    displayName role roles
    academies { code name departments { code name } }
    departments { code name academy { code name } }
  }
  campaigns { id label phase weeks { firstDay lastDay } }
  currentCampaign { id }
}`;
