import { historyFromJSON, historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';

interface ForgedEvent {
  timerStartedEventAttributes?: object;
  activityTaskScheduledEventAttributes?: { activityType: { name: string } };
  workflowExecutionUpdateAcceptedEventAttributes?: {
    acceptedRequest: { input: { name: string; args: { payloads: { data: string }[] } } };
  };
}

function forge(run: History, change: (events: ForgedEvent[]) => void): History {
  const json = JSON.parse(historyToJSON(run)) as { events: ForgedEvent[] };
  change(json.events);
  return historyFromJSON(json);
}

/** Gives the first activity of each run another name: the code would have called its own. */
export function renameActivity(runs: readonly History[]): readonly History[] {
  return runs.map((run) =>
    forge(run, (events) => {
      const scheduled = events.find((event) => event.activityTaskScheduledEventAttributes);
      if (scheduled?.activityTaskScheduledEventAttributes) {
        scheduled.activityTaskScheduledEventAttributes.activityType.name = 'somethingElse';
      }
    }),
  );
}

/** Writes another word into the input of an update, as somebody with access to Temporal's database could. */
export function forgeUpdate(runs: readonly History[], name: string, word: string, other: string): readonly History[] {
  return runs.map((run) =>
    forge(run, (events) => {
      for (const event of events) {
        const input = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest.input;
        const payload = input?.name === name ? input.args.payloads[0] : undefined;
        if (payload === undefined) continue;
        const text = Buffer.from(payload.data, 'base64').toString('utf8');
        payload.data = Buffer.from(text.replace(word, other)).toString('base64');
      }
    }),
  );
}

/** Takes an event out of the middle: numbers are missing, and the engine cannot read on. */
export function dropTimer(runs: readonly History[]): readonly History[] {
  return runs.map((run) =>
    forge(run, (events) => {
      events.splice(
        events.findIndex((event) => event.timerStartedEventAttributes),
        1,
      );
    }),
  );
}
