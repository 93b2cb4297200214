import { define } from "./define.ts";

export const PEOPLE_REFUSALS = {
  ALREADY_HOST_MANAGER: define(
    "Whoever has this address manages the host already.",
    () => "Cette personne est déjà responsable de la structure.",
  ),
  LAST_HOST_MANAGER: define(
    "A host keeps one manager at least: invite another, and wait until they have signed in.",
    () => "Une structure garde au moins un responsable. Invitez d'abord la personne qui prendra la suite ; vous pourrez partir dès qu'elle se sera connectée.",
  ),
  UNKNOWN_DEPARTMENT: define<{ value: string }>(
    "No département or overseas territory has this code in the official geographic code.",
    ({ value }) => `Aucun département ne porte le code « ${value} ».`,
  ),
  ACADEMY_OR_DEPARTMENT: define(
    "An académie (of a rectorat) or a département (of a DASEN) is named, not both at once: who is invited has one, what is counted is of one.",
    () => "Indiquez une académie (pour un rectorat) ou un département (pour une DSDEN), pas les deux.",
  ),
  CLASS_LIST_UNREADABLE: define(
    "The text is not UTF-8, or has no heading line.",
    () => "Ce fichier n'est pas lisible : enregistrez-le au format CSV, encodage UTF-8, avec une première ligne d'intitulés.",
  ),
  CLASS_LIST_COLUMN_MISSING: define<{ column: string }>(
    "A required column is not in the heading line.",
    ({ column }) => `La colonne « ${column} » manque dans la première ligne du fichier.`,
  ),
  CLASS_LIST_EMPTY: define(
    "The list has no line below its heading.",
    () => "Ce fichier ne contient aucun élève.",
  ),
  CLASS_LIST_REFUSED: define<{ count: number }>(
    "Lines of the list are refused, so nothing of it was written. The other refusals say which and why.",
    ({ count }) => `Rien n'a été enregistré : ${count === 1 ? "une ligne est refusée" : `${count} lignes sont refusées`}. Corrigez le fichier, puis recommencez.`,
  ),
  INVALID_IMPORT_ID: define(
    "The client's id of an import is not a UUID.",
    () => "L'identifiant de cet import n'est pas valable : c'est un UUID que votre application choisit.",
  ),
  LINE_UNREADABLE: define(
    "A line of the list has more cells than the heading, or a misplaced quotation mark.",
    () => "Cette ligne n'est pas lisible : elle a plus de cellules que la première, ou un guillemet n'est pas à sa place.",
  ),
  CELL_IS_A_FORMULA: define<{ value: string }>(
    "A cell of text begins with a character that a spreadsheet would run as a formula.",
    ({ value }) => `« ${value} » commence comme une formule de tableur (=, +, -, @). Corrigez cette cellule.`,
  ),
  INVALID_INE: define(
    "Not an INE: eleven characters, digits and one or two letters at the end.",
    () => "Cet INE n'est pas valide : il compte 11 caractères, des chiffres suivis d'une ou deux lettres.",
  ),
  INE_TWICE: define<{ otherLine: number }>(
    "The same INE stands on two lines of the list.",
    ({ otherLine }) => `Cet INE est déjà celui de la ligne ${otherLine}.`,
  ),
  INVALID_BIRTH_DATE: define<{ value: string }>(
    "Not a date `JJ/MM/AAAA` or `AAAA-MM-JJ` that exists, or not that of someone from 10 to 25 years old.",
    ({ value }) => `« ${value} » n'est pas une date de naissance possible pour un élève. Écrivez-la sous la forme JJ/MM/AAAA.`,
  ),
  COMMUNE_NOT_AT_POSTCODE: define<{ postcode: string; commune: string }>(
    "No commune of that name has that postcode in the official geographic code.",
    ({ postcode, commune }) => `Aucune commune « ${commune} » ne porte le code postal « ${postcode} ». Vérifiez l'un et l'autre.`,
  ),
  HOME_NOT_LOCATABLE: define(
    "Neither the commune nor the school has known coordinates, from which distances are counted.",
    () => "Cette adresse ne peut pas être située, et l'établissement non plus : complétez d'abord l'annuaire.",
  ),
  INVALID_PHONE: define<{ value: string }>(
    "Not a telephone number.",
    ({ value }) => `« ${value} » n'est pas un numéro de téléphone valide.`,
  ),
  UNKNOWN_RELATIONSHIP: define<{ value: string }>(
    "Not one of the words for what a legal representative is to the student.",
    ({ value }) => `« ${value} » n'est pas un lien reconnu : écrivez mère, père, tuteur, tutrice ou autre.`,
  ),
  REPRESENTATIVE_TWICE: define(
    "Two legal representatives of one student have the same address.",
    () => "Deux représentants légaux d'un même élève ne peuvent pas avoir la même adresse électronique.",
  ),
  STUDENT_ENROLLED_ELSEWHERE: define(
    "This INE is that of a student enrolled in another school for this campaign.",
    () => "Cet élève est déjà inscrit dans un autre établissement pour cette campagne. Rapprochez-vous de cet établissement.",
  ),
  REPRESENTATIVE_HAS_ACCOUNT: define(
    "The legal representative has signed in already: the address is theirs alone to change.",
    () => "Ce représentant légal s'est déjà connecté : lui seul peut changer son adresse électronique.",
  ),
  TOO_MANY_ITEMS: define<{ max: number }>(
    "A list of the input has more items than its maximum.",
    ({ max }) => `Cette liste est limitée à ${max} éléments.`,
  ),
  NOT_A_TEACHER: define(
    "The person is no teacher of this school.",
    () => "Cette personne n'est pas professeur dans cet établissement.",
  ),
  STUDENT_TWICE: define(
    "The same student stands twice in the list.",
    () => "Cet élève figure deux fois dans la liste.",
  ),
  REFERENT_TEACHER_MOBILISED: define<{ days: string }>(
    "The teacher is called up for the baccalauréat on days of the stage: another must be the referent teacher.",
    ({ days }) => `Ce professeur est mobilisé pour le baccalauréat pendant le stage (${days}) : choisissez un autre professeur référent.`,
  ),
  ROLE_NOT_HELD: define<{ role: string }>(
    "The bearer does not have the role asked for by `x-stages-role`. See `Viewer.roles`.",
    ({ role }) => `Vous n'avez pas le profil « ${role} ». Choisissez l'un de vos profils, puis recommencez.`,
  ),
  STUDENT_HAS_LIVE_STAGE: define(
    "A stage of the student is agreed and not over: the convention must be cancelled, or end, before the student can be erased.",
    () => "Cet élève a un stage convenu qui n'est pas terminé : annulez d'abord la convention, ou attendez la fin du stage.",
  ),
  LAST_NAME_NOT_CONFIRMED: define(
    "What was typed is not the student's last name: erasing cannot be undone, so nothing was done.",
    () => "Le nom saisi n'est pas celui de l'élève. L'effacement est définitif : vérifiez l'élève, puis saisissez son nom de famille.",
  ),
};
