import type { z } from 'zod';
import { commandIdOf } from '../../store/identity.js';
import { DoorFault } from '../../commands/faults.js';
import { inLanguage, instant, rule } from '../../commands/texts.js';
import { localDay } from '../../domain/calendar.js';
import type { NetworkChange } from '../../domain/network/changes.js';
import { NetworkFault } from '../../domain/network/faults.js';
import {
  chainOn,
  coverageOn,
  isChainLevel,
  linesDuring,
  nameOn,
  organisationOn,
  versionOf,
  viewOf,
  type NetworkView,
} from '../../domain/network/coverage.js';
import {
  changedDays,
  holdsOn,
  overlap,
  type Organisation,
  type Placement,
  type Span,
} from '../../domain/network/facts.js';
import { CHAIN_LEVEL_NAMES, type PlacementWay } from '../../domain/vocabulary.js';
import { coverageReport } from '../../domain/network/report.js';
import { roleFor, type Action, type HeldRole, type Role, type Target } from '../../domain/permissions.js';
import {
  changeNetwork,
  changesOf,
  isOnRecord,
  listChanges,
  placementsOf,
  readNetwork,
  type RecordedChange,
} from '../../store/network.js';
import { ApiProblem, outOfScope } from '../problems.js';
import type { Answer, Call, Route } from '../route.js';
import { ProblemSchema } from '../schemas.js';
import { directoryOf } from './directory.js';
import {
  ChangedSchema,
  ChangePageSchema,
  ChangeQuerySchema,
  CoverageSchema,
  MergeSchema,
  MoveSchema,
  NewOrganisationSchema,
  NewPlacementSchema,
  OrganisationDraftSchema,
  OrganisationPageSchema,
  OrganisationQuerySchema,
  PlacedOrganisationSchema,
  PlacementDraftSchema,
  PlacementPageSchema,
  PlacementQuerySchema,
  ReportQuerySchema,
  ReportSchema,
  SplitSchema,
  VoidQuerySchema,
  WhenSchema,
} from './network-schemas.js';
import { actorOf } from './requests.js';

const READING = { tag: 'network', access: 'readNetwork', on: 'district' } as const;
const CHANGED = {
  201: { description: 'On record: the change, and the placements that it recorded', schema: ChangedSchema },
  409: { description: 'A code is taken, or it is placed there already', schema: ProblemSchema },
} as const;
const REWRITTEN = {
  200: { description: 'On record under the next version', schema: ChangedSchema },
  412: { description: 'Somebody has changed it since it was read', schema: ProblemSchema },
  428: { description: 'If-Match is missing', schema: ProblemSchema },
} as const;

interface When {
  on?: string | undefined;
  asOf?: string | undefined;
}

/** The network as somebody asks about it, and the day and the instant that they mean: both now, unless they are named. */
async function asked({ deps, principal }: Call, { on, asOf }: When) {
  const now = new Date().toISOString();
  const network = await readNetwork(deps.door.db.pool, principal.district, { history: asOf !== undefined });
  return { view: viewOf(network, asOf), on: on ?? localDay(now), asOf: asOf ?? now };
}

/** Placements as they are told, with who approved them and why. */
async function toldOf({ deps, principal }: Call, view: NetworkView, on: string, placements: readonly Placement[]) {
  const changes = await changesOf(deps.door.db, principal.district, placements);
  return placements.map((placement) => {
    const { id, version, organisation, place, way, recordedAt, supersededAt, change } = placement;
    const by = change === undefined ? undefined : changes.get(change);
    return {
      ...{ id, version, organisation, place, way, ...spanOf(placement), recordedAt },
      name: nameOn(view, organisation, on) ?? null,
      ...(supersededAt !== undefined && { supersededAt }),
      ...(by && { change: changeBehind(by) }),
    };
  });
}

