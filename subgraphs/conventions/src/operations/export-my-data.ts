import type { Reader } from "@stages/database/connection.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import type { PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { Document } from "@stages/subgraph/personal-data-entity.ts";
import { type Absence, CAUSE_IN_FRENCH, seesAbsence } from "../domain/absence.ts";
import { concernedBy } from "../domain/audience.ts";
import type { Contact, Convention, HostPart, SchoolPart } from "../domain/convention.ts";
import type { EvidenceRecord } from "../domain/evidence.ts";
import type { Insurance } from "../domain/insurance.ts";
import type { PaperCopy } from "../domain/paper.ts";
import { INTERRUPTION_IN_FRENCH, type InterruptionCause } from "../domain/interrupt.ts";
import { findAbsencesByConventions } from "../persistence/absences.ts";
import { findByStudents, findByTutor, findHistory } from "../persistence/conventions.ts";
import { exportAfterSigning } from "./export-after-signing.ts";
import { findActsOf } from "../persistence/acts-of-person.ts";
import { findEvidence } from "../persistence/evidence.ts";
import { findInsurances } from "../persistence/insurances.ts";
import { findPaperCopies } from "../persistence/paper-copies.ts";
import type { RecordedChange } from "../persistence/rows.ts";
import { findStudents } from "../persistence/mirror.ts";
import { findPresences } from "../persistence/presences.ts";

/** What this subgraph holds of someone: for families the student's conventions whole, for the others what they did there. */
export async function exportMyData(db: Reader, actor: Actor, personId: PersonId): Promise<Document> {
  if (actor.role === "STUDENT") return exportOfStudents(db, actor, [actor.studentId]);
  if (actor.role === "LEGAL_REPRESENTATIVE") return exportOfStudents(db, actor, actor.studentIds);
  const named = actor.role === "TUTOR" ? await findByTutor(db, actor.email) : null;
  return { ...(await exportActs(db, personId)), ...(named ? { "Conventions qui vous nomment": named.map(namingDocument) } : {}) };
}

async function exportActs(db: Reader, personId: PersonId): Promise<Document> {
  const { signatures, steps, absenceSteps, presences, followUps, amendments, attestations, feedback } = await findActsOf(db, personId);
  return {
    "Signatures": signatures.map((signature) => ({ "Convention": signature.conventionId, ...signatureDocument(signature) })),
    "Décisions": steps.map(({ conventionId, from, to, at }) => ({ "Convention": conventionId, "De": from, "À": to, "Le": at })),
    "Présences notées": presences.map(({ conventionId, day, minutes, at }) => ({ "Convention": conventionId, "Jour": day, "Minutes": minutes, "Le": at })),
    "Suivi noté": followUps.map(({ conventionId, kind, at, recordedAt }) => ({ "Convention": conventionId, "Nature": kind, "Le": at, "Noté le": recordedAt })),
    "Étapes d'absences": absenceSteps.map(({ absenceId, step, at }) => ({ "Absence": absenceId, "Étape": step, "Le": at })),
    "Avenants proposés": amendments.map(actDocument),
    "Attestations confirmées": attestations.map(actDocument),
    "Retours d'expérience lus": feedback.map(actDocument),
  };
}

const actDocument = ({ conventionId, at }: { readonly conventionId: string; readonly at: Temporal.Instant | null }): Document => ({ "Convention": conventionId, "Le": at });

const contactDocument = ({ name, function: held, email, phone }: Contact): Document => ({ "Nom": name, "Fonction": held, "Adresse électronique": email, "Téléphone": phone });

const namingDocument = ({ id, hostId, period, status, hostPart }: Convention): Document => ({
  "Identifiant": id,
  "Structure": hostId,
  "Période": period,
  "Statut": status,
  "Tuteur": hostPart && contactDocument(hostPart.tutor),
});

async function exportOfStudents(db: Reader, actor: Actor, ids: readonly StudentId[]): Promise<Document> {
  if (ids.length === 0) return { "Conventions": [], "Identité": [] };
  const [students, conventions] = await Promise.all([findStudents(db, ids), findByStudents(db, ids)]);
  const conventionIds = conventions.map(({ id }) => id);
  const [signatures, history, absences, presences, papers, insurances] = await Promise.all([
    findEvidence(db, conventionIds), findHistory(db, conventionIds), findAbsencesByConventions(db, conventionIds), findPresences(db, conventionIds), findPaperCopies(db, conventionIds), findInsurances(db, ids),
  ]);
  const after = await exportAfterSigning(db, conventionIds);
  const signed = Map.groupBy(signatures, ({ conventionId }) => conventionId);
  const changes = Map.groupBy(history, ({ conventionId }) => conventionId);
  const done = Map.groupBy(presences, ({ conventionId }) => conventionId);
  const reported = Map.groupBy(absences, ({ conventionId }) => conventionId);
  return {
    "Conventions": conventions.map((convention) => ({
      ...conventionDocument(convention),
      ...after(convention.id),
      "Signatures": (signed.get(convention.id) ?? []).map(signatureDocument),
      "Signée sur papier": papers.filter(({ conventionId }) => conventionId === convention.id).map(paperDocument),
      "Histoire": (changes.get(convention.id) ?? []).map((step) => stepDocument(step, actor)),
      "Absences": (reported.get(convention.id) ?? []).filter((absence) => seesAbsence(actor, absence, concernedBy(convention))).map(absenceDocument),
      "Présences": (done.get(convention.id) ?? []).map(({ day, minutes, note, at }) => ({ "Jour": day, "Minutes": minutes, "Note": note, "Le": at })),
    })),
    "Assurance": insurances.map(insuranceDocument),
    // By which conventions are filled and signed.
    "Identité": students.map(({ id, firstName, lastName, birthDate, className, schoolUai }) => ({
      "Élève": id, "Prénom": firstName, "Nom": lastName, "Date de naissance": birthDate, "Classe": className, "Établissement": schoolUai,
    })),
  };
}

