import { isDeepStrictEqual } from 'node:util';
import { Router, type Request } from 'express';
import type { Company } from '../../../domain/company.ts';
import type { Settings } from '../../../domain/settings.ts';
import type { FormState } from '../../fields.tsx';
import type { PagesDependencies } from '../dependencies.ts';
import { queryText, type Answer, type Visit } from '../frame.ts';
import { loadFindings } from '../home/load-check.ts';
import { loadClosed } from './load-closed.ts';
import { loadScene, type SettingsScene } from './load-settings.ts';
import { changesBetween, fieldLabel, summariesOf } from './settings-changes.ts';
import { readFile, writeFile } from './settings-file.ts';
import { authorName } from '../session.ts';
import { readSettings, valuesOf } from './settings-form.ts';
import { posted, type Body } from './topics/posted-form.ts';
import { topics, type Topic } from './topics/topic.ts';
import { FilePage, HistoryPage, SettingsPage, TopicPage, type FileView, type TopicView } from './settings.tsx';
import { SetupPage, SetupWaiting } from './setup.tsx';

export function settingsRoutes(deps: PagesDependencies, answer: Answer): Router {
  const router = Router();
  router.get('/setup', answer((visit) => showSetup(deps, visit)));
  router.post('/setup', answer((visit, request) => saveSetup(deps, visit, request)));
  router.get('/settings', answer((visit) => showOverview(deps, visit)));
  router.get('/settings/history', answer((visit) => showHistory(deps, visit)));
  router.get('/settings/file', answer(async (visit) => showFile(visit, { fault: null, preview: null, version: 0 })));
  router.post('/settings/file', answer((visit, request) => importFile(deps, visit, request)));
  router.get('/settings/export.json', answer((visit, _request, response) => exportFile(deps, visit, response)));
  for (const topic of topics) {
    router.get(`/settings/${topic}`, answer((visit, request) => showTopic(deps, visit, topic, request)));
    router.post(`/settings/${topic}`, answer((visit, request) => saveTopic(deps, visit, topic, request)));
  }
  return router;
}

type Ready = SettingsScene & { company: Company; settings: Settings };

function isReady(scene: SettingsScene): scene is Ready {
  return scene.company !== null && scene.settings !== null;
}

/** Without a company there is nothing to choose from: the merchant is led to what comes first. */
function showWaiting(visit: Visit, scene: SettingsScene): true {
  const connected = scene.connection !== null;
  visit.show(visit.frame.words.setup.title, <SetupWaiting frame={visit.frame} connected={connected} />, connected ? { pollMs: 1500 } : {});
  return true;
}

async function showSetup(deps: PagesDependencies, visit: Visit): Promise<true> {
  const scene = await loadScene(deps, visit);
  if (!isReady(scene)) return showWaiting(visit, scene);
  return drawSetup(deps, visit, scene, { values: valuesOf(scene.settings, visit.shop.timeZone), errors: {} }, 200);
}

async function drawSetup(deps: PagesDependencies, visit: Visit, scene: Ready, form: FormState, status: number): Promise<true> {
  const { frame } = visit;
  const { company, settings, gateways, saved } = scene;
  const [locations, check] = await Promise.all([locationsOf(deps, visit), loadFindings(deps, visit, { path: '/setup', proposed: settings })]);
  const view = { form, company, gateways, locations, summaries: summariesOf(frame, company, settings, gateways), check, version: saved?.version ?? 0 };
  visit.show(frame.words.setup.title, <SetupPage frame={frame} view={view} />, { status });
  return true;
}

async function saveSetup(deps: PagesDependencies, visit: Visit, request: Request): Promise<true> {
  const scene = await loadScene(deps, visit);
  if (!isReady(scene)) return showWaiting(visit, scene);
  const outcome = await save(deps, visit, scene, request.body ?? {});
  if (outcome.saved) {
    visit.goTo('/');
    return true;
  }
  return drawSetup(deps, visit, { ...scene, saved: outcome.current ?? scene.saved }, outcome.form, 422);
}

/** Without an answer of Shopify the rest of the form still works. */
async function locationsOf({ readLocations, onFault }: PagesDependencies, { visitor }: Visit): Promise<{ id: string; name: string }[]> {
  if (!readLocations) return [];
  return readLocations(visitor.shop).catch((error: unknown) => {
    onFault(error);
    return [];
  });
}

type SaveOutcome = { saved: true } | { saved: false; form: FormState; current: SettingsScene['saved'] };

/** What was typed is kept in every case but success. */
async function save({ store }: PagesDependencies, visit: Visit, scene: Ready, body: Body): Promise<SaveOutcome> {
  const { visitor, shop, frame } = visit;
  const reading = readSettings(body, scene.settings, scene.company, shop.timeZone);
  const typed = { ...valuesOf(scene.settings, shop.timeZone), ...typedValues(body) };
  const errors = Object.fromEntries(Object.entries(reading.errors).map(([name, fault]) => [name, frame.words.settings.faults[fault](fieldLabel(frame, name))]));
  if (Object.keys(errors).length > 0) return { saved: false, form: { values: typed, errors }, current: null };
  const version = Number(posted(body, 'version'));
  const result = await store.settings.save(visitor.shop, reading.settings, Number.isSafeInteger(version) ? version : -1, visitor.author);
  if (!result.ok) return { saved: false, form: { values: typed, errors: {} }, current: result.current };
  await store.jobs.ring({ shop: visitor.shop, kind: 'resume', subject: 'settings' });
  if (!isDeepStrictEqual(scene.settings.products, reading.settings.products)) await store.jobs.ring({ shop: visitor.shop, kind: 'compare-products', subject: 'routine' });
  return { saved: true };
}