const spanOf = ({ from, until }: { from?: string | undefined; until?: string | undefined }): Span => ({
  ...(from !== undefined && { from }),
  ...(until !== undefined && { until }),
});
/** What a placement is told with: an import names thousands, and each of them would name them all. */
const changeBehind = ({ id, kind, reason, recordedAt, actor: approver }: RecordedChange) => ({
  ...{ id, kind, reason, recordedAt, approver },
});
const changeOf = ({ actor: approver, ...change }: RecordedChange) => ({ ...change, approver });
const summaryOf = (view: NetworkView, organisation: Organisation) => {
  const { code, kind, name } = organisation;
  return { code, version: versionOf(view, code), kind, name, ...spanOf(organisation) };
};
const etagOf = (version: number) => ({ ETag: `"${String(version)}"` });

/** A page of rows in the order of their keys, those after a cursor. */
function pageOf<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
  const following = rows.filter((row) => keyOf(row) > after).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const page = following.slice(0, limit);
  const last = page.at(-1);
  const isLast = last === undefined || following.length <= limit;
  return { page, ...(!isLast && { nextCursor: Buffer.from(keyOf(last)).toString('base64url') }) };
}

const listOrganisations: Route = {
  ...READING,
  method: 'get',
  path: '/v1/organisations',
  operationId: 'listOrganisations',
  summary: { zh: '党组织名册', en: 'The organisations of a day' },
  query: OrganisationQuerySchema,
  answers: { 200: { description: 'One page, by code', schema: OrganisationPageSchema } },
  async handle(call) {
    const { kind, cursor, limit, ...when } = call.query as z.infer<typeof OrganisationQuerySchema>;
    const { view, on } = await asked(call, when);
    const all = [...view.organisations.keys()].flatMap((code) => organisationOn(view, code, on) ?? []);
    const fitting = all.filter((one) => kind === undefined || one.kind === kind);
    const { page, ...next } = pageOf(fitting, ({ code }) => code, { cursor, limit });
    return { status: 200, body: { organisations: page.map((one) => summaryOf(view, one)), ...next } };
  },
};

const getOrganisation: Route = {
  ...READING,
  method: 'get',
  path: '/v1/organisations/{code}',
  operationId: 'getOrganisation',
  summary: { zh: '一个党组织', en: 'One organisation, where it is placed and who stands above it' },
  query: WhenSchema,
  answers: {
    200: {
      description: 'As it is on the day; its version is the ETag',
      schema: PlacedOrganisationSchema,
      headers: ['ETag'],
    },
  },
  async handle(call) {
    const { view, on } = await asked(call, call.query as When);
    const code = call.params['code'] ?? '';
    const known = organisationOn(view, code, on) ?? view.organisations.get(code)?.at(-1);
    if (known === undefined) throw new ApiProblem('not_found');
    const isThere = organisationOn(view, code, on) !== undefined;
    const placed = [...view.placements.values()]
      .flat()
      .filter((one) => isThere && one.organisation === code && holdsOn(one, on));
    const placements = await toldOf(call, view, on, placed);
    return {
      status: 200,
      body: { ...summaryOf(view, known), placements, above: aboveIn(view, known, placed, on) },
      headers: etagOf(versionOf(view, code)),
    };
  },
};

/** Who stands above an organisation in the tree, where it leads a place. */
function aboveIn(view: NetworkView, { kind }: Organisation, placed: readonly Placement[], on: string) {
  const led = placed.find(({ way }) => way === 'enter');
  if (led === undefined || !isChainLevel(kind)) return [];
  const higher = CHAIN_LEVEL_NAMES.slice(CHAIN_LEVEL_NAMES.indexOf(kind) + 1);
  return chainOn(view, led.place, on).filter(({ level }) => higher.includes(level));
}

