/** Proceedings without servers: each decides by its own procedure, and what one tells another is told in order. */
import { expect } from '@jest/globals';
import type { CaseCommand, CaseEvent, CaseState, Message } from '../../src/domain/case/lifecycle.js';
import type { NewCase } from '../../src/domain/case/case-ref.js';
import { SYSTEM_ACTOR, type Actor } from '../../src/domain/envelope.js';
import type { ProceedingTerms } from '../../src/domain/policy.js';
import { noticesOfCase } from '../../src/domain/case-notices.js';
import { noticeText } from '../../src/domain/notice-texts.js';
import { numberOf } from '../../src/domain/number.js';
import type { RequestEvent } from '../../src/domain/request/events.js';
import { lifecycleOfCase, messagesOf, proceedingOf } from '../../src/domain/procedures.js';
import type { Refusal } from '../../src/domain/refusals.js';

interface Kept {
  state: CaseState;
  terms: ProceedingTerms;
  events: CaseEvent[];
}

export interface Network {
  open(opens: NewCase, actor: Actor, at: string): Refusal | undefined;
  /** Gives a command at an instant; what time brings before it falls due first, everywhere. */
  give(caseId: string, name: string, body: unknown, actor: Actor, at: string): Refusal | undefined;
  /** Lets time pass everywhere, up to and including an instant. */
  pass(now: string): void;
  state(caseId: string): CaseState;
  events(caseId: string): readonly CaseEvent[];
  types(caseId: string): readonly string[];
  allowed(caseId: string): readonly string[];
  /** What was told to cases that are not here. */
  readonly told: { to: string; name: string; body: unknown }[];
  has(caseId: string): boolean;
}

/** The outbox takes one message an event and recipient; each is a whole sentence in both languages. */
function isToldOnce(before: CaseState | undefined, events: readonly CaseEvent[]): void {
  const notices = noticesOfCase(before, events);
  const keys = notices.map(({ seq, recipient }) => `${String(seq)} ${recipient}`);
  expect(keys).toEqual([...new Set(keys)]);
  for (const { seq, template } of notices) {
    const event = events.find((one) => one.seq === seq);
    if (template === 'event' || event === undefined) continue;
    for (const language of ['zh', 'en'] as const) {
      const text = noticeText(template, event as RequestEvent, { number: numberOf(event.case) }, language);
      expect([template, text]).toEqual([
        template,
        expect.not.stringMatching(/^$|\{|  |“”|\(\)|（）|, ?[,.]|，[，。]|[::] ?$/),
      ]);
    }
  }
}

export function openNetwork(): Network {
  const cases = new Map<string, Kept>();
  const told: Network['told'] = [];
  let ids = 0;
  const kept = (caseId: string): Kept => {
    const one = cases.get(caseId);
    if (one === undefined) throw new Error(`there is no ${caseId}`);
    return one;
  };

  function adopt(caseId: string, events: readonly CaseEvent[], state: CaseState): void {
    const one = kept(caseId);
    const lifecycle = lifecycleOfCase(caseId);
    const before = one.events.length === 0 ? undefined : one.state;
    isToldOnce(before, events);
    const messages = messagesOf(caseId, events, before);
    for (const event of events) {
      one.events.push(event);
      one.terms = lifecycle.termsAfter(one.terms, event);
    }
    one.state = state;
    for (const event of events) {
      for (const sequel of lifecycle.sequelsOf(event, state, one.terms)) {
        if ('opens' in sequel) open(sequel.opens, event.actor, event.at);
      }
    }
    for (const { message } of messages) {
      if (cases.has(message.to)) tell(caseId, message, state.at);
      else told.push(message);
    }
  }

  /** Who told it makes something of it where it is refused. */
  function tell(teller: string, message: Message, at: string): void {
    const refusal = give(message.to, message.name, message.body, SYSTEM_ACTOR, at);
    const said = refusal && lifecycleOfCase(teller).unheard(kept(teller).state, message, refusal);
    if (said) give(teller, said.name, said.body, SYSTEM_ACTOR, at);
  }

  function open({ case: caseId, body }: NewCase, actor: Actor, receivedAt: string): Refusal | undefined {
    const procedure = proceedingOf(caseId);
    const opening = { id: `command-${String((ids += 1))}`, district: '150302', case: caseId, actor, receivedAt, body };
    const { events, state, refusal } = procedure.open(opening);
    if (refusal) return refusal;
    cases.set(caseId, { state, terms: procedure.termsOf(events), events: [] });
    adopt(caseId, events, state);
    return undefined;
  }

  function give(caseId: string, name: string, body: unknown, actor: Actor, at: string): Refusal | undefined {
    const one = kept(caseId);
    const command: CaseCommand = { id: `command-${String((ids += 1))}`, name, actor, body, receivedAt: at };
    const { events, state, refusal } = lifecycleOfCase(caseId).decide(one.state, one.terms, command, at);
    adopt(caseId, events, state);
    return refusal;
  }

  function pass(now: string): void {
    for (;;) {
      const wakes = [...cases].flatMap(([id, { state, terms }]) => {
        const at = lifecycleOfCase(id).nextWake(state, terms);
        return at === undefined || at > now ? [] : [{ id, at }];
      });
      const next = wakes.sort((a, b) => (a.at < b.at ? -1 : 1))[0];
      if (next === undefined) return;
      const { state, terms } = kept(next.id);
      const passed = lifecycleOfCase(next.id).lapse(state, terms, next.at);
      expect(passed.events.length).toBeGreaterThan(0);
      adopt(next.id, passed.events, passed.state);
    }
  }

  return {
    open,
    give(caseId, name, body, actor, at) {
      pass(at);
      return give(caseId, name, body, actor, at);
    },
    pass,
    state: (caseId) => kept(caseId).state,
    events: (caseId) => kept(caseId).events,
    types: (caseId) => kept(caseId).events.map(({ type }) => type),
    allowed: (caseId) => lifecycleOfCase(caseId).allowedCommands(kept(caseId).state),
    told,
    has: (caseId) => cases.has(caseId),
  };
}
