import { describe, expect, it } from '@jest/globals';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { checkHistory } from '../../src/audit/checks/history.js';
import { testimonyOf, type CaseHistory } from '../../src/audit/history.js';
import type { CaseRecord } from '../../src/audit/record.js';
import { replayHistory } from '../../src/audit/replay.js';
import type { RequestEvent } from '../../src/domain/request/events.js';
import { CHAIN_ALGORITHM, CHAIN_START, chain } from '../../src/store/chain.js';
import { dropTimer, forgeUpdate } from '../replay/forge.js';
import { readKept, type Kept } from '../replay/kept.js';
import { quietRuntime, testServers } from '../support/service.js';

quietRuntime();

const kept = await readKept();

function keptAs(name: string): Kept {
  const found = kept.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no history is kept of ${name}`);
  return found;
}

/** A record that holds just these events. */
function recordOf({ workflowId }: Kept, events: readonly RequestEvent[]): CaseRecord {
  const rows = chain(CHAIN_START, events).map((link, index) => {
    const { run, type, v, at, receivedAt, commandId } = events[index] as RequestEvent;
    return {
      ...{ ...link, case_id: workflowId, run, type, v, algorithm: CHAIN_ALGORITHM },
      ...{ at: new Date(at), received_at: receivedAt ? new Date(receivedAt) : null, command_id: commandId ?? null },
    };
  });
  return {
    caseId: workflowId,
    events: rows,
    view: { version: events.length },
    clocks: [],
    bookings: [],
    inbox: [],
    sent: [],
    opened: [],
    vault: new Map(),
    attachments: [],
    attached: [],
    externalIds: [],
    policies: new Map(),
    years: new Map(),
  };
}

interface Telling {
  runs?: readonly History[];
  fromTheBeginning?: boolean;
  status?: CaseHistory['status'];
  edit?: (events: RequestEvent[]) => RequestEvent[];
}

/** What is found when these runs of a kept history are held against its own record, or an edited one. */
async function found(of: Kept, { runs = of.runs, fromTheBeginning = true, status = 'open', edit }: Telling = {}) {
  const history: CaseHistory = { runs, fromTheBeginning, status };
  const bundle = { codePath: testServers().bundlePath };
  const replayed = await replayHistory(runs, { workflowId: of.workflowId, bundle });
  const events = JSON.parse(of.events) as RequestEvent[];
  const record = recordOf(of, edit?.(events) ?? events);
  return checkHistory(record, { history, testimony: testimonyOf(history), replayed }).map(({ code, seq }) =>
    seq === undefined ? code : `${code} ${String(seq)}`,
  );
}

const withoutItsReasons = (seq: number) => (events: RequestEvent[]) =>
  events.map((event) => (event.seq === seq ? ({ ...event, body: {} } as RequestEvent) : event));

describe('a history continued in new runs', () => {
  const continued = keptAs('continued');
  const later = continued.runs.slice(1);
  const carriedUpTo = testimonyOf({ runs: later, fromTheBeginning: false }).carriedUpTo;

  it('tells all of its events', async () => {
    expect(await found(continued)).toEqual([]);
    expect(await found(continued, { edit: withoutItsReasons(5) })).toEqual(['event_changed 5']);
  });

  it('whose first run is gone still tells what came after', async () => {
    expect(carriedUpTo).toBeGreaterThan(5);
    const told = { runs: later, fromTheBeginning: false };
    expect(await found(continued, told)).toEqual(['history_incomplete']);
    expect(await found(continued, { ...told, edit: withoutItsReasons(carriedUpTo + 1) })).toEqual([
      'history_incomplete',
      `event_changed ${String(carriedUpTo + 1)}`,
    ]);
  });

  it('whose first run is gone cannot tell of what came before', async () => {
    const told = { runs: later, fromTheBeginning: false, edit: withoutItsReasons(5) };
    expect(await found(continued, told)).toEqual(['history_incomplete']);
  });
});

describe('a history', () => {
  const happy = keptAs('happy');

  it('that tells two things under one number contradicts itself', async () => {
    const forged = forgeUpdate(happy.runs, 'recordCallBack', '"satisfaction":5', '"satisfaction":4');
    expect(await found(happy, { runs: [...happy.runs, ...forged] })).toEqual(['history_contradicts_itself 11']);
  });

  it('with a hole in it is a finding, and calls nothing extra that it did not get to tell', async () => {
    expect(await found(happy, { runs: dropTimer(happy.runs), status: 'completed' })).toEqual(['replay_failed']);
  });

  it('that has ended leaves no event to be recorded later', async () => {
    const edit = (events: RequestEvent[]) => events.slice(0, -1);
    expect(await found(happy, { status: 'completed', edit })).toEqual(['event_missing 13']);
  });
});
