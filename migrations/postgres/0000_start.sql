CREATE TABLE "companies" (
	"company_id" text NOT NULL,
	"kind" text NOT NULL,
	"value" json,
	"fetched_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "companies_company_id_kind_pk" PRIMARY KEY("company_id","kind")
);
--> statement-breakpoint
CREATE TABLE "connections" (
	"shop" text PRIMARY KEY NOT NULL,
	"company_id" text NOT NULL,
	"company_name" text NOT NULL,
	"user_id" integer NOT NULL,
	"scopes" json NOT NULL,
	"sealed_tokens" text NOT NULL,
	"connected_at" timestamp (3) with time zone NOT NULL,
	"broken_at" timestamp (3) with time zone,
	"broken_cause" text
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"shop" text NOT NULL,
	"webhook_id" text NOT NULL,
	"event_id" text,
	"topic" text NOT NULL,
	"subject" text,
	"triggered_at" timestamp (3) with time zone,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "inbox_shop_webhook_id_pk" PRIMARY KEY("shop","webhook_id")
);
--> statement-breakpoint
CREATE TABLE "intents" (
	"shop" text NOT NULL,
	"company_id" text NOT NULL,
	"order_id" text NOT NULL,
	"kind" text NOT NULL,
	"seq" integer NOT NULL,
	"state" text NOT NULL,
	"ref" text NOT NULL,
	"request_hash" text NOT NULL,
	"attempt" integer NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"remote_id" integer,
	"cause" text,
	"ever_unknown" boolean NOT NULL,
	"next_check_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "intents_shop_company_id_order_id_kind_seq_pk" PRIMARY KEY("shop","company_id","order_id","kind","seq")
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"shop" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"wanted" integer NOT NULL,
	"done" integer NOT NULL,
	"due_at" timestamp (3) with time zone,
	"lease_until" timestamp (3) with time zone,
	"fence" integer NOT NULL,
	"attempts" integer NOT NULL,
	"held_by" text,
	"last_cause" text,
	CONSTRAINT "jobs_shop_kind_subject_pk" PRIMARY KEY("shop","kind","subject")
);
--> statement-breakpoint
CREATE TABLE "journal" (
	"id" text PRIMARY KEY NOT NULL,
	"shop" text NOT NULL,
	"order_id" text,
	"at" timestamp (3) with time zone NOT NULL,
	"event" text NOT NULL,
	"detail" json,
	"actor" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"fence" integer NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "links" (
	"shop" text NOT NULL,
	"company_id" text NOT NULL,
	"kind" text NOT NULL,
	"shopify_id" text NOT NULL,
	"order_id" text,
	"bexio_id" integer NOT NULL,
	"detail" json NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "links_shop_company_id_kind_shopify_id_pk" PRIMARY KEY("shop","company_id","kind","shopify_id")
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"shop" text NOT NULL,
	"order_id" text NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"detail" json,
	"currency" text NOT NULL,
	"total_minor" bigint NOT NULL,
	"invoice_id" integer,
	"invoice_number" text,
	"invoice_total_minor" bigint,
	"vat_minor" bigint,
	"paid_minor" bigint,
	"processed_at" timestamp (3) with time zone NOT NULL,
	"shopify_updated_at" timestamp (3) with time zone NOT NULL,
	"customer_label" text,
	"gateways" text NOT NULL,
	"search_text" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "orders_shop_order_id_pk" PRIMARY KEY("shop","order_id")
);
--> statement-breakpoint
CREATE TABLE "paces" (
	"company_id" text NOT NULL,
	"bucket" text NOT NULL,
	"quota" integer NOT NULL,
	"remaining" integer NOT NULL,
	"reset_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "paces_company_id_bucket_pk" PRIMARY KEY("company_id","bucket")
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"shop" text NOT NULL,
	"version" integer NOT NULL,
	"settings" json NOT NULL,
	"author" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "settings_shop_version_pk" PRIMARY KEY("shop","version")
);
--> statement-breakpoint
CREATE TABLE "shops" (
	"domain" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"currency" text NOT NULL,
	"time_zone" text NOT NULL,
	"country_code" text NOT NULL,
	"taxes_included" boolean NOT NULL,
	"scopes" json NOT NULL,
	"sealed_tokens" text,
	"installed_at" timestamp (3) with time zone NOT NULL,
	"uninstalled_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sign_ins" (
	"state" text PRIMARY KEY NOT NULL,
	"shop" text NOT NULL,
	"sealed_verifier" text NOT NULL,
	"nonce" text NOT NULL,
	"browser_hash" text NOT NULL,
	"return_to" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "connections_company" ON "connections" USING btree ("company_id");--> statement-breakpoint
CREATE INDEX "inbox_received" ON "inbox" USING btree ("shop","received_at");--> statement-breakpoint
CREATE INDEX "intents_check" ON "intents" USING btree ("shop","next_check_at") WHERE next_check_at is not null;--> statement-breakpoint
CREATE INDEX "jobs_due" ON "jobs" USING btree ("due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "jobs_leased" ON "jobs" USING btree ("lease_until") WHERE lease_until is not null;--> statement-breakpoint
CREATE INDEX "journal_order" ON "journal" USING btree ("shop","order_id","id");--> statement-breakpoint
CREATE INDEX "journal_shop" ON "journal" USING btree ("shop","id");--> statement-breakpoint
CREATE INDEX "links_order" ON "links" USING btree ("shop","company_id","order_id");--> statement-breakpoint
CREATE INDEX "links_bexio" ON "links" USING btree ("company_id","kind","bexio_id");--> statement-breakpoint
CREATE INDEX "orders_newest" ON "orders" USING btree ("shop","processed_at","order_id");--> statement-breakpoint
CREATE INDEX "orders_by_state" ON "orders" USING btree ("shop","state","processed_at","order_id");--> statement-breakpoint
CREATE INDEX "shops_id" ON "shops" USING btree ("id");--> statement-breakpoint
CREATE INDEX "sign_ins_expires" ON "sign_ins" USING btree ("expires_at");