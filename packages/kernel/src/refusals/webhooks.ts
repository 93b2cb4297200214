import { define } from "./define.ts";

/** What is wrong with it, as the sentence goes on. */
const FAULTS = {
  NOT_A_URL: "ce n'est pas une adresse complète, de 500 caractères au plus et sans « # »",
  NOT_HTTPS: "elle doit commencer par « https:// »",
  CREDENTIALS: "elle ne doit contenir ni compte ni mot de passe",
  NOT_PUBLIC: "elle ne mène pas à un serveur public",
} as const;

export const WEBHOOKS_REFUSALS = {
  WEBHOOK_URL_REFUSED: define<{ fault: string }>(
    "The address cannot be called: not a URL, not https, with credentials in it, or not public.",
    ({ fault }) => `Cette adresse ne peut pas être appelée : ${FAULTS[fault as keyof typeof FAULTS] ?? fault}. Donnez par exemple https://vie-scolaire.mon-lycee.fr/stages.`,
  ),
  TOO_MANY_WEBHOOKS: define<{ max: number }>(
    "A school has a few webhooks at most: remove one that serves no more.",
    ({ max }) => `Votre établissement a déjà ${max} abonnements : supprimez d'abord celui qui ne sert plus.`,
  ),
  WEBHOOK_DISABLED: define(
    "The webhook is disabled: enable it first; what waited is then sent.",
    () => "Cet abonnement est suspendu : réactivez-le d'abord, ce qui attendait partira aussitôt.",
  ),
};
