ALTER TABLE "people"."grants" DROP CONSTRAINT "one_grant_per_bound";--> statement-breakpoint
ALTER TABLE "people"."territory_invitations" DROP CONSTRAINT "one_invitation_per_territory";--> statement-breakpoint
ALTER TABLE "people"."grants" ADD COLUMN "department" varchar(3);--> statement-breakpoint
ALTER TABLE "people"."territory_invitations" ADD COLUMN "department" varchar(3);--> statement-breakpoint
ALTER TABLE "people"."grants" ADD CONSTRAINT "one_grant_per_bound" UNIQUE NULLS NOT DISTINCT("person_id","role","school_uai","host_id","student_id","academy","department");--> statement-breakpoint
ALTER TABLE "people"."territory_invitations" ADD CONSTRAINT "one_invitation_per_territory" UNIQUE NULLS NOT DISTINCT("email_index","role","academy","department");--> statement-breakpoint
ALTER TABLE "people"."territory_invitations" ADD CONSTRAINT "one_territory" CHECK (num_nonnulls(academy, department) = case role when 'RECTORAT' then 1 else 0 end);