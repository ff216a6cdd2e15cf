import { Context, Schema } from "effect"
import { RpcMiddleware } from "effect/rpc"
import type { BotMark } from "../bot/BotMark.ts"
import type { User } from "../user/User.ts"
import type { WorkspaceId } from "../workspace/Workspace.ts"

/** Who calls, as the session said: every handler decides about this user only. */
export class CurrentUser extends Context.Service<CurrentUser, {
  readonly user: User
  readonly workspaceId: WorkspaceId
  /** What a socket is bound to: when this session ends, so does the socket (AUTH-3). */
  readonly sessionId: string
  /** The network address from which the session was opened; null for API keys and where none was known. */
  readonly address?: string | null
  /** A bot by its own key, in the place of a user: as one it may do nothing. */
  readonly bot?: BotMark
}>()("desk/domain/rpc/CurrentUser") {}

/** No session, an ended one, or one of a user without licence. */
export class NotSignedIn
  extends Schema.TaggedError<NotSignedIn>()("NotSignedIn", { message: Schema.String }) {}

/** Reads the session on every call and provides its user (AUTH-3). */
export class Authentication extends RpcMiddleware.Service<Authentication, { provides: CurrentUser }>()(
  "desk/domain/rpc/Authentication",
  { error: NotSignedIn },
) {}
