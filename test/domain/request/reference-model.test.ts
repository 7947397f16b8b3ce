import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import type { RequestEvent } from '../../../src/domain/request/events.js';
import { openClocks } from '../../../src/domain/case/clock.js';
import { aSubmission } from '../../support/domain.js';
import { aLife } from '../../support/random-requests.js';
import { live, RUNS, same } from './lives.js';
import { ReferenceModel } from './reference-model.js';

const laddered = ({ type, body }: RequestEvent) =>
  (type === 'urged' || type === 'supervised') && 'by' in body && body.by === 'ladder';

describe('the procedure', () => {
  it('agrees with the reference model, command by command', () => {
    fc.assert(
      fc.property(aLife, (life) => {
        const { body, receivedAt, actor: submitter } = aSubmission(life.opening);
        const model = new ReferenceModel(body, body.received.terms, receivedAt, submitter.account);
        let rungs = 0;
        for (const { command, decision } of live(life, { receiptsGoBack: false }).moments) {
          const { state, refusal, events } = decision;
          const { name, actor, receivedAt: at } = command;
          const code = model.take({
            name,
            body: command.body,
            actor,
            at,
            stale: command.expectedVersion !== undefined,
          });
          rungs += events.filter(laddered).length;
          const actual = {
            refusal: refusal?.code,
            position: state.position,
            lead: state.lead,
            outcome: state.outcome,
            referral: state.referral,
            transfers: state.transfers,
            ended: state.ended === 'yes',
            open: openClocks(state).map((clock) => `${clock.clock}#${String(clock.n)} ${clock.at}`),
            breached: state.clocks
              .filter(({ breachedAt }) => breachedAt)
              .map((clock) => `${clock.clock}#${String(clock.n)} ${clock.breachedAt ?? ''}`),
            rungs,
          };
          same(actual, {
            refusal: code,
            position: model.position,
            lead: model.lead,
            outcome: model.outcome,
            referral: model.referral,
            transfers: model.transfers,
            ended: model.ended,
            open: model.open(),
            breached: model.breached(),
            rungs: model.rungs,
          });
        }
      }),
      RUNS,
    );
  });
});
