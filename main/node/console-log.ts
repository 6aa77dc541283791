import type { LogRecord, LogSink } from "../log/log.ts";

/** Records on stderr, a line each, as a person reads them: seconds, level, room, domain, what, values. */
export function consoleLog(verbose: boolean): LogSink {
  return (record) => {
    if (record.level === "debug" && !verbose) return;
    process.stderr.write(`${line(record)}\n`);
  };
}

function line({ at, level, room, domid, msg, data }: LogRecord): string {
  const values = Object.entries(data ?? {}).map(
    ([key, value]) => `${key}=${typeof value === "string" && !/\s/.test(value) ? value : JSON.stringify(value)}`,
  );
  const words = [
    (at / 1000).toFixed(3).padStart(8),
    level.padEnd(5),
    `${room}:`,
    ...(domid === undefined ? [] : [`d${domid}`]),
    msg,
    ...values,
  ];
  return words.join(" ");
}
