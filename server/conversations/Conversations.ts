import { Context, Effect, Layer } from "effect"
import type { Actor, ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import { type ClusterError, EntityId, Sharding } from "effect/cluster"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { Refusal } from "../../domain/conversation/Refusal.ts"
import { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { User } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import {
  type ClaimResult,
  type CommandResult,
  ConversationEntity,
  type ConversationIdentity,
} from "./ConversationEntity.ts"

/** An agent waits no longer than this before being told to try again. */
const answerWithin = "10 seconds"

const busy = new Unavailable({ message: "The desk is busy or restarting. Nothing is lost: try again." })

/** What a user may do, as conversations judge it. */
export const actorOf = (user: User): Actor => ({ id: user.id, role: user.role, licensed: user.licensed })

/** The one place where a conversation changes: every command goes to its actor, wherever in the cluster that lives. */
export class Conversations extends Context.Service<Conversations, {
  /** Returns after the commit. `identity` where the command may be the conversation's first. */
  readonly execute: (
    id: ConversationId,
    workspaceId: WorkspaceId,
    command: ConversationCommand,
    identity?: ConversationIdentity,
  ) => Effect.Effect<CommandResult, Refusal | Unavailable>
  /** The next message to hand to the provider, committed as handed over by `node`. */
  readonly claim: (
    id: ConversationId,
    node: string,
    options?: { readonly despitePause: boolean },
  ) => Effect.Effect<ClaimResult, Refusal | Unavailable>
  /** Has the conversation look whether something in it may go now, or with `reschedule`, when it may. */
  readonly wake: (
    id: ConversationId,
    options: { readonly reschedule: boolean },
  ) => Effect.Effect<void, Refusal | Unavailable>
  /** Has the conversation take what waits for it in the webhook inbox. */
  readonly workOff: (id: ConversationId) => Effect.Effect<void, Refusal | Unavailable>
  /** Whether its actor lives in this process. */
  readonly livesHere: (id: ConversationId) => boolean
}>()("desk/server/conversations/Conversations") {
  static readonly layer = Layer.effect(
    Conversations,
    Effect.gen(function* () {
      const actor = yield* ConversationEntity.client
      const sharding = yield* Sharding.Sharding
      const reached = <A, E>(
        call: Effect.Effect<
          A,
          | E
          | ClusterError.MailboxFull
          | ClusterError.AlreadyProcessingMessage
          | ClusterError.PersistenceError
          | ClusterError.EntityNotAssignedToRunner
        >,
      ) =>
        Effect.catchTag(
          call,
          ["MailboxFull", "AlreadyProcessingMessage", "PersistenceError", "EntityNotAssignedToRunner"],
          () => Effect.fail(busy),
        )

      const execute: Conversations["Service"]["execute"] = (id, workspaceId, command, identity) =>
        reached(actor(id).Execute({ workspaceId, identity: identity ?? null, command })).pipe(
          Effect.timeoutOrElse({ duration: answerWithin, orElse: () => Effect.fail(busy) }),
          Effect.withSpan("Conversations.execute", {
            attributes: { conversation: id, command: command._tag },
          }),
        )

      return Conversations.of({
        execute,
        claim: (id, node, options) => reached(actor(id).Claim({ node, ...options })),
        wake: (id, options) =>
          reached(actor(id).Wake(options)).pipe(
            Effect.timeoutOrElse({ duration: answerWithin, orElse: () => Effect.fail(busy) }),
          ),
        workOff: (id) =>
          reached(actor(id).WorkOff()).pipe(
            Effect.timeoutOrElse({ duration: answerWithin, orElse: () => Effect.fail(busy) }),
          ),
        livesHere: (id) => {
          const entityId = EntityId.make(id)
          return sharding.hasShardId(
            sharding.getShardId(entityId, ConversationEntity.getShardGroup(entityId)),
          )
        },
      })
    }),
  )
}
