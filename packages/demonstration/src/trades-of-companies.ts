import type { Trade } from "./trades.ts";

const company = (sector: string, legalName: string, manager: string, tutors: string[], ...offers: Trade["offers"]): Trade => ({
  kind: "COMPANY",
  sector,
  legalName,
  manager,
  tutors,
  offers,
});

export const COMPANY_TRADES: readonly Trade[] = [
  company("A", "Ferme des {name}", "Exploitant agricole|Exploitante agricole", ["Salarié agricole|Salariée agricole", "Maître de chai|Maîtresse de chai"], {
    title: "Découvrir une exploitation agricole à {commune}",
    description: "Notre ferme familiale élève des bovins et vend en circuit court. Vous découvrirez les saisons, les animaux, les cultures et la gestion d'une petite entreprise.",
    activities: "Suivre la tournée des prés et le soin aux animaux ; comprendre la rotation des cultures ; assister à la préparation des commandes et à une vente au marché ; observer le suivi sanitaire et les comptes de l'exploitation.",
  }),
  company("C", "Ateliers {name}", "Directeur de production|Directrice de production", ["Technicien méthodes|Technicienne méthodes", "Chef d'atelier|Cheffe d'atelier"], {
    title: "Dans les coulisses d'un atelier de fabrication",
    description: "PME industrielle de 40 personnes à {commune}, nous fabriquons des pièces de précision. Venez voir comment un plan devient un objet.",
    activities: "Parcourir les étapes de la fabrication, du bureau d'études à l'expédition ; assister au point quotidien de l'atelier ; observer le contrôle qualité ; découvrir la conception assistée par ordinateur et les règles de sécurité.",
  }, {
    title: "Observer les métiers de la qualité et des méthodes",
    description: "Le service qualité vérifie chaque série avant son départ. Vous verrez pourquoi mesurer, comment décider et qui prévenir.",
    activities: "Assister aux mesures et à leur interprétation ; suivre le traitement d'une réclamation ; rencontrer les achats, la maintenance et la logistique ; comprendre un tableau de bord d'atelier.",
  }),
  company("D", "Énergies {name}", "Responsable d'agence", ["Technicien réseau|Technicienne réseau"], {
    title: "Comprendre la production d'énergie locale",
    description: "Nous exploitons de petites centrales hydrauliques et solaires autour de {commune}. Un stage pour relier sciences et métiers.",
    activities: "Visiter une centrale avec son exploitant ; lire les courbes de production ; assister à la préparation d'une intervention ; découvrir les métiers de la conduite, de l'étude et de l'environnement.",
  }),
  company("F", "{name} Bâtiment", "Gérant|Gérante", ["Conducteur de travaux|Conductrice de travaux", "Métreur|Métreuse"], {
    title: "Suivre un chantier avec la conduite de travaux",
    description: "Entreprise de construction et de rénovation à {commune}. Vous suivrez un projet du devis à la réception, au bureau et, en observation, sur le chantier.",
    activities: "Participer à une réunion de chantier comme observateur ; découvrir les plans et le planning ; comprendre un devis ; rencontrer les différents corps de métier ; observer les règles de prévention.",
  }),
  company("G", "Librairie {name}", "Gérant|Gérante", ["Libraire"], {
    title: "Une semaine de librairie indépendante",
    description: "Librairie de quartier au cœur de {commune} : conseil, choix des livres, rencontres avec des auteurs.",
    activities: "Assister à l'arrivée des nouveautés et à leur mise en rayon ; observer le conseil aux lecteurs ; découvrir la commande, le retour et la vitrine ; préparer avec l'équipe une rencontre et sa communication.",
  }),
  company("G", "Garage {name}", "Gérant|Gérante", ["Réceptionnaire après-vente", "Chef d'équipe|Cheffe d'équipe"], {
    title: "Découvrir l'accueil et le diagnostic automobile",
    description: "Garage multimarque à {commune}. De l'accueil du client au diagnostic électronique, un métier qui change vite.",
    activities: "Observer l'accueil, l'établissement d'un devis et la restitution d'un véhicule ; assister à un diagnostic ; découvrir la gestion des pièces et le tri des déchets ; échanger avec les apprentis de l'atelier.",
  }),
  company("H", "Transports {name}", "Responsable d'exploitation", ["Agent d'exploitation|Agente d'exploitation"], {
    title: "Organiser les tournées : la logistique au quotidien",
    description: "Transporteur régional installé à {commune}. Vous verrez comment une commande devient une livraison, à l'heure et au bon endroit.",
    activities: "Suivre l'exploitation dans l'organisation des tournées ; observer le quai en sécurité ; découvrir le suivi des véhicules et des émissions ; assister aux échanges avec les clients et les conducteurs.",
  }),
  company("I", "Hôtel {name}", "Directeur|Directrice", ["Chef de réception|Cheffe de réception", "Maître d'hôtel|Maîtresse d'hôtel"], {
    title: "Les métiers de l'accueil dans un hôtel",
    description: "Hôtel-restaurant de 28 chambres à {commune}. Réception, salle, étages : vous passerez un moment avec chaque équipe.",
    activities: "Observer l'arrivée et le départ des clients ; comprendre la gestion des réservations ; assister à la mise en place de la salle ; suivre la gouvernante ; découvrir l'organisation des achats avec la direction.",
  }),
  company("J", "{name} Numérique", "Directeur|Directrice", ["Développeur|Développeuse", "Chef de projet|Cheffe de projet"], {
    title: "Découvrir le développement d'un logiciel",
    description: "Nous concevons des applications pour les collectivités. À {commune}, une équipe de douze personnes vous montre comment un besoin devient un logiciel utile.",
    activities: "Assister aux réunions d'équipe ; observer l'écriture et la relecture du code ; participer à un test d'utilisation ; découvrir l'accessibilité, le graphisme et l'assistance aux utilisateurs.",
  }, {
    title: "Observer les métiers du design et des données",
    description: "Comment rendre des chiffres compréhensibles par tous ? Une semaine entre design et données, sans rien devoir savoir avant.",
    activities: "Suivre un entretien avec des utilisateurs ; comparer plusieurs maquettes ; comprendre d'où viennent des données et comment les vérifier ; assister à la présentation d'un projet à un client.",
  }),
  company("K", "Cabinet d'assurances {name}", "Agent général|Agente générale", ["Conseiller clientèle|Conseillère clientèle"], {
    title: "Comprendre le métier de conseiller en assurances",
    description: "Agence de proximité à {commune}. Écouter, expliquer, protéger : découvrez un métier de contact et de confiance.",
    activities: "Observer l'accueil et des rendez-vous, avec l'accord des clients ; comprendre un contrat simple ; suivre le traitement d'un sinistre ; découvrir les règles de confidentialité et les métiers du siège.",
  }),
  company("M", "{name} Architectes", "Architecte associé|Architecte associée", ["Architecte", "Dessinateur-projeteur|Dessinatrice-projeteuse"], {
    title: "Suivre un projet dans une agence d'architecture",
    description: "Agence de six personnes à {commune}, spécialisée dans la rénovation d'écoles et de logements. Un stage entre dessin, technique et rencontres.",
    activities: "Observer le travail sur plans et maquettes ; assister à une réunion avec un maître d'ouvrage ; visiter un bâtiment livré ; comprendre les étapes d'un permis de construire ; réaliser un croquis de son lycée.",
  }),
  company("M", "Laboratoire {name}", "Directeur scientifique|Directrice scientifique", ["Ingénieur d'études|Ingénieure d'études", "Technicien de laboratoire|Technicienne de laboratoire"], {
    title: "Observer un laboratoire d'analyses de l'eau",
    description: "Nous analysons l'eau potable et les rivières autour de {commune}. Découvrez la démarche scientifique appliquée à la santé de tous.",
    activities: "Suivre un échantillon de l'arrivée au résultat ; observer les analyses à distance des produits ; comprendre une courbe d'étalonnage ; assister à la validation d'un rapport ; rencontrer l'équipe de prélèvement.",
  }),
  company("R", "Théâtre {name}", "Directeur|Directrice", ["Régisseur général|Régisseuse générale", "Chargé des publics|Chargée des publics"], {
    title: "Les métiers d'un théâtre, de la scène au bureau",
    description: "Salle de 300 places à {commune}. Technique, administration, relations avec le public : tout ce que l'on ne voit pas depuis son fauteuil.",
    activities: "Assister à un montage et à une répétition ; observer la régie son et lumière ; découvrir la billetterie et la communication ; préparer avec l'équipe la venue d'un groupe ; rencontrer des artistes.",
  }),
  company("S", "Atelier de réparation {name}", "Gérant|Gérante", ["Technicien|Technicienne"], {
    title: "Réparer plutôt que jeter : l'électronique au quotidien",
    description: "À {commune}, nous redonnons vie aux téléphones et aux ordinateurs. Un stage sur le diagnostic, le conseil et l'économie circulaire.",
    activities: "Observer l'accueil et le diagnostic ; comprendre le fonctionnement d'un appareil démonté ; suivre une commande de pièces ; découvrir le tri et le reconditionnement ; échanger sur la création d'entreprise.",
  }),
];
