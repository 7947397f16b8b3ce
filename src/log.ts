import { destination, pino, type Logger, type LoggerOptions } from 'pino';

/**
 * JSON lines; a program whose answer goes to standard output logs to the other. Only what is named here is ever logged of an error: drivers quote parameters in `detail` and `where`, and
 * parameters may be personal.
 */
export function openLog(level: string, name: string, to: 'stdout' | 'stderr' = 'stdout'): Logger {
  const options: LoggerOptions = {
    level,
    name,
    serializers: {
      err: (error: unknown) =>
        error instanceof Error
          ? {
              type: error.name,
              message: error.message,
              stack: error.stack,
              ...(codeOf(error) && { code: codeOf(error) }),
            }
          : { message: String(error) },
    },
  };
  return pino(options, destination(to === 'stdout' ? 1 : 2));
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
