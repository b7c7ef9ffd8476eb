CREATE TABLE `companies` (
	`company_id` text NOT NULL,
	`kind` text NOT NULL,
	`value` text,
	`fetched_at` integer NOT NULL,
	PRIMARY KEY(`company_id`, `kind`)
);
--> statement-breakpoint
CREATE TABLE `connections` (
	`shop` text PRIMARY KEY NOT NULL,
	`company_id` text NOT NULL,
	`company_name` text NOT NULL,
	`user_id` integer NOT NULL,
	`scopes` text NOT NULL,
	`sealed_tokens` text NOT NULL,
	`connected_at` integer NOT NULL,
	`broken_at` integer,
	`broken_cause` text
);
--> statement-breakpoint
CREATE INDEX `connections_company` ON `connections` (`company_id`);--> statement-breakpoint
CREATE TABLE `inbox` (
	`shop` text NOT NULL,
	`webhook_id` text NOT NULL,
	`event_id` text,
	`topic` text NOT NULL,
	`subject` text,
	`triggered_at` integer,
	`received_at` integer NOT NULL,
	PRIMARY KEY(`shop`, `webhook_id`)
);
--> statement-breakpoint
CREATE INDEX `inbox_received` ON `inbox` (`shop`,`received_at`);--> statement-breakpoint
CREATE TABLE `intents` (
	`shop` text NOT NULL,
	`company_id` text NOT NULL,
	`order_id` text NOT NULL,
	`kind` text NOT NULL,
	`seq` integer NOT NULL,
	`state` text NOT NULL,
	`ref` text NOT NULL,
	`request_hash` text NOT NULL,
	`attempt` integer NOT NULL,
	`sent_at` integer,
	`remote_id` integer,
	`cause` text,
	`ever_unknown` integer NOT NULL,
	`next_check_at` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`shop`, `company_id`, `order_id`, `kind`, `seq`)
);
--> statement-breakpoint
CREATE INDEX `intents_check` ON `intents` (`shop`,`next_check_at`) WHERE next_check_at is not null;--> statement-breakpoint
CREATE TABLE `jobs` (
	`shop` text NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`wanted` integer NOT NULL,
	`done` integer NOT NULL,
	`due_at` integer,
	`lease_until` integer,
	`fence` integer NOT NULL,
	`attempts` integer NOT NULL,
	`held_by` text,
	`last_cause` text,
	PRIMARY KEY(`shop`, `kind`, `subject`)
);
--> statement-breakpoint
CREATE INDEX `jobs_due` ON `jobs` (`due_at`) WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX `jobs_leased` ON `jobs` (`lease_until`) WHERE lease_until is not null;--> statement-breakpoint
CREATE TABLE `journal` (
	`id` text PRIMARY KEY NOT NULL,
	`shop` text NOT NULL,
	`order_id` text,
	`at` integer NOT NULL,
	`event` text NOT NULL,
	`detail` text,
	`actor` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `journal_order` ON `journal` (`shop`,`order_id`,`id`);--> statement-breakpoint
CREATE INDEX `journal_shop` ON `journal` (`shop`,`id`);--> statement-breakpoint
CREATE TABLE `leases` (
	`name` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`fence` integer NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `links` (
	`shop` text NOT NULL,
	`company_id` text NOT NULL,
	`kind` text NOT NULL,
	`shopify_id` text NOT NULL,
	`order_id` text,
	`bexio_id` integer NOT NULL,
	`detail` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`shop`, `company_id`, `kind`, `shopify_id`)
);
--> statement-breakpoint
CREATE INDEX `links_order` ON `links` (`shop`,`company_id`,`order_id`);--> statement-breakpoint
CREATE INDEX `links_bexio` ON `links` (`company_id`,`kind`,`bexio_id`);--> statement-breakpoint
CREATE TABLE `orders` (
	`shop` text NOT NULL,
	`order_id` text NOT NULL,
	`name` text NOT NULL,
	`state` text NOT NULL,
	`detail` text,
	`currency` text NOT NULL,
	`total_minor` integer NOT NULL,
	`invoice_id` integer,
	`invoice_number` text,
	`invoice_total_minor` integer,
	`vat_minor` integer,
	`paid_minor` integer,
	`processed_at` integer NOT NULL,
	`shopify_updated_at` integer NOT NULL,
	`customer_label` text,
	`gateways` text NOT NULL,
	`search_text` text NOT NULL,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`shop`, `order_id`)
);
--> statement-breakpoint
CREATE INDEX `orders_newest` ON `orders` (`shop`,`processed_at`,`order_id`);--> statement-breakpoint
CREATE INDEX `orders_by_state` ON `orders` (`shop`,`state`,`processed_at`,`order_id`);--> statement-breakpoint
CREATE TABLE `paces` (
	`company_id` text NOT NULL,
	`bucket` text NOT NULL,
	`quota` integer NOT NULL,
	`remaining` integer NOT NULL,
	`reset_at` integer NOT NULL,
	PRIMARY KEY(`company_id`, `bucket`)
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`shop` text NOT NULL,
	`version` integer NOT NULL,
	`settings` text NOT NULL,
	`author` text NOT NULL,
	`saved_at` integer NOT NULL,
	PRIMARY KEY(`shop`, `version`)
);
--> statement-breakpoint
CREATE TABLE `shops` (
	`domain` text PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`currency` text NOT NULL,
	`time_zone` text NOT NULL,
	`country_code` text NOT NULL,
	`taxes_included` integer NOT NULL,
	`scopes` text NOT NULL,
	`sealed_tokens` text,
	`installed_at` integer NOT NULL,
	`uninstalled_at` integer
);
--> statement-breakpoint
CREATE INDEX `shops_id` ON `shops` (`id`);--> statement-breakpoint
CREATE TABLE `sign_ins` (
	`state` text PRIMARY KEY NOT NULL,
	`shop` text NOT NULL,
	`sealed_verifier` text NOT NULL,
	`nonce` text NOT NULL,
	`browser_hash` text NOT NULL,
	`return_to` text NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sign_ins_expires` ON `sign_ins` (`expires_at`);