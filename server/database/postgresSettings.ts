import { readdir, readFile, stat } from "node:fs/promises"
import { join } from "node:path"

/**
 * Server settings, each `name=value` without blanks. The log has one file per day of the week, so it stays bounded,
 * and is terse since the details of an error may quote a customer's data.
 */
export const postgresSettings = (options: {
  readonly port: number
  readonly durable: boolean
  readonly connectionsMax: number
}): ReadonlyArray<string> => [
  `port=${options.port}`,
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  `max_connections=${options.connectionsMax}`,
  "shared_buffers=256MB",
  "max_wal_size=2GB",
  "wal_compression=on",
  "random_page_cost=1.1",
  "jit=off",
  // What initdb wrote in older data folders is a name that parallel workers do not start with.
  "default_text_search_config=pg_catalog.simple",
  "timezone=UTC",
  "logging_collector=on",
  "log_directory=log",
  "log_filename=postgres-%u.log",
  "log_truncate_on_rotation=on",
  "log_rotation_age=1d",
  "log_rotation_size=0",
  "log_timezone=UTC",
  "log_error_verbosity=terse",
  ...(options.durable
    ? []
    : ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum_naptime=1h"]),
]

const charactersMax = 2_000

/** The end of what PostgreSQL logged last, for the message of a failed start. */
export const latestLogLines = async (folder: string): Promise<string> => {
  const daily = await readdir(join(folder, "log")).catch(() => [])
  const files = [join(folder, "start.log"), ...daily.map((name) => join(folder, "log", name))]
  const dated = await Promise.all(files.map(async (file) => ({
    file,
    changedAt: await stat(file).then(({ mtimeMs }) => mtimeMs, () => 0),
  })))
  const latest = dated.toSorted((a, b) => b.changedAt - a.changedAt)[0]
  const text = latest === undefined ? "" : await readFile(latest.file, "utf8").catch(() => "")
  return text.slice(-charactersMax).trim()
}
