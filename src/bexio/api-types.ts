/**
 * Made from openapi.json, never by hand:
 * npx -p openapi-typescript@7.13.0 -p typescript@5.9.3 openapi-typescript src/bexio/openapi.json --read-write-markers --path-params-as-types --export-type -o src/bexio/api-types.ts
 * and this comment put in place of its own, with the sum that a test compares.
 * openapi.json sha256: 7922c7de12e590b34f8084f3365d195dbd934bdf439f7ee7eac76b8fd37b9ba2
 */

export type $Read<T> = {
    readonly $read: T;
};
export type $Write<T> = {
    readonly $write: T;
};
export type Readable<T> = T extends $Write<any> ? never : T extends $Read<infer U> ? Readable<U> : T extends (infer E)[] ? Readable<E>[] : T extends object ? {
    [K in keyof T as NonNullable<T[K]> extends $Write<any> ? never : K]: Readable<T[K]>;
} : T;
export type Writable<T> = T extends $Read<any> ? never : T extends $Write<infer U> ? Writable<U> : T extends (infer E)[] ? Writable<E>[] : T extends object ? {
    [K in keyof T as NonNullable<T[K]> extends $Read<any> ? never : K]: Writable<T[K]>;
} & {
    [K in keyof T as NonNullable<T[K]> extends $Read<any> ? K : never]?: never;
} : T;
export type paths = {
    "/2.0/contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["v2CreateContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/contact/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["v2SearchContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/contact/${number}`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ShowContact"];
        put?: never;
        post: operations["v2EditContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/contact/${number}/additional_address`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ListAdditionalAddresses"];
        put?: never;
        post: operations["v2CreateAdditionalAddress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/article": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ListItems"];
        put?: never;
        post: operations["v2CreateItem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/article/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["v2SearchItems"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/article/${number}`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ShowItem"];
        put?: never;
        post: operations["v2EditItem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/kb_invoice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ListInvoices"];
        put?: never;
        post: operations["v2CreateInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/kb_invoice/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["v2SearchInvoices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/kb_invoice/${number}`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ShowInvoice"];
        put?: never;
        post: operations["v2EditInvoice"];
        delete: operations["DeleteInvoice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/kb_invoice/${number}/issue`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Send no request body (an empty JSON body gives 415). */
        post: operations["v2IssueInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/kb_invoice/${number}/cancel`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Send no request body (an empty JSON body gives 415). */
        post: operations["v2CancelInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/kb_invoice/${number}/revert_issue`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Send no request body (an empty JSON body gives 415). */
        post: operations["v2RevertIssueInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/kb_invoice/${number}/mark_as_sent`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Send no request body (an empty JSON body gives 415). */
        post: operations["v2RMarkAsSentInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/kb_invoice/${number}/send`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["v2SendInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/kb_invoice/${number}/pdf`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ShowInvoicePDF"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/kb_invoice/${number}/payment`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ListInvoicePayments"];
        put?: never;
        post: operations["v2CreateInvoicePayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/kb_invoice/${number}/payment/${number}`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ShowInvoicePayment"];
        put?: never;
        post?: never;
        delete: operations["DeleteInvoicePayment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/kb_order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["v2CreateOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/kb_order/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["v2SearchOrders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/kb_order/${number}`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ShowOrder"];
        put?: never;
        post?: never;
        delete: operations["DeleteOrder"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/kb_order/${number}/delivery`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description docs say 200, recorded 201 */
        post: operations["v2CreateDeliveryFromOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/kb_order/${number}/invoice`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description docs say 200, recorded 201 */
        post: operations["v2CreateInvoiceFromOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/kb_delivery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ListDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/kb_delivery/${number}`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ShowDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/2.0/kb_delivery/${number}/issue`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Send no request body (an empty JSON body gives 415). */
        post: operations["v2IssueDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ListAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/company_profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ListCompanyProfile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/country": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ListCountries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/kb_item_setting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ListDocumentSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/language": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ListLanguages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/payment_type": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ListPaymentTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/salutation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ListSalutations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ListStockLocations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/stock_place": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ListStockAreas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/2.0/unit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v2ListUnits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/3.0/users/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v3ShowMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/3.0/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Permissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/3.0/taxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ListTaxes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/3.0/currencies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ListCurrencies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/3.0/banking/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ListBankAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/3.0/currencies/${number}`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["UpdateCurrency"];
        trace?: never;
    };
    "/3.0/accounting/manual_entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ListManualEntries"];
        put?: never;
        post: operations["CreateManualEntry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    [path: `/3.0/currencies/${number}/exchange_rates`]: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ListExchangeRatesForCurrency"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/3.0/document_templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["v3ListDocumentTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
};
export type webhooks = Record<string, never>;
export type components = {
    schemas: {
        Success: {
            success?: boolean;
        };
        /** @description Seen shapes: {error_code,message}, {error_code,message,errors:[string]}, {error_code,message,errors:{field:{type,message}}}, gateway {status,error,message}. Parse loosely. */
        Error: {
            error_code?: number;
            message?: string;
            errors?: string[] | {
                field?: string;
                message?: string;
            }[] | {
                [key: string]: unknown;
            };
        };
        SearchCriterion: {
            field: string;
            value: string;
            /**
             * @default like
             * @enum {string}
             */
            criteria: "=" | "equal" | "!=" | "not_equal" | ">" | "greater_than" | "<" | "less_than" | ">=" | "greater_equal" | "<=" | "less_equal" | "like" | "not_like" | "is_null" | "not_null" | "in" | "not_in";
        };
        Pdf: {
            name?: string;
            size?: number;
            mime?: string;
            /** Format: byte */
            content?: string;
        };
        Contact: {
            id?: $Read<number>;
            /** @description numeric text; null = automatic */
            nr?: string | null;
            /**
             * @description 1 company, 2 person
             * @enum {integer}
             */
            contact_type_id: 1 | 2;
            /** @description company name / last name */
            name_1: string;
            /** @description company addition / first name */
            name_2?: string | null;
            /** @description GET may return 0 for none; do not send 0 back */
            salutation_id?: number | null;
            salutation_form?: number | null;
            /** @description write name; read name is title_id */
            titel_id?: $Write<number | null>;
            title_id?: $Read<number | null>;
            /** Format: date */
            birthday?: string | null;
            /** @description deprecated in requests since 2025-12-09; read only */
            address?: string | null;
            /** @description required if house_number or address_addition is given */
            street_name?: string | null;
            house_number?: string | null;
            address_addition?: string | null;
            postcode?: string | null;
            city?: string | null;
            country_id?: number | null;
            mail?: string | null;
            mail_second?: string | null;
            phone_fixed?: string | null;
            phone_fixed_second?: string | null;
            phone_mobile?: string | null;
            fax?: string | null;
            url?: string | null;
            skype_name?: string | null;
            remarks?: string | null;
            language_id?: number | null;
            /** @deprecated */
            is_lead?: $Read<boolean>;
            /** @description comma separated ids */
            contact_group_ids?: string | null;
            /** @description comma separated ids */
            contact_branch_ids?: string | null;
            user_id: number;
            owner_id: number;
            /**
             * Format: byte
             * @description not in lists/search
             */
            profile_image?: $Read<string>;
            /** @description YYYY-MM-DD HH:MM:SS Europe/Zurich */
            updated_at?: $Read<string>;
        };
        AdditionalAddress: {
            id?: $Read<number>;
            name: string;
            name_addition?: string | null;
            address?: $Read<string | null>;
            /** @description required if house_number or address_addition is given */
            street_name?: string | null;
            house_number?: string | null;
            address_addition?: string | null;
            postcode?: string | null;
            city?: string | null;
            country_id?: number | null;
            subject: string;
            description?: string;
        };
        NamedRef: {
            id?: $Read<number>;
            name: string;
        };
        Country: {
            id?: $Read<number>;
            name?: string;
            name_short?: string;
            /** @description read name */
            iso_3166_alpha2?: string;
            /** @description write name */
            iso3166_alpha2?: $Write<string>;
        };
        Language: {
            id?: number;
            name?: string;
            decimal_point?: string;
            thousands_separator?: string;
            date_format_id?: number;
            date_format?: string;
            iso_639_1?: string;
        };
        Article: {
            id?: $Read<number>;
            /** @description no effect */
            user_id: number;
            /**
             * @description 1 physical, 2 service; rejected with 422 on edit
             * @enum {integer}
             */
            article_type_id: 1 | 2;
            /** @description supplier */
            contact_id?: number | null;
            deliverer_code?: string | null;
            deliverer_name?: string | null;
            deliverer_description?: string | null;
            /** @description SKU */
            intern_code: string;
            intern_name: string;
            intern_description?: string | null;
            purchase_price?: string | null;
            sale_price?: string | null;
            purchase_total?: number | null;
            sale_total?: number | null;
            currency_id?: number | null;
            tax_income_id?: number | null;
            tax_id?: $Read<number | null>;
            tax_expense_id?: number | null;
            unit_id?: number | null;
            /** @description requires scope stock_edit to work */
            is_stock?: boolean;
            /** @description GET /2.0/stock */
            stock_id?: number | null;
            /** @description GET /2.0/stock_place */
            stock_place_id?: number | null;
            /** @description can only be set if no bookings for this product have been made */
            stock_nr?: number;
            stock_min_nr?: number;
            stock_reserved_nr?: $Read<number>;
            stock_available_nr?: $Read<number>;
            stock_picked_nr?: $Read<number>;
            stock_disposed_nr?: $Read<number>;
            stock_ordered_nr?: $Read<number>;
            width?: number | null;
            height?: number | null;
            /** @description integer only (grams by convention) */
            weight?: number | null;
            volume?: number | null;
            /** @deprecated */
            html_text?: string | null;
            remarks?: string | null;
            delivery_price?: number | null;
            article_group_id?: number | null;
            account_id?: number | null;
            expense_account_id?: number | null;
        };
        KbPositionCustom: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "KbPositionCustom";
            amount: string;
            unit_id?: number | null;
            account_id?: number | null;
            /** @description active sales tax */
            tax_id: number | null;
            /** @description HTML subset */
            text?: string | null;
            unit_price: string;
            discount_in_percent?: string | null;
            unit_name?: $Read<string | null>;
            tax_value?: $Read<string | null>;
            position_total?: $Read<string>;
            amount_reserved?: $Read<string | null>;
            amount_open?: $Read<string | null>;
            amount_completed?: $Read<string | null>;
            /** @description unique only together with type */
            id?: $Read<number>;
            pos?: $Read<string | null>;
            internal_pos?: $Read<number>;
            parent_id?: $Read<number | null>;
            /** @description offers and orders only; invoices reject it */
            is_optional?: boolean;
        };
        KbPositionArticle: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "KbPositionArticle";
            amount?: string;
            unit_id?: number | null;
            account_id?: number | null;
            /** @description active sales tax */
            tax_id?: number | null;
            /** @description HTML subset */
            text?: string | null;
            unit_price?: string;
            discount_in_percent?: string | null;
            unit_name?: $Read<string | null>;
            tax_value?: $Read<string | null>;
            position_total?: $Read<string>;
            amount_reserved?: $Read<string | null>;
            amount_open?: $Read<string | null>;
            amount_completed?: $Read<string | null>;
            /** @description rejected on position edit */
            article_id: number;
            /** @description unique only together with type */
            id?: $Read<number>;
            pos?: $Read<string | null>;
            internal_pos?: $Read<number>;
            parent_id?: $Read<number | null>;
            /** @description offers and orders only; invoices reject it */
            is_optional?: boolean;
        };
        KbPositionText: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "KbPositionText";
            text?: string;
            show_pos_nr?: boolean;
            /** @description unique only together with type */
            id?: $Read<number>;
            pos?: $Read<string | null>;
            internal_pos?: $Read<number>;
            parent_id?: $Read<number | null>;
            /** @description offers and orders only; invoices reject it */
            is_optional?: boolean;
        };
        KbPositionSubtotal: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "KbPositionSubtotal";
            text?: string;
            value?: $Read<string>;
            /** @description unique only together with type */
            id?: $Read<number>;
            pos?: $Read<string | null>;
            internal_pos?: $Read<number>;
            parent_id?: $Read<number | null>;
            /** @description offers and orders only; invoices reject it */
            is_optional?: boolean;
        };
        KbPositionPagebreak: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "KbPositionPagebreak";
            pagebreak?: $Write<boolean>;
            /** @description unique only together with type */
            id?: $Read<number>;
            pos?: $Read<string | null>;
            internal_pos?: $Read<number>;
            parent_id?: $Read<number | null>;
            /** @description offers and orders only; invoices reject it */
            is_optional?: boolean;
        };
        KbPositionDiscount: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "KbPositionDiscount";
            text?: string;
            is_percentual: boolean;
            /** @description positive magnitude */
            value: string;
            discount_total?: $Read<string>;
            /** @description unique only together with type */
            id?: $Read<number>;
            pos?: $Read<string | null>;
            internal_pos?: $Read<number>;
            parent_id?: $Read<number | null>;
            /** @description offers and orders only; invoices reject it */
            is_optional?: boolean;
        };
        KbPositionSubposition: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "KbPositionSubposition";
            text?: string;
            show_pos_nr?: boolean;
            total_sum?: $Read<string>;
            show_pos_prices?: $Read<boolean>;
            /** @description unique only together with type */
            id?: $Read<number>;
            pos?: $Read<string | null>;
            internal_pos?: $Read<number>;
            parent_id?: $Read<number | null>;
            /** @description offers and orders only; invoices reject it */
            is_optional?: boolean;
        };
        Position: components["schemas"]["KbPositionCustom"] | components["schemas"]["KbPositionArticle"] | components["schemas"]["KbPositionText"] | components["schemas"]["KbPositionSubtotal"] | components["schemas"]["KbPositionPagebreak"] | components["schemas"]["KbPositionDiscount"] | components["schemas"]["KbPositionSubposition"];
        Invoice: {
            id?: $Read<number>;
            /** @description send only when automatic numbering is off (GET /2.0/kb_item_setting); else 422 */
            document_nr?: string;
            title?: string | null;
            contact_id: number | null;
            contact_sub_id?: number | null;
            user_id: number;
            pr_project_id?: $Write<number | null>;
            project_id?: $Read<number | null>;
            /** @deprecated */
            logopaper_id?: number;
            language_id?: number;
            bank_account_id?: number;
            currency_id?: number;
            payment_type_id?: number;
            header?: string;
            footer?: string;
            total_gross?: $Read<string>;
            total_net?: $Read<string>;
            total_taxes?: $Read<string>;
            total?: $Read<string>;
            total_rounding_difference?: $Read<number>;
            /**
             * @description 0 VAT is calculated, 1 no VAT on the document (excluding taxes), 2 exempt. Recorded: type 1 gives total_taxes 0.0000. Value 3 seen once (2021), undocumented.
             * @enum {integer}
             */
            mwst_type?: 0 | 1 | 2;
            /** @description only used when mwst_type = 0: false = VAT is contained in prices (gross), true = VAT is added */
            mwst_is_net?: boolean;
            show_position_taxes?: boolean;
            /** Format: date */
            is_valid_from?: string;
            contact_address?: $Read<string>;
            contact_address_manual?: $Write<string>;
            /**
             * @description 7 draft 8 pending 9 paid 16 partial 19 cancelled 31 unpaid
             * @enum {integer}
             */
            kb_item_status_id?: $Read<7 | 8 | 9 | 16 | 19 | 31>;
            /** @description API only. Set to null by copy and by conversions */
            api_reference?: string | null;
            viewed_by_client_at?: string | null;
            updated_at?: $Read<string>;
            template_slug?: string | null;
            taxs?: $Read<{
                percentage?: string;
                value?: string;
            }[]>;
            network_link?: $Read<string>;
            positions?: components["schemas"]["Position"][];
            total_received_payments?: $Read<string>;
            total_credit_vouchers?: $Read<string>;
            total_remaining_payments?: $Read<string>;
            /** Format: date */
            is_valid_to?: string;
            /** @description payment/QR reference */
            reference?: string | null;
            esr_id?: $Read<number | null>;
            qr_invoice_id?: $Read<number | null>;
        };
        Order: {
            id?: $Read<number>;
            /** @description send only when automatic numbering is off (GET /2.0/kb_item_setting); else 422 */
            document_nr?: string;
            title?: string | null;
            contact_id: number | null;
            contact_sub_id?: number | null;
            user_id: number;
            pr_project_id?: $Write<number | null>;
            project_id?: $Read<number | null>;
            /** @deprecated */
            logopaper_id?: number;
            language_id?: number;
            bank_account_id?: number;
            currency_id?: number;
            payment_type_id?: number;
            header?: string;
            footer?: string;
            total_gross?: $Read<string>;
            total_net?: $Read<string>;
            total_taxes?: $Read<string>;
            total?: $Read<string>;
            total_rounding_difference?: $Read<number>;
            /**
             * @description 0 VAT is calculated, 1 no VAT on the document (excluding taxes), 2 exempt. Recorded: type 1 gives total_taxes 0.0000. Value 3 seen once (2021), undocumented.
             * @enum {integer}
             */
            mwst_type?: 0 | 1 | 2;
            /** @description only used when mwst_type = 0: false = VAT is contained in prices (gross), true = VAT is added */
            mwst_is_net?: boolean;
            show_position_taxes?: boolean;
            /** Format: date */
            is_valid_from?: string;
            contact_address?: $Read<string>;
            contact_address_manual?: $Write<string>;
            /**
             * @description 5 pending 6 done 15 partial 21 cancelled
             * @enum {integer}
             */
            kb_item_status_id?: $Read<5 | 6 | 15 | 21>;
            /** @description API only. Set to null by copy and by conversions */
            api_reference?: string | null;
            viewed_by_client_at?: string | null;
            updated_at?: $Read<string>;
            template_slug?: string | null;
            taxs?: $Read<{
                percentage?: string;
                value?: string;
            }[]>;
            network_link?: $Read<string>;
            positions?: components["schemas"]["Position"][];
            /**
             * @description 0 invoice address, 1 custom
             * @enum {integer}
             */
            delivery_address_type?: 0 | 1;
            delivery_address?: $Read<string>;
            delivery_address_manual?: $Write<string>;
            is_recurring?: $Read<boolean>;
        };
        Delivery: {
            id?: $Read<number>;
            title?: string | null;
            contact_id?: number | null;
            contact_sub_id?: number | null;
            user_id?: number;
            pr_project_id?: $Write<number | null>;
            project_id?: $Read<number | null>;
            /** @deprecated */
            logopaper_id?: number;
            language_id?: number;
            bank_account_id?: number;
            currency_id?: number;
            payment_type_id?: number;
            header?: string;
            footer?: string;
            total_gross?: $Read<string>;
            total_net?: $Read<string>;
            total_taxes?: $Read<string>;
            total?: $Read<string>;
            total_rounding_difference?: $Read<number>;
            /**
             * @description 0 VAT is calculated, 1 no VAT on the document (excluding taxes), 2 exempt. Recorded: type 1 gives total_taxes 0.0000. Value 3 seen once (2021), undocumented.
             * @enum {integer}
             */
            mwst_type?: 0 | 1 | 2;
            /** @description only used when mwst_type = 0: false = VAT is contained in prices (gross), true = VAT is added */
            mwst_is_net?: boolean;
            show_position_taxes?: boolean;
            /** Format: date */
            is_valid_from?: string;
            contact_address?: $Read<string>;
            contact_address_manual?: $Write<string>;
            /**
             * @description 10 draft 18 done 20 cancelled
             * @enum {integer}
             */
            kb_item_status_id?: $Read<10 | 18 | 20>;
            viewed_by_client_at?: string | null;
            updated_at?: $Read<string>;
            template_slug?: string | null;
            taxs?: $Read<{
                percentage?: string;
                value?: string;
            }[]>;
            network_link?: $Read<string>;
            positions?: components["schemas"]["Position"][];
            document_nr?: $Read<string>;
            /**
             * @description 0 invoice address, 1 custom
             * @enum {integer}
             */
            delivery_address_type?: 0 | 1;
            delivery_address?: $Read<string>;
            delivery_address_manual?: $Write<string>;
        };
        /** @description Omit the body/positions to take every position */
        ConvertRequest: {
            positions?: {
                id: number;
                type: string;
                amount: number;
            }[];
        };
        Payment: {
            id?: $Read<number>;
            /** Format: date */
            date?: string;
            value: string;
            /** @description GET /3.0/banking/accounts */
            bank_account_id?: number | null;
            title?: $Read<string>;
            /** @description docs contradict: 1 PayPal 2 Stripe 3 SIX vs enum 0,1,2 */
            payment_service_id?: number | null;
            is_client_account_redemption?: $Read<boolean>;
            is_cash_discount?: $Read<boolean>;
            kb_invoice_id?: $Read<number>;
            kb_credit_voucher_id?: $Read<number | null>;
            kb_credit_voucher_text?: $Read<string | null>;
            kb_bill_id?: $Read<number | null>;
        };
        SendRequest: {
            recipient_email: string;
            subject: string;
            /** @description must contain the literal text [Network Link] */
            message: string;
            mark_as_open?: boolean;
            attach_pdf?: boolean;
        };
        Tax: {
            id?: number;
            uuid?: string;
            name?: string;
            code?: string;
            digit?: string | null;
            type?: string;
            account_id?: number | null;
            tax_settlement_type?: string;
            value?: number;
            net_tax_value?: number | null;
            start_year?: number | null;
            end_year?: number | null;
            start_month?: number | null;
            end_month?: number | null;
            is_active?: boolean;
            display_name?: string;
        };
        Account: {
            id?: number;
            uuid?: string;
            account_no?: string;
            name?: string;
            /**
             * @description 1 earnings 2 expenditures 3 active 4 passive 5 complete
             * @enum {integer}
             */
            account_type?: 1 | 2 | 3 | 4 | 5;
            tax_id?: number | null;
            fibu_account_group_id?: number;
            is_active?: boolean;
            is_locked?: boolean;
        };
        Currency: {
            id?: $Read<number>;
            name: string;
            round_factor: number;
        };
        BankAccount: {
            uuid?: string | null;
            name?: string | null;
            owner?: string | null;
            owner_address?: string | null;
            owner_house_number?: string | null;
            owner_zip?: string | null;
            owner_city?: string | null;
            owner_country_code?: string | null;
            bc_nr?: string | null;
            bank_name?: string | null;
            bank_account_nr?: string | null;
            iban_nr?: string | null;
            remarks?: string | null;
            qr_invoice_iban?: string | null;
            type?: string | null;
            bank_nr?: string | null;
            id?: number;
            currency_id?: number;
            account_id?: number;
            /** @enum {string} */
            invoice_mode?: "none" | "qr_invoice";
        };
        User: {
            id?: number;
            salutation_type?: string;
            firstname?: string;
            lastname?: string;
            email?: string;
            is_superadmin?: boolean;
            is_accountant?: boolean;
        };
        ItemSetting: {
            id?: number;
            text?: string;
            kb_item_class?: string;
            enumeration_format?: string | null;
            use_automatic_enumeration?: boolean;
            use_yearly_enumeration?: boolean;
            next_nr?: number;
            nr_min_length?: number;
            default_time_period_in_days?: number;
            default_logopaper_id?: number;
            default_language_id?: number;
            default_client_bank_account_new_id?: number | null;
            default_currency_id?: number;
            default_mwst_type?: number;
            default_mwst_is_net?: boolean;
            default_nb_decimals_amount?: number;
            default_nb_decimals_price?: number;
            default_show_position_taxes?: boolean;
            default_title?: string;
            default_show_esr_on_same_page?: boolean;
            default_payment_type_id?: number | null;
            kb_terms_of_payment_template_id?: number | null;
            default_show_total?: boolean;
        };
        Stock: {
            id?: number;
            name?: string;
        };
        StockPlace: {
            id?: number;
            name?: string;
            stock_id?: number;
        };
        CompanyProfile: {
            [key: string]: unknown;
        };
        ManualEntry: {
            id?: $Read<number>;
            /** @enum {string} */
            type: "manual_single_entry" | "manual_compound_entry" | "manual_group_entry";
            /** Format: date */
            date: string;
            reference_nr?: string | null;
            entries: {
                id?: $Read<number>;
                debit_account_id?: number | null;
                credit_account_id?: number | null;
                tax_id?: number | null;
                tax_account_id?: number | null;
                description?: string;
                amount?: number;
                currency_id?: number;
                currency_factor?: number;
            }[];
        };
        ExchangeRate: {
            factor_nr?: number;
            exchange_currency?: components["schemas"]["Currency"];
            ratio?: number;
            factor_nr_to_ratio?: number;
            source?: string;
            source_reason?: string;
            /** Format: date */
            exchange_rate_date?: string;
        };
        DocumentTemplate: {
            /** @description docs call it slug */
            template_slug?: string;
            name?: string;
            is_default?: boolean;
            default_for_document_types?: string[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
};
export type $defs = Record<string, never>;
export interface operations {
    v2CreateContact: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Contact"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
        };
    };
    v2SearchContact: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                /** @description comma separated; suffix _asc/_desc; fields: id nr name_1 updated_at */
                order_by?: string;
                /** @description true returns ONLY archived contacts */
                show_archived?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchCriterion"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"][];
                };
            };
        };
    };
    v2ShowContact: {
        parameters: {
            query?: {
                /** @description true returns ONLY archived contacts */
                show_archived?: boolean;
            };
            header?: never;
            path: {
                contact_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
        };
    };
    v2EditContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Contact"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
        };
    };
    v2ListAdditionalAddresses: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                /** @description comma separated; suffix _asc/_desc; fields: id nr name_1 updated_at */
                order_by?: string;
            };
            header?: never;
            path: {
                contact_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdditionalAddress"][];
                };
            };
        };
    };
    v2CreateAdditionalAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdditionalAddress"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdditionalAddress"];
                };
            };
        };
    };
    v2ListItems: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                /** @description comma separated; suffix _asc/_desc; fields: id intern_name */
                order_by?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Article"][];
                };
            };
        };
    };
    v2CreateItem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Article"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Article"];
                };
            };
        };
    };
    v2SearchItems: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                /** @description comma separated; suffix _asc/_desc; fields: id intern_name */
                order_by?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchCriterion"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Article"][];
                };
            };
        };
    };
    v2ShowItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                article_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Article"];
                };
            };
        };
    };
    v2EditItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                article_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Article"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Article"];
                };
            };
        };
    };
    v2ListInvoices: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                /** @description comma separated; suffix _asc/_desc; fields: id total total_net total_gross updated_at */
                order_by?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"][];
                };
            };
        };
    };
    v2CreateInvoice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invoice"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
        };
    };
    v2SearchInvoices: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                /** @description comma separated; suffix _asc/_desc; fields: id total total_net total_gross updated_at */
                order_by?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchCriterion"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"][];
                };
            };
        };
    };
    v2ShowInvoice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invoice_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
        };
    };
    v2EditInvoice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invoice_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invoice"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
        };
    };
    DeleteInvoice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invoice_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    v2IssueInvoice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invoice_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    v2CancelInvoice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invoice_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    v2RevertIssueInvoice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invoice_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    v2RMarkAsSentInvoice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invoice_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    v2SendInvoice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invoice_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    v2ShowInvoicePDF: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invoice_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pdf"];
                };
            };
        };
    };
    v2ListInvoicePayments: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                /** @description comma separated; suffix _asc/_desc; fields: id total total_net total_gross updated_at */
                order_by?: string;
            };
            header?: never;
            path: {
                invoice_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"][];
                };
            };
        };
    };
    v2CreateInvoicePayment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invoice_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Payment"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    v2ShowInvoicePayment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invoice_id: number;
                payment_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    DeleteInvoicePayment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invoice_id: number;
                payment_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    v2CreateOrder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Order"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    v2SearchOrders: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                /** @description comma separated; suffix _asc/_desc; fields: id total total_net total_gross updated_at */
                order_by?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchCriterion"][];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"][];
                };
            };
        };
    };
    v2ShowOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    DeleteOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    v2CreateDeliveryFromOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ConvertRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
        };
    };
    v2CreateInvoiceFromOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ConvertRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
        };
    };
    v2ListDeliveries: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"][];
                };
            };
        };
    };
    v2ShowDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                delivery_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
        };
    };
    v2IssueDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                delivery_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    v2ListAccounts: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"][];
                };
            };
        };
    };
    v2ListCompanyProfile: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyProfile"][];
                };
            };
        };
    };
    v2ListCountries: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Country"][];
                };
            };
        };
    };
    v2ListDocumentSettings: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemSetting"][];
                };
            };
        };
    };
    v2ListLanguages: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Language"][];
                };
            };
        };
    };
    v2ListPaymentTypes: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamedRef"][];
                };
            };
        };
    };
    v2ListSalutations: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamedRef"][];
                };
            };
        };
    };
    v2ListStockLocations: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stock"][];
                };
            };
        };
    };
    v2ListStockAreas: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockPlace"][];
                };
            };
        };
    };
    v2ListUnits: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamedRef"][];
                };
            };
        };
    };
    v3ShowMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    Permissions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    ListTaxes: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                scope?: "active" | "inactive";
                date?: string;
                types?: "sales_tax" | "pre_tax";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Total-Count"?: number;
                    "X-Limit"?: number;
                    "X-Offset"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tax"][];
                };
            };
        };
    };
    ListCurrencies: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Total-Count"?: number;
                    "X-Limit"?: number;
                    "X-Offset"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Currency"][];
                };
            };
        };
    };
    ListBankAccounts: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Total-Count"?: number;
                    "X-Limit"?: number;
                    "X-Offset"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BankAccount"][];
                };
            };
        };
    };
    UpdateCurrency: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                currency_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Currency"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Currency"];
                };
            };
        };
    };
    ListManualEntries: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Total-Count"?: number;
                    "X-Limit"?: number;
                    "X-Offset"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManualEntry"][];
                };
            };
        };
    };
    CreateManualEntry: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ManualEntry"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManualEntry"];
                };
            };
        };
    };
    ListExchangeRatesForCurrency: {
        parameters: {
            query?: {
                date?: string;
                limit?: number;
                offset?: number;
            };
            header?: never;
            path: {
                currency_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Total-Count"?: number;
                    "X-Limit"?: number;
                    "X-Offset"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExchangeRate"][];
                };
            };
        };
    };
    v3ListDocumentTemplate: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Total-Count"?: number;
                    "X-Limit"?: number;
                    "X-Offset"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentTemplate"][];
                };
            };
        };
    };
}
