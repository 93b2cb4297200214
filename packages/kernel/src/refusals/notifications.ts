import { define } from "./define.ts";

export const NOTIFICATIONS_REFUSALS = {
  CHANNEL_NOT_OFFERED: define(
    "This role is told nothing of this kind, or not by this channel: `notificationPreferences` lists what can be chosen.",
    () => "Cet avertissement ne peut pas être reçu de cette manière. Choisissez parmi celles que vos préférences proposent.",
  ),
  IDS_OR_UNTIL: define(
    "Some notifications are named, or an instant up to which all are meant: one of the two.",
    () => "Indiquez les avertissements lus, ou jusqu'à quel moment tous le sont, mais pas les deux.",
  ),
  NOTIFICATION_MUST_REACH: define(
    "What this kind tells must reach the person: one channel at least stays.",
    () => "Une absence doit vous parvenir sans délai : gardez au moins une manière d'en être averti (courriel, notification ou SMS). Choisissez-en une autre avant de retirer celle-ci.",
  ),
};
