import pg from 'pg';

const RECONNECT_MS = 1_000;

/**
 * Listens on a channel with a connection of its own, and opens it again whenever it is lost. What was said meanwhile is
 * lost, too: `onNotice` is called with each new connection, and whoever listens also looks by itself.
 */
export function listen(url: string, channel: string, onNotice: () => void): { stop(): Promise<void> } {
  let stopped = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  function again(): void {
    client = undefined;
    if (!stopped) timer = setTimeout(() => void open(), RECONNECT_MS);
  }

  async function open(): Promise<void> {
    const fresh = new pg.Client({ connectionString: url });
    client = fresh;
    let lost = false;
    const loseOnce = (): void => {
      if (!lost) again();
      lost = true;
    };
    fresh.on('error', loseOnce);
    fresh.on('end', loseOnce);
    fresh.on('notification', onNotice);
    try {
      await fresh.connect();
      await fresh.query(`LISTEN ${channel}`);
      onNotice();
    } catch {
      loseOnce();
    }
  }

  void open();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
