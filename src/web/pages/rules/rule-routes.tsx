import { Router, type Request } from 'express';
import type { Company } from '../../../domain/company.ts';
import type { Rule, Settings } from '../../../domain/settings.ts';
import type { SavedSettings } from '../../../store/settings.ts';
import type { FormState } from '../../fields.tsx';
import type { PagesDependencies } from '../dependencies.ts';
import { queryText, type Answer, type Visit } from '../frame.ts';
import { loadTrial, seenFacts } from './load-rules.ts';
import { loadScene } from '../settings/load-settings.ts';
import { readRule, rulesMax, valuesOfRule } from './rule-form.ts';
import { ruleFieldLabel } from './rule-fields.ts';
import { RulePage, RulesPage, type RuleView, type RulesView } from './rules.tsx';
import { authorName } from '../session.ts';
import { posted, type Body } from '../settings/topics/posted-form.ts';

export function ruleRoutes(deps: PagesDependencies, answer: Answer): Router {
  const router = Router();
  router.get('/settings/rules', answer((visit, request) => showRules(deps, visit, request)));
  router.post('/settings/rules', answer((visit, request) => saveOrder(deps, visit, request.body ?? {})));
  router.get('/settings/rules/:at', answer((visit, request) => showRule(deps, visit, request)));
  router.post('/settings/rules/:at', answer((visit, request) => saveRule(deps, visit, request)));
  return router;
}

type Scene = { saved: SavedSettings; settings: Settings; company: Company; gateways: string[] };

/** Null: nothing has been decided yet, and there is nothing to make an exception of. */
async function sceneOf(deps: PagesDependencies, visit: Visit): Promise<Scene | null> {
  const { saved, settings, company, gateways } = await loadScene(deps, visit);
  return saved && settings && company ? { saved, settings, company, gateways } : null;
}

function leadToSetup(visit: Visit): true {
  visit.goTo('/setup');
  return true;
}

async function showRules(deps: PagesDependencies, visit: Visit, request: Request): Promise<boolean> {
  const scene = await sceneOf(deps, visit);
  if (!scene) return leadToSetup(visit);
  // The order was made from another version: it would name other rules now.
  const asked = queryText(request, 'v') === String(scene.saved.version) ? queryText(request, 'order') : '';
  const order = asked === '' ? null : readOrder(asked, scene.settings.rules.length);
  const tried = queryText(request, 'try') === 'yes';
  return drawRules(deps, visit, scene, { order, tried, saved: queryText(request, 'done') === 'saved', conflict: null }, 200);
}

async function drawRules(deps: PagesDependencies, visit: Visit, scene: Scene, state: { order: number[] | null; tried: boolean; saved: boolean; conflict: RulesView['conflict'] }, status: number): Promise<true> {
  const { rules } = scene.settings;
  const shown = (state.order ?? [...rules.keys()]).flatMap((index) => (rules[index] ? [{ index, rule: rules[index] }] : []));
  const trial = state.tried ? await loadTrial(deps, visit, { before: rules, after: shown.map(({ rule }) => rule), company: scene.company }, '') : null;
  const same = state.order === null || state.order.join() === [...rules.keys()].join();
  const view: RulesView = { rules: shown, order: same ? null : textOf(state.order ?? []), company: scene.company, version: scene.saved.version, saved: state.saved, conflict: state.conflict, trial };
  visit.show(visit.frame.words.rules.title, <RulesPage frame={visit.frame} view={view} />, { status });
  return true;
}

/** `2,0`: the saved rules in another order, without those left out; `none`: all left out. Null: no such order. */
function readOrder(text: string, count: number): number[] | null {
  if (text === 'none') return [];
  const order = text.split(',').map((one) => (/^\d{1,2}$/.test(one) ? Number(one) : -1));
  const possible = order.every((index) => index >= 0 && index < count) && new Set(order).size === order.length;
  return possible ? order : null;
}

function textOf(order: readonly number[]): string {
  return order.length === 0 ? 'none' : order.join(',');
}

async function saveOrder(deps: PagesDependencies, visit: Visit, body: Body): Promise<boolean> {
  const scene = await sceneOf(deps, visit);
  if (!scene) return leadToSetup(visit);
  const version = Number(posted(body, 'version'));
  // Another version has other rules in these places: nothing typed is lost, so the page begins anew with what there is now.
  if (version !== scene.saved.version) return drawRules(deps, visit, scene, { order: null, tried: false, saved: false, conflict: conflictOf(visit, scene.saved) }, 422);
  const order = readOrder(posted(body, 'order') ?? '', scene.settings.rules.length);
  if (order === null) return false;
  const current = await store(deps, visit, scene, order.flatMap((index) => scene.settings.rules[index] ?? []), version);
  if (current) return drawRules(deps, visit, { ...scene, saved: current }, { order: null, tried: false, saved: false, conflict: conflictOf(visit, current) }, 422);
  visit.goTo('/settings/rules', { done: 'saved' });
  return true;
}

/** Null: saved. Otherwise what somebody else saved meanwhile. */
async function store({ store: { settings, jobs } }: PagesDependencies, { visitor }: Visit, scene: Scene, rules: Rule[], version: number): Promise<SavedSettings | null> {
  const result = await settings.save(visitor.shop, { ...scene.settings, rules }, version, visitor.author);
  if (!result.ok) return result.current ?? scene.saved;
  await jobs.ring({ shop: visitor.shop, kind: 'resume', subject: 'settings' });
  return null;
}