const listPlacements: Route = {
  ...READING,
  method: 'get',
  path: '/v1/placements',
  operationId: 'listPlacements',
  summary: { zh: '落格记录', en: 'Placements: of an organisation, in a place, on a day' },
  query: PlacementQuerySchema,
  answers: { 200: { description: 'One page; without `on` of every day', schema: PlacementPageSchema } },
  async handle(call) {
    const { organisation, place, cursor, limit, ...when } = call.query as z.infer<typeof PlacementQuerySchema>;
    const { view, on } = await asked(call, when);
    const fitting = [...view.placements.values()]
      .flat()
      .filter(
        (one) =>
          (organisation === undefined || one.organisation === organisation) &&
          (place === undefined || one.place === place) &&
          (when.on === undefined || (holdsOn(one, on) && organisationOn(view, one.organisation, on) !== undefined)),
      );
    const { page, ...next } = pageOf(fitting, ({ id }) => id, { cursor, limit });
    return { status: 200, body: { placements: await toldOf(call, view, on, page), ...next } };
  },
};

const coverageRoute: Route = {
  ...READING,
  method: 'get',
  path: '/v1/places/{code}/coverage',
  operationId: 'readCoverage',
  summary: { zh: '某日由谁负责:楼栋、小区、网格或社区', en: 'Who covered a place on a day, as believed now or then' },
  query: WhenSchema,
  answers: {
    200: { description: 'The line of places, the chain, and who is placed there besides', schema: CoverageSchema },
  },
  async handle(call) {
    const { view, on, asOf } = await asked(call, call.query as When);
    const place = call.params['code'] ?? '';
    if (!view.places.has(place)) throw new ApiProblem('not_found');
    const { line, chain, beside } = coverageOn(view, place, on);
    const told = await toldOf(call, view, on, [...chain.map(({ placement }) => placement), ...beside]);
    const body = {
      ...{ place, on, asOf },
      line: line.map((code) => view.places.get(code)),
      chain: chain.map(({ level }, i) => ({ level, ...told[i] })),
      beside: told.slice(chain.length),
    };
    return { status: 200, body };
  },
};

const reportRoute: Route = {
  ...READING,
  method: 'get',
  path: '/v1/network/coverage-report',
  operationId: 'readCoverageReport',
  summary: {
    zh: '覆盖情况:无党支部的网格、无党小组的楼栋、未落格和落格过多的组织',
    en: 'What nobody covers, and who is placed nowhere or too often',
  },
  query: ReportQuerySchema,
  answers: { 200: { description: 'Of the whole district', schema: ReportSchema } },
  async handle(call) {
    const { most, ...when } = call.query as z.infer<typeof ReportQuerySchema>;
    const { view, on } = await asked(call, when);
    return { status: 200, body: coverageReport(view, on, most) };
  },
};

const FOREIGN_CURSOR = rule('须为上一页给出的 nextCursor', 'must be the nextCursor of a page');

