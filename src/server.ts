import { startApi } from './api-process.js';
import { ConfigFault, readConfig } from './config.js';
import { openLog } from './log.js';
import { onShutdown } from './shutdown.js';
import { startTracing } from './tracing.js';

try {
  const config = readConfig(process.env);
  const log = openLog(config.LOG_LEVEL, 'api');
  const stopTracing = await startTracing(config.OTEL_EXPORTER_OTLP_ENDPOINT, 'bihuan-api', log);
  const api = await startApi(config, log);
  log.info({ url: api.url }, 'the API listens');
  onShutdown(log, async () => {
    await api.stop();
    await stopTracing();
  });
} catch (error) {
  if (!(error instanceof ConfigFault)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
