import type { Request, Response } from 'express';
import type { Clock } from '../../clock.ts';
import type { Decision } from '../../domain/booked.ts';
import type { Finding } from '../../domain/settings/finding.ts';
import type { ForeseenUndo } from '../../domain/plan/foresee-undo.ts';
import type { BegunImport, Choice, ImportPlan, ImportStep } from '../../domain/past/history-import.ts';
import type { Order } from '../../domain/order.ts';
import type { Settings } from '../../domain/settings.ts';
import type { UndoneOrder, UndoRun, UndoScope } from '../../domain/plan/undo-run.ts';
import type { ImportKey } from '../../store/imports.ts';
import type { Store } from '../../store/store.ts';
import type { Visitor } from './session.ts';

/** What the pages are given; made by the composition root. */
export type PagesDependencies = {
  store: Pick<Store, 'orders' | 'products' | 'journal' | 'connections' | 'inbox' | 'links' | 'companies' | 'cursors' | 'settings' | 'shops' | 'jobs' | 'imports' | 'paces'>;
  clock: Clock;
  /** The sign-in's answer for this request. The router stands behind the guard that makes sure of it. */
  visitorOf: (request: Request, response: Response) => Visitor;
  /** Shopify's key of this app, for App Bridge. */
  apiKey: string;
  /** In the currency that the order is booked in, or would be. */
  readOrder: (shop: string, orderId: string) => Promise<Order | null>;
  /** How the shop stands by what is known now, without saved settings with those proposed; asks nobody outside. Null: there is no such shop. */
  checkHealth: (shop: string, proposed: Settings | null) => Promise<Finding[] | null>;
  /** A page of the bexio web application. */
  bexioLink: (path: string) => string;
  /** Where the sign-in to bexio begins, at top level, for this shop. */
  connectTicket: (shop: string) => string;
  /** The shop's stock locations. Left out: keeping Shopify's stock by bexio is not offered. */
  readLocations?: (shop: string) => Promise<{ id: string; name: string }[]>;
  /** Left out: the invoice is opened in bexio instead. */
  readInvoicePdf?: (shop: string, invoiceId: number) => Promise<Uint8Array | null>;
  /** Left out: the merchant is shown where to set it in bexio. */
  setRounding?: (shop: string, currency: string) => Promise<boolean>;
  /** What a merchant decides against the rules for one order. Left out: only trying again is offered. */
  decide?: (shop: string, orderId: string, decision: Decision, author: string) => Promise<void>;
  /** What undoing an order would do, worked out by the code that does it. Left out: undoing is not offered. */
  foreseeUndo?: (shop: string, orderId: string) => Promise<ForeseenUndo>;
  /** Undoing many orders: long work, seen before it is done. Left out: only single orders. */
  undoRuns?: UndoRuns;
  /** A person says that a task is settled. False: there is no such open task. */
  closeTask?: (shop: string, task: { orderId: string; key: string }, author: string) => Promise<boolean>;
  /** Booking orders of the past. Left out: it is not offered. */
  history?: {
    begin(shop: string, plan: ImportPlan, author: string): Promise<BegunImport>;
    direct(key: ImportKey, step: ImportStep): Promise<boolean>;
    choose(key: ImportKey, orderId: string, choice: Choice | null): Promise<boolean>;
  };
  /** Told of errors that became an apology to the merchant. */
  onFault: (error: unknown) => void;
};

export type UndoRuns = {
  /** Looks first; nothing is undone by this. Null: bexio is not connected. */
  begin: (shop: string, scope: UndoScope, author: string) => Promise<string | null>;
  /** False: not possible in the run's present state. */
  direct: (shop: string, runId: string, wish: 'undo' | 'stop', author: string) => Promise<boolean>;
  read: (shop: string, runId: string) => Promise<UndoRun | null>;
  list: (shop: string) => Promise<{ runId: string; run: UndoRun }[]>;
  orders: (shop: string, runId: string, after: string, limit: number) => Promise<UndoneOrder[]>;
};
