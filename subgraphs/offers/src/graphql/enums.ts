import type { Phase } from "@stages/kernel/campaign.ts";
import { enumType } from "@stages/subgraph/enum-type.ts";
import type { HostKind } from "../domain/host.ts";
import type { Lack, Status } from "../domain/lifecycle.ts";
import type { Criterion } from "../domain/loosen.ts";
import type { FlagReason } from "../domain/moderate.ts";
import type { Mode } from "../domain/offer.ts";
import type { Order } from "../domain/search.ts";

export const HostKindEnum = enumType<HostKind>("HostKind", "What kind of structure a host is.", {
  COMPANY: "A company.",
  ADMINISTRATION: "A public administration or a local authority.",
  ASSOCIATION: "An association.",
  ECOLE: "A primary school: strict observation, one to three students, a professeur des écoles as tutor.",
  SCHOOL: "A collège or a lycée.",
  ACADEMIC_SERVICE: "A service of a rectorat or of its departments.",
});

export const OfferStatusEnum = enumType<Status>("OfferStatus", "Where an offer stands in its life.", {
  DRAFT: "Being written; only the host sees it.",
  PUBLISHED: "In the catalogue.",
  UNPUBLISHED: "Withdrawn by the host, who can publish it again.",
  NEEDS_UPDATE: "Out of the catalogue because it is full or its dates are past.",
  REMOVED: "Ended for good by the host.",
  HIDDEN: "Taken out of the catalogue by the rectorat, with a reason.",
});

export const OfferModeEnum = enumType<Mode>("OfferMode", "How students are welcomed.", {
  INDIVIDUAL: "One by one.",
  SMALL_GROUP: "In a small group, booked by its school.",
  WHOLE_CLASS: "A whole class, booked by its school.",
});

export const CampaignPhaseEnum = enumType<Phase>("CampaignPhase", "Where a campaign stands, told by its dates.", {
  PREPARED: "Defined, and not open yet; hosts can declare intentions.",
  OPEN_TO_HOSTS: "Hosts publish; students see nothing yet.",
  OPEN_TO_STUDENTS: "Students search and apply.",
  STAGES: "From the first day of the first week to the last of the second.",
  OVER: "Its weeks are past: it is read, and does not change.",
});

export const OfferLackEnum = enumType<Lack>("OfferLack", "What keeps an offer out of the catalogue.", {
  FULL: "Every seat is taken; it comes back by itself once one is free.",
  PAST: "Its period has begun.",
});

export const FlagReasonEnum = enumType<FlagReason>("FlagReason", "Why someone flags an offer.", {
  MISLEADING: "It does not say what is really offered.",
  DANGEROUS: "What students would do is dangerous, or not allowed to them.",
  DISCRIMINATORY: "It leaves out students on a ground that the law forbids.",
  NOT_A_STAGE: "It is a job, an advertisement, or something else than observation.",
  OTHER: "Something else, told in the text.",
});

export const OfferOrderEnum = enumType<Order>("OfferOrder", "In which order a search gives its offers.", {
  DISTANCE: "Nearest first.",
  NEWEST: "Last published first.",
});

export const SearchCriterionEnum = enumType<Criterion>("SearchCriterion", "What a search is narrowed by.", {
  TEXT: "The words.",
  SECTORS: "The sectors.",
  PERIOD: "The period.",
  HOST_KINDS: "The kinds of host.",
  MODE: "How students are welcomed.",
  DEPARTMENT: "The département.",
  ACCESSIBLE: "Accessible places alone.",
  SEATS_LEFT: "Offers with a seat left alone.",
  RESERVED_TO_MY_SCHOOL: "Offers reserved to the viewer's school alone.",
  RADIUS: "The radius.",
});

export const SuggestionKindEnum = enumType<"WORD" | "SECTOR" | "COMMUNE">("SuggestionKind", "What a suggestion is.", {
  WORD: "A word of the catalogue, for `text`.",
  SECTOR: "A sector, for `sectors`.",
  COMMUNE: "A commune, for `around`.",
});
