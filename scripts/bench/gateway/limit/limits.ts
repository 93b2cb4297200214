import type { OperationName } from "../operations.ts";
import { whoAmI } from "./01-who-am-i.ts";
import { offersNearHome } from "./04-offers-near-home.ts";
import { myCandidatures } from "./05-my-candidatures.ts";
import { candidaturesToAnswer } from "./06-candidatures-to-answer.ts";
import { conventionsToValidate } from "./08-conventions-to-validate.ts";
import { mySchool } from "./13-my-school.ts";
import { offersOnAMap } from "./28-offers-on-a-map.ts";
import { candidaturesAmongColleagues } from "./31-candidatures-among-colleagues.ts";
import { whoHasSigned } from "./35-who-has-signed.ts";
import { amendmentsOfMyConventions } from "./41-amendments-of-my-conventions.ts";
import type { Limit } from "./limit.ts";

export const LIMITS: Readonly<Record<OperationName, Limit>> = {
  "01-who-am-i": whoAmI,
  "04-offers-near-home": offersNearHome,
  "05-my-candidatures": myCandidatures,
  "28-offers-on-a-map": offersOnAMap,
  "06-candidatures-to-answer": candidaturesToAnswer,
  "31-candidatures-among-colleagues": candidaturesAmongColleagues,
  "41-amendments-of-my-conventions": amendmentsOfMyConventions,
  "08-conventions-to-validate": conventionsToValidate,
  "13-my-school": mySchool,
  "35-who-has-signed": whoHasSigned,
};
