import { createServer } from 'node:http';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** Health and figures of a worker process, for probes and Prometheus; undefined when no port is given. */
export async function startWorkerOperations(options: {
  port: number;
  host: string;
  isWorking: () => boolean;
}): Promise<{ stop(): Promise<void> } | undefined> {
  if (options.port === 0) return undefined;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const server = createServer((req, res) => {
    if (req.url === '/metrics') {
      void registry.metrics().then((text) => res.setHeader('Content-Type', registry.contentType).end(text));
      return;
    }
    const working = options.isWorking();
    res.statusCode =
      req.url === '/healthz' || (req.url === '/readyz' && working) ? 200 : req.url === '/readyz' ? 503 : 404;
    res.setHeader('Content-Type', 'application/json').end(JSON.stringify({ working }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, options.host, resolve);
  });
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
