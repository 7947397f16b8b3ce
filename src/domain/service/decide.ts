import { pauses, meets, resumes, starts, startsWith, stops } from '../case/clocks.js';
import { goesBy, isInPlaceOf, stopsBut, type Acting, type Rule, type Ruling } from '../case/proceeding.js';
import type { Actor } from '../envelope.js';
import type { Refusal } from '../refusals.js';
import type { Satisfaction } from '../vocabulary.js';
import type { Applied, ServiceBodies, ServiceCommands, ServiceRequest } from './service.js';

type Act = Acting<ServiceRequest, ServiceBodies>;

/** 收件: whoever decides owes an answer about the materials from now on. */
export function apply({ write, state, terms, now }: Act, body: Applied): Ruling {
  const known = body.matter.materials.map(({ code }) => code);
  const unknown = body.brought.find((code) => !known.includes(code));
  if (unknown !== undefined) return { code: 'material_not_of_matter', params: { material: unknown } };
  write('service_applied', { ...body, clocks: starts(state(), terms, 'service_check', now, body.unit) });
}

function isRequired({ opened: { matter } }: ServiceRequest, material: string): boolean {
  return matter.materials.some(({ code, required }) => code === material && required === 'yes');
}

/** What is required and not there. */
function missing({ opened: { matter }, brought }: ServiceRequest): readonly string[] {
  return matter.materials
    .filter(({ code, required }) => required === 'yes' && !brought.includes(code))
    .map(({ code }) => code);
}

/**
 * 一次性告知 (行政许可法 art. 32(4)): once, and all of it, what is not there (不齐全) and what is not as the law wants it
 * (不符合法定形式): nobody is sent home a second time for what was not said.
 */
function tellMissing({ write, state, terms, now }: Act, body: ServiceCommands['tellMissing']): Ruling {
  const { materials, defective = [], note } = body;
  const { opened, brought, told } = state();
  if (told !== undefined) return { code: 'missing_told_before' };
  const known = opened.matter.materials.map(({ code }) => code);
  const unknown = materials.find((code) => !known.includes(code));
  if (unknown !== undefined) return { code: 'material_not_of_matter', params: { material: unknown } };
  const there = materials.find((code) => brought.includes(code) && !defective.includes(code));
  if (there !== undefined) return { code: 'material_there', params: { material: there } };
  const absent = defective.find((code) => !brought.includes(code));
  if (absent !== undefined) return { code: 'material_not_brought', params: { material: absent } };
  const unsaid = missing(state()).find((code) => !materials.includes(code));
  if (unsaid !== undefined) return { code: 'telling_incomplete', params: { material: unsaid } };
  // 材料齐全: what nobody must bring keeps nobody waiting.
  if (goesBy(state(), 3) && !materials.some((code) => isRequired(state(), code))) return { code: 'nothing_missing' };
  write('materials_told_missing', {
    materials,
    ...(defective.length > 0 && { defective }),
    ...(note && { note }),
    clocks: [...pauses(state(), now, 'service_check'), ...starts(state(), terms, 'service_supplement', now)],
  });
}

/** Of what was told nothing is waited for but what is required; under the rules before all of it was. */
export function isWaitedFor(service: ServiceRequest, material: string): boolean {
  return isRequired(service, material) || !goesBy(service, 3);
}

/** The clock runs again when the last of what is waited for is there; what else was told may still come until it is accepted. */
function supplement({ write, state, terms, now }: Act, { materials }: ServiceCommands['supplementMaterials']): Ruling {
  const { told = [], brought } = state();
  const unasked = materials.find((code) => !told.includes(code));
  if (unasked !== undefined) return { code: 'material_not_asked_for', params: { material: unasked } };
  const there = materials.find((code) => brought.includes(code));
  if (there !== undefined) return { code: 'material_there', params: { material: there } };
  const isAll = told.every((code) => brought.includes(code) || materials.includes(code) || !isWaitedFor(state(), code));
  const clocks = isAll
    ? [...resumes(state(), terms, now, 'service_check'), ...stops(state(), 'service_supplement')]
    : [];
  write('materials_supplemented', { materials, clocks });
}

function accept(acting: Act): Ruling {
  const [material] = missing(acting.state());
  if (material !== undefined) return { code: 'materials_missing', params: { material } };
  begin(acting, acting.now);
}

/**
 * 逾期不告知,自收到之日起即为受理 (行政许可法 art. 32): where nobody said anything in time, it counts as accepted from when
 * everything that was told had come, or from its receipt.
 */
export function deem(acting: Act): void {
  const { supplementedAt, receivedAt } = acting.state();
  begin(acting, supplementedAt ?? receivedAt, 'yes');
}

function begin({ write, state, terms }: Pick<Act, 'write' | 'state' | 'terms'>, from: string, deemed?: 'yes'): void {
  const { unit, matter } = state().opened;
  write('service_accepted', {
    ...(deemed && { deemed }),
    clocks: [
      ...meets(state(), 'service_check'),
      startsWith(state(), terms, 'service_promised', from, { limit: matter.promised }, unit),
    ],
  });
}

