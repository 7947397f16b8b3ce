import { describe, expect, it } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { DELIVERY, RING } from './errands-theatre.js';
import { ERRANDS, readErrand } from './errands-scenes.js';
import { silence } from './theatre.js';
import { ringWorkflowId } from '../../workflows/contract/duty-ring.js';
import { deliveryWorkflowId } from '../../workflows/contract/webhook-delivery.js';
import { testServers } from '../support/service.js';

silence();
const bundle = { codePath: testServers().bundlePath };

describe('the kept history of an errand', () => {
  const idOf = (name: string) =>
    name.startsWith('ring') ? ringWorkflowId({ ...RING, since: '' }) : deliveryWorkflowId(DELIVERY);

  it.each(ERRANDS)('replays: %s', async (name) => {
    const replay = Worker.runReplayHistory({ workflowBundle: bundle }, await readErrand(name), idOf(name));
    await expect(replay).resolves.toBeUndefined();
  });

  it('does not replay where the code would have gone another way', async () => {
    const { events = [] } = await readErrand('ring-unheard');
    const fewer = {
      events: (events ?? []).filter(({ timerStartedEventAttributes: timer }) => timer === null || timer === undefined),
    };
    await expect(Worker.runReplayHistory({ workflowBundle: bundle }, fewer, idOf('ring-unheard'))).rejects.toThrow();
  });
});
