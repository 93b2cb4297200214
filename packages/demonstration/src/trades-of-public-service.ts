import type { HostKind } from "./world-types.ts";
import type { Trade } from "./trades.ts";

const trade = (kind: HostKind, sector: string, legalName: string, manager: string, tutors: string[], ...offers: Trade["offers"]): Trade => ({
  kind,
  sector,
  legalName,
  manager,
  tutors,
  offers,
});

export const PUBLIC_TRADES: Readonly<Record<Exclude<HostKind, "COMPANY">, readonly Trade[]>> = {
  ADMINISTRATION: [
    trade("ADMINISTRATION", "O", "Mairie annexe {name} de {commune}", "Directeur général des services|Directrice générale des services", ["Responsable de l'état civil", "Chargé de mission|Chargée de mission"], {
      title: "Découvrir les services d'une mairie",
      description: "État civil, urbanisme, écoles, culture : à {commune}, suivez celles et ceux qui font vivre le service public au quotidien.",
      activities: "Passer une demi-journée dans chaque service ; observer l'accueil des habitants ; assister à la préparation d'un conseil municipal ; comprendre un budget ; suivre un projet d'aménagement.",
    }),
    trade("ADMINISTRATION", "Q", "Centre hospitalier {name} de {commune}", "Directeur des soins|Directrice des soins", ["Cadre de santé"], {
      title: "Les métiers de l'hôpital, côté coulisses",
      description: "Un hôpital, ce sont plus de cent métiers. À {commune}, découvrez ceux qui entourent le soin, dans le respect des patients.",
      activities: "Rencontrer la pharmacie, le laboratoire, la cuisine et la logistique ; observer l'accueil des familles ; comprendre l'hygiène et le secret professionnel ; échanger avec des soignants sur leurs études.",
    }),
    trade("ADMINISTRATION", "O", "Direction départementale {name}", "Chef de service|Cheffe de service", ["Adjoint au chef de service|Adjointe à la cheffe de service"], {
      title: "Au service de l'État dans le département",
      description: "Agriculture, eau, logement, sécurité routière : à {commune}, un service de l'État ouvre ses portes aux lycéens.",
      activities: "Assister à des réunions de travail ; suivre l'instruction d'un dossier anonymisé ; découvrir la cartographie ; accompagner une visite de terrain en observation ; rencontrer des agents aux parcours variés.",
    }),
  ],
  ASSOCIATION: [
    trade("ASSOCIATION", "Q", "Association {name} Solidarité", "Président|Présidente", ["Travailleur social|Travailleuse sociale", "Coordinateur|Coordinatrice"], {
      title: "S'engager : la vie d'une association solidaire",
      description: "À {commune}, nous distribuons une aide alimentaire et accompagnons des familles. Venez comprendre comment bénévoles et salariés travaillent ensemble.",
      activities: "Observer l'accueil et la préparation d'une distribution ; assister à une réunion de bénévoles ; découvrir la recherche de financements ; comprendre les statuts et la comptabilité d'une association.",
    }),
    trade("ASSOCIATION", "R", "Club omnisports {name}", "Président|Présidente", ["Éducateur sportif|Éducatrice sportive"], {
      title: "Faire vivre un club sportif",
      description: "Le club réunit 600 licenciés à {commune}. Entraînement, événements, partenaires : tout un monde derrière le terrain.",
      activities: "Observer les séances sans les encadrer ; aider à imaginer l'affiche d'un tournoi ; découvrir la gestion des licences et des équipements ; rencontrer les dirigeants et une arbitre.",
    }),
    trade("ASSOCIATION", "S", "Maison de la nature {name}", "Directeur|Directrice", ["Animateur nature|Animatrice nature"], {
      title: "Observer et protéger la nature près de chez soi",
      description: "Sorties, inventaires, conseils aux communes : à {commune}, notre équipe fait connaître la biodiversité locale.",
      activities: "Suivre un inventaire d'oiseaux ou de plantes ; observer la préparation d'une animation ; découvrir la saisie des données naturalistes ; assister à un rendez-vous avec une commune.",
    }),
  ],
  ECOLE: [
    trade("ECOLE", "P", "École {name} de {commune}", "Directeur d'école|Directrice d'école", ["Professeur des écoles|Professeure des écoles"], {
      title: "Stage d'observation à l'école {name}",
      description: "L'école accueille des enfants de maternelle et d'élémentaire. Le stagiaire observe la vie de l'école, d'une classe à l'autre, sous la conduite d'un professeur des écoles.",
      activities: "Observer les apprentissages dans plusieurs classes ; découvrir les métiers de l'école : professeur, AESH, ATSEM, direction ; assister à la préparation de la classe ; suivre la vie de l'école, sans prise en charge des élèves.",
    }),
  ],
  SCHOOL: [
    trade("SCHOOL", "P", "Collège {name} de {commune}", "Principal|Principale", ["Secrétaire général|Secrétaire générale", "Professeur documentaliste|Professeure documentaliste"], {
      title: "Les métiers d'un collège, au-delà de la classe",
      description: "Intendance, vie scolaire, documentation, cuisine, santé : à {commune}, voyez le collège depuis l'autre côté.",
      activities: "Passer une demi-journée avec chaque équipe ; observer la gestion d'un budget et d'une cantine ; découvrir le centre de documentation ; assister à la préparation de la rentrée ; échanger avec l'infirmière.",
    }),
  ],
  ACADEMIC_SERVICE: [
    trade("ACADEMIC_SERVICE", "O", "Service académique {name} de {commune}", "Secrétaire général adjoint|Secrétaire générale adjointe", ["Chef de division|Cheffe de division"], {
      title: "Découvrir un service de l'éducation nationale",
      description: "Ressources humaines, examens, informatique, statistiques : un service académique de {commune} présente ses métiers.",
      activities: "Suivre la préparation d'une session d'examen ; rencontrer les informaticiens et les statisticiens ; comprendre une carte scolaire ; assister à une réunion de service ; découvrir les concours de la fonction publique.",
    }),
  ],
};