function doStep({ write, state }: Act, { step, note }: ServiceCommands['doServiceStep']): Ruling {
  const { opened, steps } = state();
  const name = opened.matter.steps[steps];
  if (name === undefined) return { code: 'no_step_left' };
  if (step !== steps + 1) return { code: 'step_out_of_order', params: { step: steps + 1, name } };
  write('service_step_done', { step, name, ...(note && { note }) });
}

function decideOn({ write, state, terms, now }: Act, body: ServiceCommands['decideService']): Ruling {
  const { opened, steps } = state();
  const open = opened.matter.steps[steps];
  // What cannot be granted need not go through all of its steps.
  if (open !== undefined && body.decision === 'granted') {
    return { code: 'step_open', params: { step: steps + 1, name: open } };
  }
  write('service_decided', {
    ...body,
    clocks: [...meets(state(), 'service_promised'), ...starts(state(), terms, 'service_delivery', now, opened.unit)],
  });
}

function deliver({ write, state, terms, now }: Act, { means }: ServiceCommands['deliverService']): Ruling {
  const clocks = [...meets(state(), 'service_delivery'), ...starts(state(), terms, 'service_rating', now)];
  write('service_delivered', { means, clocks });
}

/** 不满意、非常不满意 */
const BAD: Satisfaction = 2;

/** 差评必改: after a bad judgement the unit owes who applied a call, and what was wrong its mending; any other ends it. */
function judge({ write, state, terms, now }: Act, body: ServiceCommands['judgeService']): Ruling {
  const isBad = body.satisfaction <= BAD && goesBy(state(), 3);
  const owed = isBad ? starts(state(), terms, 'service_rectification', now, state().opened.unit) : [];
  write('service_judged', { ...body, clocks: [...stops(state(), 'service_rating'), ...owed] });
  if (owed.length === 0) write('service_closed', {});
}

/** The judgement stays what it is. */
function rectify({ write, state }: Act, body: ServiceCommands['rectifyService']): Ruling {
  write('service_rectified', { ...body, clocks: meets(state(), 'service_rectification') });
  write('service_closed', {});
}

function withdraw({ write, state }: Act, { reason }: ServiceCommands['withdrawService']): Ruling {
  write('service_withdrawn', { ...(reason && { reason }), clocks: stopsBut(state()) });
}

/** A window vouches for the papers that it received itself. */
function hasNotReceived(service: ServiceRequest, actor: Actor): Refusal | undefined {
  return goesBy(service, 3) ? isOtherWindow(service, actor) : undefined;
}

/** A window of a place reaches what lies in it; the district's reaches everything, and sees to what it took in only. */
function isOtherWindow(service: ServiceRequest, { role, unit }: Actor): Refusal | undefined {
  const { by } = service.opened;
  return role === 'hotline_clerk' && !isInPlaceOf(service, unit, by)
    ? { code: 'not_the_window', params: { unit: by } }
    : undefined;
}

/** 好差评 made by who is judged says nothing: who handled it does not write it down, only who calls back, or another window. */
function hasHandled(service: ServiceRequest, { role, unit = '' }: Actor): Refusal | undefined {
  const { opened, deliveredBy, rules = 1 } = service;
  // Under the first rules the window that handled it could.
  if (rules === 1 || role === 'call_back_clerk') return undefined;
  const handled = [opened.by, opened.unit, ...(deliveredBy === undefined ? [] : [deliveredBy])];
  const isOwn = handled.some((one) => isInPlaceOf(service, unit, one));
  return isOwn ? { code: 'own_service', params: { unit } } : undefined;
}

export const SERVICE_RULES: {
  readonly [Name in keyof ServiceCommands]: Rule<ServiceRequest, ServiceBodies, ServiceCommands[Name]>;
} = {
  tellMissing: { at: ['received'], offered: ({ told }) => told === undefined, decide: tellMissing },
  supplementMaterials: {
    at: ['awaiting_materials', 'received'],
    barred: hasNotReceived,
    offered: ({ told = [], brought }) => told.some((code) => !brought.includes(code)),
    decide: supplement,
  },
  acceptService: { at: ['received'], offered: (state) => missing(state).length === 0, decide: accept },
  doServiceStep: {
    at: ['accepted'],
    offered: ({ opened, steps }) => steps < opened.matter.steps.length,
    decide: doStep,
  },
  decideService: { at: ['accepted'], decide: decideOn },
  deliverService: { at: ['decided'], decide: deliver },
  judgeService: { at: ['delivered'], barred: hasHandled, decide: judge },
  rectifyService: { at: ['rectifying'], decide: rectify },
  withdrawService: { at: ['received', 'awaiting_materials', 'accepted'], barred: isOtherWindow, decide: withdraw },
};
