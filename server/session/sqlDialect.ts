import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from "kysely"

class Connection implements DatabaseConnection {
  private readonly sql: SqlClient.SqlClient

  constructor(sql: SqlClient.SqlClient) {
    this.sql = sql
  }

  /** Names of columns stay as the library asked for them; only returned rows are counted. */
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const statement = this.sql.unsafe<R & object>(query.sql, query.parameters)
    const rows = await Effect.runPromise(statement.withoutTransform)
    return { rows: [...rows], numAffectedRows: BigInt(rows.length) }
  }

  streamQuery(): never {
    throw new UnsupportedByDialect("streams")
  }
}

class UnsupportedByDialect extends Error {
  constructor(what: string) {
    super(`The sign-in library does without ${what}`)
  }
}

/** Statements go one by one through the desk's own pool; the library is told to work without transactions. */
class ClientDriver implements Driver {
  private readonly connection: Connection

  constructor(sql: SqlClient.SqlClient) {
    this.connection = new Connection(sql)
  }

  init = () => Promise.resolve()
  acquireConnection = () => Promise.resolve(this.connection)
  releaseConnection = () => Promise.resolve()
  destroy = () => Promise.resolve()
  beginTransaction = () => Promise.reject(new UnsupportedByDialect("transactions"))
  commitTransaction = () => Promise.reject(new UnsupportedByDialect("transactions"))
  rollbackTransaction = () => Promise.reject(new UnsupportedByDialect("transactions"))
}

/** Lets the sign-in library, which speaks Kysely, use the desk's SQL client instead of a second driver and pool. */
export const sqlDialect = (sql: SqlClient.SqlClient): Dialect => ({
  createDriver: () => new ClientDriver(sql),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (database) => new PostgresIntrospector(database),
})
