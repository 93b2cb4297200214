import type { Letter } from "@stages/mail/letter.ts";

export interface ToldInvitation {
  readonly to: string;
  /** Null for a host whose name nobody told. */
  readonly host: string | null;
  readonly inviter: string;
  readonly publicUrl: string | null;
}

/** It carries no right: who reads it must sign in with that address. */
export function hostInvitationLetter({ to, host, inviter, publicUrl }: ToldInvitation): Letter {
  const name = host === null ? "une structure d'accueil" : `la structure « ${host} »`;
  return {
    to,
    subject: `Stages de seconde : ${inviter} vous invite à gérer ${host === null ? "une structure" : `« ${host} »`}`,
    paragraphs: [
      "Bonjour,",
      `${inviter} vous invite à gérer avec elle ou lui ${name} sur la plateforme « Stages de seconde » : ses offres, les candidatures des élèves et leurs conventions.`,
      `Pour accepter, connectez-vous à la plateforme avec un compte professionnel (ProConnect) dont l'adresse est ${to}. Vous n'avez rien d'autre à faire.`,
      { label: "Aller sur la plateforme", href: publicUrl ?? "/" },
    ],
    foot: [
      "Ce message est envoyé par la plateforme « Stages de seconde », à la demande d'un responsable de cette structure. Si vous n'êtes pas concerné, ignorez-le : rien ne se passera.",
      "La plateforme ne vous demandera jamais de mot de passe ni de paiement.",
    ],
  };
}
