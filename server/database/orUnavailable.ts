import { Effect } from "effect"
import { SqlError } from "effect/sql"
import { errorSummary } from "./errorSummary.ts"
import { Unavailable } from "../../domain/rpc/Unavailable.ts"

const isAnother = <E>(error: E): error is Exclude<E, SqlError.SqlError> => !SqlError.isSqlError(error)

/** To whoever asked, a database that does not answer is a desk that cannot answer now; the operator gets the cause. */
export const orUnavailable = (message: string) =>
<A, E, R>(
  effect: Effect.Effect<A, E, R>,
): Effect.Effect<A, Exclude<E, SqlError.SqlError> | Unavailable, R> =>
  effect.pipe(
    Effect.tapError((error) =>
      isAnother(error) ? Effect.void : Effect.logError("the database did not answer", errorSummary(error))
    ),
    Effect.mapError((error) => isAnother(error) ? error : new Unavailable({ message })),
  )
