import {
  AttachmentsAnswer,
  CommandAnswer,
  RequestAnswer,
  TimelineAnswer,
  type RequestAnswer as Shown,
  type StoryEvent,
} from './answers.js';
import type { Desk } from './desk.js';
import { PlayFault } from './play-fault.js';
import type { Played } from './play.js';

/** What the service tells of one request when it is asked. */
export interface Story extends Played {
  request: Shown;
  events: readonly StoryEvent[];
  /** The names of the commands that events came by. */
  commands: readonly string[];
  attachments: readonly { stage: string; reusedFrom?: string | undefined }[];
}

/** Requests asked about at once. */
const CONCURRENCY = 6;

/** Reads every request that was played: nothing is taken from the player's own memory. Throws PlayFault. */
export async function readStories(desk: Desk, played: readonly Played[]): Promise<readonly Story[]> {
  const waiting = [...played];
  const stories: Story[] = [];
  const lane = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) stories.push(await readStory(desk, one));
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  return stories.sort((a, b) => (a.number < b.number ? -1 : 1));
}

async function readStory(desk: Desk, one: Played): Promise<Story> {
  const path = `/v1/requests/${one.number}`;
  const read = async (what: string): Promise<unknown> => {
    const body = await desk.read(one.auditor, what);
    if (body === undefined) throw new PlayFault(`${what} 不见了 / is gone`);
    return body;
  };
  const request = RequestAnswer.parse(await read(path));
  const { events } = TimelineAnswer.parse(await read(`${path}/events`));
  const { attachments } = AttachmentsAnswer.parse(await read(`${path}/attachments`));
  const ids = new Set(events.flatMap(({ commandId }) => commandId ?? []));
  const commands: string[] = [];
  for (const id of ids) commands.push(CommandAnswer.parse(await read(`/v1/commands/${id}`)).name);
  return { ...one, request, events, commands, attachments };
}

/** The events of a type in a story. */
export function eventsOf({ events }: Pick<Story, 'events'>, type: string): readonly StoryEvent[] {
  return events.filter((event) => event.type === type);
}

/** Whether an event of a type says so. */
export function says(
  story: Pick<Story, 'events'>,
  type: string,
  body: Readonly<Record<string, unknown>> = {},
): boolean {
  return eventsOf(story, type).some((event) =>
    Object.entries(body).every(([name, value]) => event.body[name] === value),
  );
}

/** When somebody last did something in a play: what time alone brings about later is left out. */
export function lastActOf(stories: readonly Story[]): string {
  const acts = stories.flatMap(({ events }) => events.filter(({ commandId }) => commandId !== undefined));
  return acts.reduce((last, { at }) => (at > last ? at : last), '');
}
