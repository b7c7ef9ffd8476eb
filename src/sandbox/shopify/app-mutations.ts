import { z } from 'zod';
import type { Args, Context, Fields } from './context.ts';
import { textArg } from './context.ts';
import { legacyId } from './ids.ts';
import { runBulkQuery } from './bulk.ts';
import type { StoredSubscription } from './shop-state.ts';

export const appMutations: Fields<unknown> = {
  webhookSubscriptionCreate: (_root, args, context) => createSubscription(args, context),
  bulkOperationRunQuery: (_root, args, context) => runBulkQuery(textArg(args, 'query'), args['groupObjects'] === true, context),
  appSubscriptionCreate: (_root, args, context) => createAppSubscription(args, context),
};

const subscriptionInput = z.object({
  uri: z.string().nullish(),
  callbackUrl: z.string().nullish(),
  filter: z.string().nullish(),
  includeFields: z.array(z.string()).nullish(),
  name: z.string().nullish(),
});

function createSubscription(args: Args, { shop }: Context) {
  const input = subscriptionInput.parse(args['webhookSubscription']);
  const topic = textArg(args, 'topic');
  const uri = input.uri ?? input.callbackUrl ?? '';
  const refused = (field: string, message: string) => ({ webhookSubscription: null, userErrors: [{ field: ['webhookSubscription', field], message }] });
  if (!/^(https?|pubsub|arn):/.test(uri)) return refused('uri', "Address can't be blank");
  if (input.name && !/^[\w-]{1,50}$/.test(input.name)) return refused('name', 'Name is invalid');
  const taken = [...shop.subscriptions.values()].some((one) => one.topic === topic && one.uri === uri && one.filter === (input.filter ?? null));
  if (taken) return refused('uri', 'Address for this topic has already been taken');
  const subscription: StoredSubscription = {
    id: shop.ids.next('WebhookSubscription'),
    topic,
    uri,
    filter: input.filter ?? null,
    includeFields: input.includeFields ?? null,
    name: input.name ?? null,
    createdAt: shop.now(),
    failures: 0,
  };
  shop.subscriptions.set(subscription.id, subscription);
  return { webhookSubscription: subscription, userErrors: [] };
}

function createAppSubscription(args: Args, { shop, app }: Context) {
  const id = shop.ids.next('AppSubscription');
  const subscription = {
    id,
    name: textArg(args, 'name'),
    status: 'PENDING',
    test: args['test'] === true,
    trialDays: typeof args['trialDays'] === 'number' ? args['trialDays'] : 0,
    createdAt: shop.now(),
  };
  shop.appSubscriptions.push(subscription);
  const confirm = `${legacyId(id)}/RecurringApplicationCharge/confirm_recurring_application_charge`;
  return { appSubscription: subscription, confirmationUrl: `https://${shop.seed.domain}/admin/charges/${app.handle}/${confirm}`, userErrors: [] };
}

export const subscriptionFields: Fields<StoredSubscription> = {
  legacyResourceId: (subscription) => legacyId(subscription.id),
  includeFields: (subscription) => subscription.includeFields ?? [],
  metafieldNamespaces: () => [],
  format: () => 'JSON',
  updatedAt: (subscription) => subscription.createdAt,
  apiVersion: () => ({ handle: '2026-10', displayName: '2026-10 (Latest)', supported: true }),
};