const listChangesRoute: Route = {
  ...READING,
  method: 'get',
  path: '/v1/network/changes',
  operationId: 'listNetworkChanges',
  summary: { zh: '组织网络变动', en: 'What was changed in the network, by whom and why' },
  query: ChangeQuerySchema,
  answers: { 200: { description: 'One page, the newest first', schema: ChangePageSchema } },
  async handle({ deps, principal, query, language }) {
    const { cursor, limit } = query as z.infer<typeof ChangeQuerySchema>;
    const before = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString();
    if (before !== undefined && !instant.safeParse(before).success) {
      throw new ApiProblem('invalid_request', {}, [
        { pointer: '/cursor', detail: inLanguage(FOREIGN_CURSOR, language) },
      ]);
    }
    const found = await listChanges(deps.door.db, { district: principal.district, before, limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const isLast = found.length <= limit || last === undefined;
    const next = isLast ? {} : { nextCursor: Buffer.from(last.recordedAt).toString('base64url') };
    return { status: 200, body: { changes: page.map(changeOf), ...next } };
  },
};

interface Giving {
  action: Action;
  change: NetworkChange;
  reason: string;
  /** What it touches: to be within the caller's scope, on every day from today on. */
  touches?: readonly Touched[];
  /** Where the organisation leads already: who sets it up elsewhere must have a say over that, too. */
  leads?: readonly Touched[];
}

/** A place, and the days on which something of it is changed. */
interface Touched {
  place: string;
  days: readonly Span[];
}

/** Gives a change as the caller, and tells what it came to: with the same key the same for ever. Throws NetworkFault. */
async function give(call: Call, { action, change, reason, touches, leads = [] }: Giving): Promise<Answer> {
  const { deps, principal, idempotencyKey: key } = call;
  const { db } = deps.door;
  const { district, accountId, roles } = principal;
  // What is written by its version is safe to repeat without a key.
  const id = commandIdOf(`network:${accountId}`, key === '' ? JSON.stringify([change, reason]) : key);
  const allowed = touches === undefined ? call.role : allowedOn(roles, action, await targetsOf(call, touches));
  // Whoever gave it may hear of it, also where the change took the place out of their hands.
  if (allowed === undefined && !(await isOnRecord(db, district, id))) throw outOfScope(call);
  const isTheirs = leads.length === 0 || allowedOn(roles, action, await targetsOf(call, leads)) !== undefined;
  if (!isTheirs && !(await isOnRecord(db, district, id))) throw outOfScope(call, 'organisation_out_of_scope');
  const actor = actorOf(principal, allowed ?? call.role);
  const done = await changeNetwork(db, { id, district, kind: change.kind, changes: [change], reason, actor }).catch(
    (fault: unknown) => {
      throw fault instanceof NetworkFault
        ? new NetworkFault(fault.code, inBody(fault.pointer, change), fault.params)
        : fault;
    },
  );
  if (done === 'key_reused') throw new DoorFault('key_reused', undefined);
  const view = viewOf(await readNetwork(db.pool, district));
  const told = await toldOf(call, view, localDay(done.recordedAt), await placementsOf(db, district, done.id));
  // As it was recorded, whatever has superseded it since.
  const placements = told.map(({ supersededAt: _supersededAt, ...one }) => one);
  return { status: key === '' ? 200 : 201, body: { change: changeOf(done), placements } };
}

/** A field of a change as the body of its route names it; what the path names is no field of the body. */
function inBody(pointer: string, { kind }: NetworkChange): string {
  if (kind === 'move_place') return pointer === '/parent' ? '/to' : '';
  if (kind === 'split_grid') return pointer === '/grid' ? '' : pointer;
  const other = /^\/grids\/(\d+)$/.exec(pointer)?.[1];
  if (kind !== 'merge_grids' || other === undefined) return pointer;
  return other === '0' ? '' : `/with/${String(Number(other) - 1)}`;
}

/** By which role somebody may do something with each of some targets; undefined where they may not with one of them. */
function allowedOn(held: readonly HeldRole[], action: Action, targets: readonly Target[]): Role | undefined {
  const roles = targets.map((target) => roleFor(held, action, target));
  return roles.includes(undefined) ? undefined : roles[0];
}

/** What the places that a change touches are within, on the days on which it does; of what is nowhere, the district. */
async function targetsOf(call: Call, touches: readonly Touched[]): Promise<readonly Target[]> {
  const { network, district, places } = await directoryOf(call);
  const today = localDay(new Date().toISOString());
  const lines = touches.flatMap(({ place, days }) => linesDuring(network, place, days, today));
  return (lines.length === 0 ? [[]] : lines).map((line) => {
    const of = (...kinds: string[]) => line.find((code) => kinds.includes(places.get(code)?.kind ?? ''));
    const subdistrict = of('subdistrict', 'town');
    const community = of('community', 'village');
    return {
      district,
      ...(subdistrict !== undefined && { subdistrict }),
      ...(community !== undefined && { community }),
    };
  });
}

const createOrganisation: Route = {
  method: 'post',
  path: '/v1/organisations',
  operationId: 'createOrganisation',
  tag: 'network',
  summary: { zh: '登记党组织', en: 'Register an organisation' },
  access: 'keepOrganisations',
  on: 'district',
  body: NewOrganisationSchema,
  idempotent: true,
  answers: CHANGED,
  handle(call) {
    const { kind: as, reason, ...organisation } = call.body as z.infer<typeof NewOrganisationSchema>;
    return give(call, {
      action: 'keepOrganisations',
      change: { kind: 'register_organisation', as, ...organisation },
      reason,
    });
  },
};

/** The version that the caller read. Throws ApiProblem if_match_required. */
function versionIn({ expectedVersion }: Call): number {
  if (expectedVersion === undefined) throw new ApiProblem('if_match_required');
  return expectedVersion;
}

const changeOrganisation: Route = {
  method: 'put',
  path: '/v1/organisations/{code}',
  operationId: 'changeOrganisation',
  tag: 'network',
  summary: {
    zh: '变更党组织(自某日起),或更正登记(全部时间)',
    en: 'Change an organisation from a day on, or correct it for all of its time',
  },
  access: 'keepOrganisations',
  on: 'district',
  body: OrganisationDraftSchema,
  ifMatch: 'required',
  answers: REWRITTEN,
  async handle(call) {
    const { reason, corrects, from, ...draft } = call.body as z.infer<typeof OrganisationDraftSchema>;
    const code = call.params['code'] ?? '';
    if (!(await directoryOf(call)).network.organisations.has(code)) throw new ApiProblem('not_found');
    const as = { code, version: versionIn(call), ...draft };
    const change: NetworkChange =
      corrects || from === undefined
        ? { kind: 'correct_organisation', ...as, ...(from !== undefined && { from }) }
        : { kind: 'change_organisation', ...as, from };
    return give(call, { action: 'keepOrganisations', change, reason });
  },
};

const PLACING = { tag: 'network', access: 'placeOrganisations', on: 'district' } as const;

/** Where else an organisation leads in the days of what would set it up in a place. */
async function leadsOf(
  call: Call,
  organisation: string,
  draft: { place: string; way: PlacementWay } & Span,
): Promise<readonly Touched[]> {
  if (draft.way !== 'enter') return [];
  const { placements } = (await directoryOf(call)).network;
  return [...placements.values()]
    .flat()
    .filter((one) => one.organisation === organisation && one.way === 'enter' && one.place !== draft.place)
    .filter((one) => overlap(one, draft))
    .map((one) => ({ place: one.place, days: [spanOf(one)] }));
}

const placeOrganisation: Route = {
  ...PLACING,
  method: 'post',
  path: '/v1/placements',
  operationId: 'placeOrganisation',
  summary: { zh: '落格:进、驻、入、联', en: 'Place an organisation in a grid or another place' },
  body: NewPlacementSchema,
  idempotent: true,
  answers: CHANGED,
  async handle(call) {
    const { reason, ...placement } = call.body as z.infer<typeof NewPlacementSchema>;
    const change = { kind: 'place_organisation' as const, ...placement };
    const { organisation, place, way } = placement;
    const touches = [{ place, days: [spanOf(placement)] }];
    const leads = await leadsOf(call, organisation, { place, way, ...spanOf(placement) });
    return give(call, { action: 'placeOrganisations', change, reason, touches, leads });
  },
};

/** The placement named in the path. Throws ApiProblem not_found. */
async function placementIn(call: Call): Promise<Placement> {
  const { placements } = (await directoryOf(call)).network;
  const found = [...placements.values()].flat().find(({ id }) => id === call.params['id']);
  if (found === undefined) throw new ApiProblem('not_found');
  return found;
}

const changePlacement: Route = {
  ...PLACING,
  method: 'put',
  path: '/v1/placements/{id}',
  operationId: 'changePlacement',
  summary: { zh: '修改落格:方式、起止日', en: 'Write a placement anew: its way, its days' },
  body: PlacementDraftSchema,
  ifMatch: 'required',
  answers: REWRITTEN,
  async handle(call) {
    const { reason, ...draft } = call.body as z.infer<typeof PlacementDraftSchema>;
    const known = await placementIn(call);
    const { id, place } = known;
    const change = { kind: 'change_placement' as const, id, version: versionIn(call), ...draft };
    const will = { ...spanOf(draft), way: draft.way };
    const days = changedDays({ ...spanOf(known), way: known.way }, will, (was, next) => was.way === next.way);
    // What stays as it was is touched by nobody, and yet written anew by somebody.
    const touches = [{ place, days: days.length === 0 ? [will] : days }];
    const leads = await leadsOf(call, known.organisation, { place, ...will });
    return give(call, { action: 'placeOrganisations', change, reason, touches, leads });
  },
};

const voidPlacement: Route = {
  ...PLACING,
  method: 'delete',
  path: '/v1/placements/{id}',
  operationId: 'voidPlacement',
  summary: { zh: '作废误录的落格', en: 'Void a placement that was recorded in error' },
  ifMatch: 'required',
  query: VoidQuerySchema,
  answers: {
    204: { description: 'It never held; that it was believed to is kept' },
    412: REWRITTEN[412],
    428: REWRITTEN[428],
  },
  async handle(call) {
    const { reason } = call.query as z.infer<typeof VoidQuerySchema>;
    const { id, place, ...known } = await placementIn(call);
    const change = { kind: 'void_placement' as const, id, version: versionIn(call) };
    const touches = [{ place, days: [spanOf(known)] }];
    await give(call, { action: 'placeOrganisations', change, reason, touches });
    return { status: 204 };
  },
};

const GRIDS = {
  tag: 'network',
  access: 'changeGrids',
  on: 'district',
  method: 'post',
  idempotent: true,
  answers: CHANGED,
} as const;

/** Places that are changed from a day on. */
function sinceDay(places: readonly string[], day: string): readonly Touched[] {
  return places.map((place) => ({ place, days: [{ from: day }] }));
}

/** The grid named in the path. Throws ApiProblem not_found. */
async function gridIn(call: Call): Promise<string> {
  const grid = call.params['code'] ?? '';
  if ((await directoryOf(call)).places.get(grid)?.kind !== 'grid') throw new ApiProblem('not_found');
  return grid;
}

const splitGrid: Route = {
  ...GRIDS,
  path: '/v1/grids/{code}/split',
  operationId: 'splitGrid',
  summary: { zh: '拆分网格', en: 'Split a grid: everything in it goes to one of its parts' },
  body: SplitSchema,
  async handle(call) {
    const { reason, ...split } = call.body as z.infer<typeof SplitSchema>;
    const grid = await gridIn(call);
    const change = { kind: 'split_grid' as const, grid, ...split };
    return give(call, { action: 'changeGrids', change, reason, touches: sinceDay([grid], split.from) });
  },
};

const mergeGrids: Route = {
  ...GRIDS,
  path: '/v1/grids/{code}/merge',
  operationId: 'mergeGrids',
  summary: { zh: '合并网格', en: 'Merge a grid with others of its community' },
  body: MergeSchema,
  async handle(call) {
    const { reason, with: others, into, from: day } = call.body as z.infer<typeof MergeSchema>;
    const grids = [await gridIn(call), ...others];
    const change = { kind: 'merge_grids' as const, grids, into, from: day };
    return give(call, { action: 'changeGrids', change, reason, touches: sinceDay(grids, day) });
  },
};

const moveGrid: Route = {
  ...GRIDS,
  path: '/v1/grids/{code}/move',
  operationId: 'moveGrid',
  summary: { zh: '网格划归另一社区', en: 'Move a grid to another community or village' },
  body: MoveSchema,
  async handle(call) {
    const { reason, to, from: day } = call.body as z.infer<typeof MoveSchema>;
    const grid = await gridIn(call);
    const change = { kind: 'move_place' as const, place: grid, parent: to, from: day };
    // Whoever takes it in must be theirs, too.
    return give(call, { action: 'changeGrids', change, reason, touches: sinceDay([grid, to], day) });
  },
};

export const NETWORK_ROUTES: readonly Route[] = [
  listOrganisations,
  createOrganisation,
  getOrganisation,
  changeOrganisation,
  listPlacements,
  placeOrganisation,
  changePlacement,
  voidPlacement,
  coverageRoute,
  reportRoute,
  listChangesRoute,
  splitGrid,
  mergeGrids,
  moveGrid,
];