const conventionDocument = (convention: Convention): Document => ({
  "Identifiant": convention.id,
  "Élève": convention.studentId,
  "Candidature": convention.candidatureId,
  "Offre": convention.offerId,
  "Structure": convention.hostId,
  "Établissement": convention.schoolUai,
  "Campagne": convention.campaignId,
  "Période": convention.period,
  "Statut": convention.status,
  "Motif": convention.reason,
  "Interrompue le": convention.endedOn,
  "Cause de l'interruption": convention.endCause && INTERRUPTION_IN_FRENCH[convention.endCause as InterruptionCause],
  "Ouverte le": convention.openedAt,
  "Confirmée par l'élève le": convention.confirmedAt,
  "Partie de la structure": convention.hostPart && hostPartDocument(convention.hostPart),
  "Structure nommée": convention.hostParty && { "Nom": convention.hostParty.legalName, "SIRET": convention.hostParty.siret, "Pays": convention.hostParty.country, "Adresse": convention.hostParty.address },
  "Brouillon": convention.draft && { "Structure": convention.draft.host, "Établissement": convention.draft.school },
  "Partie de l'établissement": convention.schoolPart && schoolPartDocument(convention.schoolPart),
  "Document": convention.document && { "Texte": convention.document.content, "Empreinte": convention.document.sha256, "Figé le": convention.document.frozenAt },
});

const hostPartDocument = ({ representative, tutor, timetable, activities, objectives, place, lunch, transport, lodging }: HostPart): Document => ({
  "Représentant": { "Nom": representative.name, "Fonction": representative.function },
  "Tuteur": contactDocument(tutor),
  "Emploi du temps": timetable.map(({ date, slots }) => ({ "Jour": date, "Plages": slots.map(({ from, to }) => ({ "De": from, "À": to })) })),
  "Activités": activities,
  "Objectifs": objectives,
  "Lieu": place,
  "Repas": lunch,
  "Transport": transport,
  "Hébergement": lodging,
});

const schoolPartDocument = ({ referentTeacherId, liabilityInsurance, adjustments, legalRepresentatives }: SchoolPart): Document => ({
  "Professeur référent": referentTeacherId,
  "Assurance": { "Assureur": liabilityInsurance.insurer, "Police": liabilityInsurance.policyNumber },
  "Aménagements": adjustments,
  "Représentants légaux": legalRepresentatives.map(({ name, phone }) => ({ "Nom": name, "Téléphone": phone })),
});

const signatureDocument = ({ kind, documentId, capacity, signerId, at, documentHash, previousHash, hash, detail }: SignatureLine): Document => ({
  "Acte": kind,
  "Document": documentId,
  "Qualité": capacity,
  "Signataire": signerId,
  "Le": at,
  "Empreinte du document": documentHash,
  "Empreinte précédente": previousHash,
  "Empreinte": hash,
  ...(detail && {
    "Nom": detail.signerName,
    "Code reçu par": detail.channel,
    "Adresse de la connexion": detail.address,
    "Délégation": detail.delegationId,
    "Motif": detail.reason,
    "Empreinte de la liste": detail.batchHash,
    "Empreinte du papier": detail.scanHash,
  }),
});

/** The detail to the family alone: of one's own acts, ids and dates. */
type SignatureLine = Omit<EvidenceRecord, "detail"> & Partial<Pick<EvidenceRecord, "detail">>;

const stepDocument = ({ from, to, at, byRole, byPersonId, reason }: RecordedChange, actor: Actor): Document => ({
  "De": from, "À": to, "Le": at, "Par": byRole, "Par vous": byPersonId !== null && byPersonId === personOf(actor), "Motif": reason,
});

const paperDocument = ({ signedOn, recordedAt, scanSha256, fileId }: PaperCopy): Document => ({ "Signée le": signedOn, "Enregistrée le": recordedAt, "Empreinte de la numérisation": scanSha256, "Fichier": fileId });

const insuranceDocument = ({ studentId, campaignId, state, fileId, submittedAt, decidedAt, reason }: Insurance): Document => ({
  "Élève": studentId, "Campagne": campaignId, "État": state, "Fichier": fileId, "Remise le": submittedAt, "Examinée le": decidedAt, "Motif": reason,
});

const absenceDocument = ({ id, day, kind, step, cause, escalations, timeline }: Absence): Document => ({
  "Identifiant": id,
  "Jour": day,
  "Nature": kind,
  "Étape": step,
  "Cause": cause && CAUSE_IN_FRENCH[cause],
  "Retards": escalations.map(({ step: late, level, dueAt, at }) => ({ "Étape": late, "Niveau": level, "Attendue le": dueAt, "Alerte le": at })),
  "Suivi": timeline.map(({ step: taken, at, byRole, note }) => ({ "Étape": taken, "Le": at, "Par": byRole, "Note": note })),
});