function conflictOf({ frame }: Visit, saved: SavedSettings): RulesView['conflict'] {
  return { author: authorName(frame.words, saved.author), at: saved.savedAt };
}

async function showRule(deps: PagesDependencies, visit: Visit, request: Request): Promise<boolean> {
  const scene = await sceneOf(deps, visit);
  if (!scene) return leadToSetup(visit);
  const place = placeOf(request, scene.settings.rules);
  if (place === null) return false;
  const tried = queryText(request, 'try') === 'yes';
  if (!tried) {
    const values = { ...(place.rule === null ? {} : valuesOfRule(place.rule)), at: String(place.at) };
    return drawRule(deps, visit, scene, place, { form: { values, errors: {} }, trial: null, conflict: null }, 200);
  }
  const body = request.query as Body;
  const { rule, errors } = readRule(body, scene.company, namesBut(scene, place));
  const after = placed(scene.settings.rules, place, { ...rule, name: rule.name === '' ? visit.frame.words.rules.newTitle : rule.name }, body);
  const trial = await loadTrial(deps, visit, { before: scene.settings.rules, after, company: scene.company }, queryText(request, 'q').trim().slice(0, 60));
  return drawRule(deps, visit, scene, place, { form: { values: typed(body), errors: faultsOf(visit, errors) }, trial, conflict: null }, 200);
}

async function saveRule(deps: PagesDependencies, visit: Visit, request: Request): Promise<boolean> {
  const scene = await sceneOf(deps, visit);
  if (!scene) return leadToSetup(visit);
  const body: Body = request.body ?? {};
  const place = placeOf(request, scene.settings.rules, posted(body, 'was'));
  if (place === null) return false;
  const { rule, errors } = readRule(body, scene.company, namesBut(scene, place));
  const form = { values: typed(body), errors: faultsOf(visit, errors) };
  if (Object.keys(errors).length > 0) return drawRule(deps, visit, scene, place, { form, trial: null, conflict: null }, 422);
  const version = Number(posted(body, 'version'));
  const current = version === scene.saved.version ? await store(deps, visit, scene, placed(scene.settings.rules, place, rule, body), version) : scene.saved;
  if (current) return drawRule(deps, visit, { ...scene, saved: current }, place, { form: { ...form, values: { ...form.values, at: String(place.at) } }, trial: null, conflict: conflictOf(visit, current) }, 422);
  visit.goTo('/settings/rules', { done: 'saved' });
  return true;
}

/** `rule` null: a new one. `at`: its position, from 1. */
type Place = { index: number | null; rule: Rule | null; at: number };

/** @param was the rule's name when its form was shown: somebody may have moved or removed it since, and another must not be overwritten. */
function placeOf(request: Request, rules: readonly Rule[], was?: string): Place | null {
  const at = request.params['at'];
  const asked = typeof at === 'string' && /^[1-9]\d?$/.test(at) ? Number(at) - 1 : -1;
  const index = was === undefined || was === '' ? asked : rules.findIndex(({ name }) => name === was);
  if (at === 'new' || (index < 0 && asked >= 0 && was !== undefined)) return rules.length < rulesMax ? { index: null, rule: null, at: rules.length + 1 } : null;
  const rule = rules[index];
  return rule ? { index, rule, at: index + 1 } : null;
}

function namesBut({ settings }: Scene, { index }: Place): string[] {
  return settings.rules.flatMap(({ name }, at) => (at === index ? [] : [name]));
}

/** The rules with this one where the form wants it. */
function placed(rules: readonly Rule[], { index, at }: Place, rule: Rule, body: Body): Rule[] {
  const others = index === null ? [...rules] : rules.toSpliced(index, 1);
  const wanted = posted(body, 'at') ?? '';
  const position = /^[1-9]\d?$/.test(wanted) ? Number(wanted) : at;
  return others.toSpliced(Math.min(position, others.length + 1) - 1, 0, rule);
}

async function drawRule(deps: PagesDependencies, visit: Visit, scene: Scene, place: Place, state: Pick<RuleView, 'form' | 'trial' | 'conflict'>, status: number): Promise<true> {
  const { rules } = scene.settings;
  const chosen = place.rule?.when.gateways ?? [];
  const view: RuleView = {
    ...state,
    index: place.index,
    was: place.rule?.name ?? '',
    company: scene.company,
    gateways: [...new Set([...scene.gateways, ...chosen])],
    seen: await seenFacts(deps, visit),
    positions: rules.length + (place.index === null ? 1 : 0),
    version: scene.saved.version,
  };
  const { rules: w } = visit.frame.words;
  visit.show(place.index === null ? w.newTitle : w.ruleTitle(String(place.at)), <RulePage frame={visit.frame} view={view} />, { status });
  return true;
}

function typed(body: Body): Record<string, string> {
  return Object.fromEntries(Object.keys(body).map((name) => [name, posted(body, name) ?? '']));
}

function faultsOf({ frame }: Visit, errors: ReturnType<typeof readRule>['errors']): FormState['errors'] {
  return Object.fromEntries(Object.entries(errors).map(([name, fault]) => [name, frame.words.settings.faults[fault](ruleFieldLabel(frame, name))]));
}
