import type { Reader } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { figureOf } from "@stages/kernel/export-figure.ts";
import type { PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { Document } from "@stages/subgraph/personal-data-entity.ts";
import { labelsOf } from "../domain/access-record.ts";
import type { Notification } from "../domain/notification.ts";
import { wordsOf } from "../domain/notification-words.ts";
import { displayNameOf, type Person } from "../domain/person.ts";
import type { Home } from "../domain/student.ts";
import { findPerson, findStaffMembers } from "../persistence/persons.ts";
import {
  findCorrections, findFollowed, findGrants, findInvitations, findReadsOf, findSignIns, findTerritoryInvitations, hasIdentifier,
} from "../persistence/personal-data.ts";
import { findPreferences } from "../persistence/notification-preferences.ts";
import { findInbox } from "../persistence/notifications.ts";
import { findExportsOf } from "../persistence/figure-exports.ts";
import { findBrowsers } from "../persistence/push-subscriptions.ts";
import { findHostInvitationsOf } from "../persistence/host-managers.ts";
import { findLinksOfStudents } from "../persistence/personal-links.ts";
import { findSchools } from "../persistence/schools.ts";
import { findExamDuties, findReferentTeachers } from "../persistence/staff.ts";
import { findHostTies, findLegalRepresentatives, findStudents } from "../persistence/students.ts";

/** What this subgraph holds of someone, in the role they act in: themselves and, for families, the student. */
export async function exportMyData(db: Reader, actor: Actor, personId: PersonId): Promise<Document> {
  const [person, grants, signIns, told, preferences, browsers, exports] = await Promise.all([
    findPerson(db, personId), findGrants(db, personId), findSignIns(db, personId), findInbox(db, actor), findPreferences(db, personId), findBrowsers(db, personId),
    findExportsOf(db, personId),
  ]);
  return {
    "Personne": person && personDocument(person),
    "Rôles": grants.map(({ role, schoolUai, hostId, studentId, academy, department }) => ({ "Rôle": role, "Établissement": schoolUai, "Structure": hostId, "Élève": studentId, "Académie": academy, "Département": department })),
    "Premières connexions": signIns.map(({ at, issuer, match }) => ({ "Le": at, "Fournisseur d'identité": issuer, "Reconnu par": match })),
    "Avertissements": told.map(notificationDocument),
    "Préférences d'avertissement": preferences.map(({ kind, channel, wanted }) => ({ "Objet": kind, "Par": channel, "Voulu": wanted })),
    // Of its address, the service alone: whoever has all of it can write to the browser.
    "Navigateurs inscrits": browsers.map(({ service, createdAt, lastSentAt }) => ({ "Service": service, "Inscrit le": createdAt, "Averti pour la dernière fois le": lastSentAt })),
    "Fichiers de chiffres demandés": exports.map(({ figure, role, askedAt }) => ({ "Chiffres": figureOf(figure).title, "Rôle": role, "Le": askedAt })),
    ...(await exportRole(db, actor, personId)),
  };
}

async function exportRole(db: Reader, actor: Actor, personId: PersonId): Promise<Document> {
  switch (actor.role) {
    case "STUDENT":
      return { "Élève": await exportStudent(db, actor.studentId) };
    case "LEGAL_REPRESENTATIVE":
      return { "Enfants": await Promise.all(actor.studentIds.map((id) => exportStudent(db, id))) };
    case "SCHOOL_HEAD":
    case "REFERENT_TEACHER":
    case "EDUCATION_ADVISER":
      return exportStaffMember(db, personId);
    case "HOST_MANAGER":
      return { "Invitations à gérer une structure": (await findHostInvitationsOf(db, personId)).map((row) => invitationDocument(row, personId)) };
    case "RECTORAT":
    case "MINISTRY":
      return { "Invitations": (await findTerritoryInvitations(db, personId)).map(({ role, academy, department, invitedAt, claimedAt }) => ({ "Rôle": role, "Académie": academy, "Département": department, "Envoyée le": invitedAt, "Acceptée le": claimedAt })) };
    default:
      return {};
  }
}

const invitationDocument = ({ hostId, invitedAt, invitedBy, claimedAt }: Awaited<ReturnType<typeof findHostInvitationsOf>>[number], personId: PersonId): Document => ({
  "Structure": hostId,
  "Par": invitedBy === personId ? "vous" : "un responsable de la structure",
  "Envoyée le": invitedAt,
  "Acceptée le": claimedAt,
});

/** Of a student nobody but the family takes the name away. */
function notificationDocument({ details: { studentName, ...details }, ...told }: Notification): Document {
  const isFamilys = told.role === "STUDENT" || told.role === "LEGAL_REPRESENTATIVE";
  const { title, body } = wordsOf({ ...told, details: isFamilys && studentName ? { ...details, studentName } : details });
  return { "Le": told.createdAt, "Objet": title, "Texte": body, "Lu le": told.readAt };
}

const personDocument = ({ id, subject, firstName, lastName, email, phone }: Person): Document => ({
  "Identifiant": id,
  "Compte": subject,
  "Prénom": firstName,
  "Nom": lastName,
  "Adresse électronique": email === "" ? null : email,
  "Téléphone": phone,
});

const homeDocument = ({ addressLine, postcode, communeCode, communeName, latitude, longitude, isApproximate }: Home): Document => ({
  "Adresse": addressLine,
  "Code postal": postcode,
  "Commune": communeName,
  "Code INSEE": communeCode,
  "Latitude": latitude,
  "Longitude": longitude,
  "Position approximative": isApproximate ?? false,
});

async function exportStudent(db: Reader, id: StudentId): Promise<Document | null> {
  const [student] = await findStudents(db, [id]);
  if (!student) return null;
  const [person, schools, representatives, [followed], hosts, isIdentified, corrections, reads, links] = await Promise.all([
    findPerson(db, student.personId),
    findSchools(db, [student.schoolUai]),
    findLegalRepresentatives(db, [id]),
    findReferentTeachers(db, [id]),
    findHostTies(db, [id]),
    hasIdentifier(db, student.personId),
    findCorrections(db, id),
    findReadsOf(db, id),
    findLinksOfStudents(db, [id]),
  ]);
  const [teacher] = followed ? await findStaffMembers(db, [followed.teacherId]) : [];
  return {
    "Identifiant": id,
    "Personne": person && personDocument(person),
    "Campagne": student.campaignId,
    "Établissement": { "UAI": student.schoolUai, "Nom": schools[0]?.name ?? null },
    "Académie": student.academy,
    "Classe": student.className,
    "Date de naissance": student.birthDate,
    "Domicile": homeDocument(student.home),
    "INE": isIdentified ? "conservé sous forme d'empreinte" : null,
    "Représentants légaux": representatives.map(({ relationship, contactOrder, maySign, ...one }) => ({
      ...personDocument({ ...one, subject: null }),
      "Lien": relationship,
      "Ordre de contact": contactOrder,
      "Peut signer": maySign,
    })),
    "Adresses de représentants corrigées": corrections.map(({ personId, former, corrected, at, byRole }) => ({ "Représentant": personId, "Ancienne": former, "Nouvelle": corrected, "Le": at, "Par": byRole })),
    "Professeur référent": followed ? { "Identifiant": followed.teacherId, "Nom": teacher ? displayNameOf(teacher) : null, "Depuis le": followed.assignedAt } : null,
    "Structures qui vous connaissent": hosts.map(({ hostId, disclosed }) => ({ "Structure": hostId, "Ce qu'elle sait": disclosed ? "identité complète, candidature acceptée" : "prénom et classe" })),
    "Liens personnels": links.map(({ purpose, personId, conventionId, createdAt, openedAt, revokedAt }) => ({ "Objet": purpose, "Destinataire": personId, "Convention": conventionId, "Envoyé le": createdAt, "Ouvert le": openedAt, "Retiré le": revokedAt })),
    "Consultations par des personnels": reads.map(({ at, role, categories }) => ({ "Le": at, "Par": role, "Données": labelsOf({ categories }) })),
  };
}

async function exportStaffMember(db: Reader, personId: PersonId): Promise<Document> {
  const [[member], invitations, duties, followed] = await Promise.all([findStaffMembers(db, [personId]), findInvitations(db, personId), findExamDuties(db, [personId]), findFollowed(db, personId)]);
  return {
    "Postes": (member?.posts ?? []).map(({ schoolUai, function: held, title }) => ({ "Établissement": schoolUai, "Fonction": held, "Intitulé": title })),
    "Invitations": invitations.map(({ schoolUai, function: held, invitedAt, claimedAt }) => ({ "Établissement": schoolUai, "Fonction": held, "Envoyée le": invitedAt, "Acceptée le": claimedAt })),
    "Mobilisations pour le baccalauréat": duties.map(({ day }) => day),
    // Students by their ids: who they are is theirs.
    "Élèves suivis": followed,
  };
}