function typedValues(body: Body): Record<string, string> {
  return Object.fromEntries(Object.keys(body).map((name) => [name, posted(body, name) ?? '']));
}

async function showOverview(deps: PagesDependencies, visit: Visit): Promise<true> {
  const scene = await loadScene(deps, visit);
  if (!isReady(scene) || !scene.saved) return isReady(scene) ? showSetup(deps, visit) : showWaiting(visit, scene);
  const { frame } = visit;
  const { states } = frame.words.connection;
  const connection = !scene.connection ? states.none : scene.connection.state === 'broken' ? states.broken : states.connected(scene.connection.companyName);
  const view = { summaries: summariesOf(frame, scene.company, scene.settings, scene.gateways), rules: scene.settings.rules.length, connection };
  visit.show(frame.words.settings.title, <SettingsPage frame={frame} view={view} />);
  return true;
}

async function showTopic(deps: PagesDependencies, visit: Visit, topic: Topic, request: Request): Promise<true> {
  const scene = await loadScene(deps, visit);
  if (!isReady(scene)) return showWaiting(visit, scene);
  const saved = queryText(request, 'done') === 'saved';
  // A day that is only being looked at stands in the form like one that was typed.
  const asked = topic === 'closing' && queryText(request, 'show') === 'yes' ? { lockDate: queryText(request, 'lockDate').slice(0, 10) } : {};
  return drawTopic(deps, visit, scene, { topic, saved, form: { values: { ...valuesOf(scene.settings, visit.shop.timeZone), ...asked }, errors: {} }, conflict: null, version: scene.saved?.version ?? 0 }, 200);
}

async function drawTopic(deps: PagesDependencies, visit: Visit, scene: Ready, view: Omit<TopicView, 'company' | 'gateways' | 'locations' | 'unbooked' | 'closed'>, status: number): Promise<true> {
  const counts = await deps.store.orders.countByState(visit.visitor.shop);
  const unbooked = counts.problem + counts.retrying + counts.working + counts.waiting;
  const { title } = visit.frame.words.settings.topics[view.topic];
  const closed = view.topic === 'closing' ? await loadClosed(deps, visit, view.form.values['lockDate'] ?? '') : null;
  const locations = view.topic === 'stock' ? await locationsOf(deps, visit) : [];
  visit.show(title, <TopicPage frame={visit.frame} view={{ ...view, company: scene.company, gateways: scene.gateways, locations, unbooked, closed }} />, { status });
  return true;
}

async function saveTopic(deps: PagesDependencies, visit: Visit, topic: Topic, request: Request): Promise<true> {
  const scene = await loadScene(deps, visit);
  if (!isReady(scene)) return showWaiting(visit, scene);
  const outcome = await save(deps, visit, scene, request.body ?? {});
  if (outcome.saved) {
    visit.goTo(`/settings/${topic}`, { done: 'saved' });
    return true;
  }
  const conflict = outcome.current && { author: authorName(visit.frame.words, outcome.current.author), at: outcome.current.savedAt };
  const version = outcome.current?.version ?? Number(posted(request.body ?? {}, 'version'));
  return drawTopic(deps, visit, scene, { topic, saved: false, form: outcome.form, conflict, version }, 422);
}

async function showHistory(deps: PagesDependencies, visit: Visit): Promise<true> {
  const { frame, visitor } = visit;
  const [history, scene] = await Promise.all([deps.store.settings.history(visitor.shop), loadScene(deps, visit)]);
  const changes = history.slice(0, 50).map((saved, index) => {
    const before = history[index + 1];
    return { version: saved.version, at: saved.savedAt, author: authorName(frame.words, saved.author), lines: before ? changesBetween(frame, scene.company, before.settings, saved.settings) : [] };
  });
  visit.show(frame.words.history.title, <HistoryPage frame={frame} view={{ changes }} />);
  return true;
}

function showFile(visit: Visit, view: FileView): true {
  visit.show(visit.frame.words.file.title, <FilePage frame={visit.frame} view={view} />, { status: view.fault ? 422 : 200 });
  return true;
}

async function exportFile(deps: PagesDependencies, visit: Visit, response: Parameters<Parameters<Answer>[0]>[2]): Promise<boolean> {
  const scene = await loadScene(deps, visit);
  if (!scene.saved || !scene.connection) return false;
  response.type('json').set({ 'Content-Disposition': 'attachment; filename="settings.json"', 'Cache-Control': 'no-store' });
  response.send(writeFile(scene.connection.companyId, scene.saved.settings));
  return true;
}

/** Twice through the same door: first to show what would change, then, confirmed, to save it. */
async function importFile(deps: PagesDependencies, visit: Visit, request: Request): Promise<true> {
  const scene = await loadScene(deps, visit);
  if (!isReady(scene) || !scene.connection) return showWaiting(visit, scene);
  const body: Body = request.body ?? {};
  const payload = posted(body, 'payload') ?? '';
  const version = scene.saved?.version ?? 0;
  const read = readFile(payload, { companyId: scene.connection.companyId, company: scene.company, base: scene.settings, timeZone: visit.shop.timeZone });
  if (!read.ok) return showFile(visit, { fault: read.fault, preview: null, version });
  const lines = changesBetween(visit.frame, scene.company, scene.settings, read.settings);
  if (posted(body, 'confirmed') !== 'yes') return showFile(visit, { fault: null, preview: { lines, payload }, version });
  const result = await deps.store.settings.save(visit.visitor.shop, read.settings, Number(posted(body, 'version')), visit.visitor.author);
  if (!result.ok) return showFile(visit, { fault: 'conflict', preview: { lines, payload }, version: result.current?.version ?? 0 });
  await deps.store.jobs.ring({ shop: visit.visitor.shop, kind: 'resume', subject: 'settings' });
  visit.goTo('/settings/history');
  return true;
}
