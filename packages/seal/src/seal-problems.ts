import type { SealProblem } from "./verify-seal.ts";

/** Each as a French sentence, for whoever asked. */
export const SEAL_PROBLEMS = {
  UNREADABLE: "Ce fichier n'est pas un PDF lisible.",
  NO_SIGNATURE: "Ce PDF ne porte pas de sceau.",
  SEVERAL_SIGNATURES: "Ce PDF porte plusieurs signatures, alors qu'un sceau est seul.",
  NOT_WHOLE_FILE: "Le sceau ne couvre pas tout le fichier : quelque chose y a été ajouté.",
  SIGNATURE_UNREADABLE: "Le sceau ne peut pas être lu.",
  CONTENT_CHANGED: "Le document a été modifié après avoir été scellé.",
  SIGNATURE_INVALID: "La signature du sceau est fausse.",
  CERTIFICATE_NOT_BOUND: "Le certificat du sceau a été remplacé.",
  CERTIFICATE_UNTRUSTED: "Le certificat du sceau n'est pas garanti par une autorité reconnue.",
  CERTIFICATE_OUT_OF_DATE: "Le certificat n'était pas valable à la date du sceau.",
  CERTIFICATE_NOT_FOR_THIS: "Ce certificat n'est pas fait pour sceller.",
  TIME_MISSING: "Le sceau n'a pas de date.",
  TIME_STAMP_INVALID: "L'horodatage du sceau est faux, ou n'est pas d'une autorité reconnue.",
  TIMES_DISAGREE: "L'horodatage contredit la date du sceau.",
} as const satisfies Record<SealProblem, string>;
