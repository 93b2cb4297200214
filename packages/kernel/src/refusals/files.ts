import { define } from "./define.ts";

/** Every way in which a PDF is refused is mended in the same way. */
const PRINT_IT_AGAIN = "Ouvrez-le, imprimez-le de nouveau en PDF (« Imprimer », puis « Enregistrer au format PDF »), et déposez ce nouveau fichier.";

export const FILES_REFUSALS = {
  FILE_TOO_LARGE: define<{ max: string }>(
    "More bytes than the purpose allows, or than were announced; reading stops there.",
    ({ max }) => `Ce fichier est trop volumineux : il est limité à ${max}. Numérisez-le en noir et blanc ou avec une résolution plus basse, puis recommencez.`,
  ),
  FILE_EMPTY: define("No byte was sent.", () => "Ce fichier est vide. Vérifiez-le, puis recommencez."),
  FILE_DIFFERS: define(
    "Not the size or the SHA-256 that was announced: the file was cut or changed on its way.",
    () => "Le fichier reçu n'est pas celui qui était annoncé : l'envoi a sans doute été coupé. Recommencez.",
  ),
  FILE_TYPE_REFUSED: define<{ accepted: string }>(
    "The type is told by the file's first bytes; its name and its Content-Type are not believed.",
    ({ accepted }) => `Ce fichier n'est pas d'un type accepté, quel que soit son nom : ${accepted}.`,
  ),
  FILE_DAMAGED: define("A PDF without its end, or with a part that cannot be read.", () => `Ce PDF est incomplet ou endommagé. ${PRINT_IT_AGAIN}`),
  FILE_ENCRYPTED: define("An encrypted PDF, with or without a password to open it.", () => `Ce PDF est protégé. ${PRINT_IT_AGAIN}`),
  FILE_ACTIVE: define(
    "A PDF with a script, an action that starts a program or posts a form, an attached file or rich media.",
    () => `Ce PDF contient un script, une pièce jointe, un formulaire actif ou un contenu animé, ce qui n'est pas accepté. ${PRINT_IT_AGAIN}`,
  ),
  FILE_HIDES_ANOTHER: define(
    "Bytes that another program would take for another kind of file: a web page or an archive, before or after what was announced.",
    () => "Ce fichier en contient un autre, ce qui n'est pas accepté. Imprimez-le de nouveau en PDF, ou prenez une nouvelle photo, et déposez ce nouveau fichier.",
  ),
  IMAGE_TOO_LARGE: define("More than 100 million points, or 30 000 a side, however few its bytes.", () => "Cette image a trop de points pour être affichée. Prenez une nouvelle photo, ou numérisez avec une résolution plus basse, puis recommencez."),
  IMAGE_DAMAGED: define("A JPEG without its frame, or a PNG whose parts do not lead to its end.", () => "Cette image est incomplète ou endommagée. Prenez une nouvelle photo, puis recommencez."),
  UPLOAD_LINK_UNKNOWN: define(
    "The way to deposit a file is unknown, over (10 minutes) or has served; these are not told apart.",
    () => "Ce dépôt n'est plus possible : le délai de dix minutes est passé, ou le fichier a déjà été déposé. Recommencez la demande.",
  ),
  FILE_UNKNOWN: define(
    "No file of that id was deposited by this actor for this purpose and convention, or it has served already.",
    () => "Ce fichier n'est pas disponible : il n'a pas été déposé pour cet usage, a déjà servi, ou date de plus d'un jour. Déposez-le de nouveau.",
  ),
  PAPER_DATE_IMPOSSIBLE: define<{ from: string; to: string }>(
    "A copy is signed from the day on which the text was frozen, and not in the future.",
    ({ from, to }) => `La date de signature doit être comprise entre le ${from}, jour où la convention a été validée, et le ${to}.`,
  ),
};
