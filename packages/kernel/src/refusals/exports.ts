import { define } from "./define.ts";

export const EXPORTS_REFUSALS = {
  ONE_TERRITORY: define(
    "A school is named beside an académie or a département: what is exported is of one of them.",
    () => "Indiquez une académie, un département ou un établissement : un seul des trois.",
  ),
  TERRITORY_REQUIRED: define(
    "No territory and no school is named, and the actor has charge of several, or of none.",
    () => "Précisez l'académie, le département ou l'établissement dont vous demandez les chiffres.",
  ),
  FIGURE_NOT_OF_TERRITORY: define<{ title: string }>(
    "The figure exists, but not of such a territory: seats are not of a school, names of students are of nothing larger. See `ExportFigure`.",
    ({ title }) => `« ${title} » n'existe pas à cette échelle. Choisissez un autre territoire, ou d'autres chiffres.`,
  ),
};
