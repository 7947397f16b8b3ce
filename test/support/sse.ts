/** An event of a stream, as it came. */
export interface StreamedEvent {
  id: string;
  number: string;
  seq: number;
  type: string;
}

/** Reads a stream of events; `events` grows as they come, and `ended` settles when the other side has closed it. */
export async function openStream(url: string, headers: Record<string, string>, after?: string) {
  const leaving = new AbortController();
  const answer = await fetch(`${url}/v1/events/stream`, {
    headers: { ...headers, ...(after !== undefined && { 'last-event-id': after }) },
    signal: leaving.signal,
  });
  const events: StreamedEvent[] = [];
  const read = async (): Promise<void> => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const part of answer.body ?? []) {
      rest += decoder.decode(part as Uint8Array, { stream: true });
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, id = '', data = ''] = /^id: (\d+)\ndata: (.*)$/.exec(block) ?? [];
        if (id !== '') events.push({ id, ...(JSON.parse(data) as Omit<StreamedEvent, 'id'>) });
      }
    }
  };
  const ended = read().then(
    () => 'closed' as const,
    () => 'left' as const,
  );
  return {
    status: answer.status,
    events,
    ended,
    leave() {
      leaving.abort();
      return ended;
    },
  };
}
