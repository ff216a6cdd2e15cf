import { Clock, Effect, Exit, Result, Schema } from "effect"
import { Entity } from "effect/cluster"
import { type Conversation, emptyConversation } from "../../domain/conversation/Conversation.ts"
import { dispatchQueue, nextTryAt } from "../../domain/conversation/dispatchQueue.ts"
import { evolve } from "../../domain/conversation/evolve.ts"
import { keywordIn, type KeywordTable } from "../../domain/consent/Keywords.ts"
import { noPermission, type PermissionFacts } from "../../domain/consent/Permission.ts"
import { endOfSnooze } from "../../domain/conversation/Aside.ts"
import type { ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { ConversationEvent } from "../../domain/conversation/ConversationEvent.ts"
import { decide } from "../../domain/conversation/decide.ts"
import { endOfBotSilence } from "../../domain/conversation/decideBot.ts"
import type { Facts } from "../../domain/conversation/Decision.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { isOpen } from "../../domain/conversation/MessageStatus.ts"
import { noSuchConversation, type Refusal } from "../../domain/conversation/Refusal.ts"
import { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { notSentText } from "../../domain/sending/notSentText.ts"
import type { RegisteredState } from "../../domain/sending/SendPolicy.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { keywordFactsOf } from "../consent/keywordFactsOf.ts"
import { PermissionNotes } from "../consent/PermissionNotes.ts"
import { Permissions } from "../consent/Permissions.ts"
import { Directory } from "../directory/Directory.ts"
import { labelFactsOf } from "../labels/labelFactsOf.ts"
import { botFactsOf } from "./botFactsOf.ts"
import { commitOf } from "./ConversationCommit.ts"
import { type ClaimResult, ConversationEntity, type ConversationIdentity } from "./ConversationEntity.ts"
import { ConversationStore, recentOutgoingMax, type StoredUpdate } from "./ConversationStore.ts"
import { DispatchQueue, type Reservation, timedMillisMax } from "./DispatchQueue.ts"
import { Journal } from "./Journal.ts"
import { routingFactsOf } from "./routingFactsOf.ts"
import { sendingFactsOf, templatesIn } from "./sendingFactsOf.ts"

/** Another writer can only win while a shard moves between nodes; more often in a row is a fault to report. */
const conflictsMax = 3
/** Doubles of what came just now are known at once; of what came before, by the database. */
const receivedMax = 32
const mailboxCapacity = 4096

/** Said of a claim of which nobody was told, so that nobody has sent the message. */
const notHandedOver = {
  _tag: "Deferred",
  error: { code: "not_handed_over", class: "transient", text: notSentText.networkTrouble },
  afterMillis: null,
} as const
const notStored = new Unavailable({ message: "The desk could not store this. Nothing is lost: try again." })

const noTemplates: ReadonlyMap<string, RegisteredState> = new Map()

const withinBounds = (state: Conversation): Conversation => {
  if (state.notes.size > receivedMax) {
    return withinBounds({ ...state, notes: new Set([...state.notes].slice(-receivedMax / 2)) })
  }
  if (state.received.size <= receivedMax && state.outgoing.size <= recentOutgoingMax * 2) return state
  const finished = [...state.outgoing].filter(([, message]) => !isOpen(message.status))
  const forgotten = new Set(
    finished.slice(0, Math.max(0, finished.length - recentOutgoingMax)).map(([id]) => id),
  )
  return {
    ...state,
    received: new Map([...state.received].slice(-receivedMax / 2)),
    outgoing: new Map([...state.outgoing].filter(([id]) => !forgotten.has(id))),
  }
}

/** The message of ours that a command is about, where the actor must know it before it can decide. */
const aboutMessage = (command: ConversationCommand): MessageId | null => {
  switch (command._tag) {
    case "Cancel":
    case "ConfirmSent":
    case "ReportDispatch":
    case "ReportStatus":
    case "TakeBack":
      return command.messageId
    case "SendAgain":
      return command.of
    default:
      return null
  }
}

/** What is decided without a look at what the number allows: most of what comes in. */
const needsPermission = (command: ConversationCommand, keywords: KeywordTable): boolean => {
  switch (command._tag) {
    case "Receive":
      return command.optOut !== undefined || keywordIn(command.content.text, keywords) !== null
    case "Write":
    case "SendCampaign":
    case "BotAnswer":
    case "SendAgain":
    case "Reschedule":
    case "Claim":
    case "ReportDispatch":
    case "ReportStatus":
    case "ReportOptOut":
    case "NotePermission":
      return true
    default:
      return false
  }
}

/** Whether it must be read anew: where it is news itself, and before anything is refused because of it. */
const isDecisive = (
  command: ConversationCommand,
  known: PermissionFacts,
  { channel, inboundCount }: Conversation,
): boolean =>
  command._tag === "Receive" || command._tag === "ReportOptOut" || command._tag === "NotePermission" ||
  known.optedOutAt !== null || (channel === "whatsapp" && inboundCount === 0 && known.consentAt === null)

/** What a claim gave: the message that it began to hand over, or when it is worth asking again. */
const claimResultOf = (state: Conversation, before: Conversation, now: number): ClaimResult => {
  const begun = dispatchQueue(state).find(([id, { status }]) =>
    status === "dispatching" && before.outgoing.get(id)?.status !== "dispatching"
  )
  if (!begun) return { claimed: null, nextAt: nextTryAt(state, now) }
  const [messageId, message] = begun
  return {
    claimed: {
      conversationId: state.id,
      messageId,
      attempt: message.attempt,
      workspaceId: state.workspaceId,
      senderId: state.senderId,
      channel: state.channel,
      to: state.replyTo,
      content: message.content,
    },
    nextAt: null,
  }
}

/** Written to go now, with nothing before it. */
const mayGoAtOnce = (state: Conversation, events: ReadonlyArray<ConversationEvent>): boolean =>
  dispatchQueue(state).length === 0 &&
  events.some((event) =>
    (event._tag === "MessageWritten" || event._tag === "BotWritten" || event._tag === "CampaignWritten") &&
    event.wait === null
  )

/** What a claim would decide; nothing where it would not have the message sent now: the dispatcher asks then. */
const startedNow = (
  state: Conversation,
  command: Extract<ConversationCommand, { readonly _tag: "Claim" }>,
  known: Facts,
): ReadonlyArray<ConversationEvent> => {
  const events = Result.getOrElse(decide(state, command, known), () => [])
  return events.some(({ _tag }) => _tag === "DispatchStarted") ? events : []
}

type DispatchStarted = Extract<ConversationEvent, { readonly _tag: "DispatchStarted" }>

// One for each actor: `Effect.fnUntraced` would give each function of each a shape of its own, some kilobytes more.
const make = Effect.gen(function* () {
  const store = yield* ConversationStore
  const journal = yield* Journal
  const directory = yield* Directory
  const dispatch = yield* DispatchQueue
  const permissions = yield* Permissions
  const notes = yield* PermissionNotes
  const address = yield* Entity.CurrentAddress
  const id = Schema.decodeUnknownSync(ConversationId)(address.entityId)

  /** Null: not loaded, because the actor just woke, or because a commit's fate is unknown. */
  let loaded: Conversation | null = null
  let exists = false
  /** What the number allows, as last read; null: read it when it matters. A commit that depends on it tells when it is outdated. */
  let permission: PermissionFacts | null = null
  /** A claim that may be committed although its commit failed here. */
  let doubtfulClaim: DispatchStarted | null = null

  const permissionFor = (
    state: Conversation,
    command: ConversationCommand,
    keywords: KeywordTable,
  ) =>
    Effect.gen(function* () {
      if (!needsPermission(command, keywords)) return permission ?? noPermission
      if (permission === null || isDecisive(command, permission, state)) {
        permission = yield* permissions.facts(state)
      }
      return permission
    })

  const facts = (state: Conversation, command: ConversationCommand) =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const snapshot = yield* directory.snapshot
      const asked = templatesIn(state, command)
      const templates = asked.length === 0 ? noTemplates : yield* store.templateStates(asked)
      const words = keywordFactsOf(snapshot, state.workspaceId, state.senderId)
      return {
        now,
        permission: yield* permissionFor(state, command, words.keywords),
        answerId: MessageId.make(crypto.randomUUID()),
        sending: { ...sendingFactsOf(snapshot, state), templates },
        answersFirst: botFactsOf(snapshot, state.senderId, now),
        labels: labelFactsOf(snapshot, state.workspaceId),
        ...words,
        ...routingFactsOf(snapshot, state.workspaceId, state.senderId),
      }
    })

  const withMessage = (state: Conversation, command: ConversationCommand) =>
    Effect.gen(function* () {
      const messageId = aboutMessage(command)
      if (messageId === null || state.outgoing.has(messageId)) return state
      const message = yield* store.outgoing(id, messageId)
      return message === null
        ? state
        : { ...state, outgoing: new Map(state.outgoing).set(messageId, message) }
    })

  /** One decision and its commit. What is published and sent follows from the commit, never comes before it. */
  const step = (before: Conversation, command: ConversationCommand) =>
    Effect.gen(function* () {
      const state = yield* withMessage(before, command)
      const known = yield* facts(state, command)
      const decision = decide(state, command, known)
      if (Result.isFailure(decision)) return yield* decision.failure
      if (decision.success.length === 0) return state
      return yield* Effect.acquireUseRelease(
        mayGoAtOnce(state, decision.success)
          ? dispatch.reserve({ senderId: state.senderId, campaign: command._tag === "SendCampaign" })
          : Effect.succeed(null),
        (reservation) => write(state, decision.success, known, reservation),
        (reservation) => reservation === null ? Effect.void : reservation.settle(null),
      )
    })

  /**
   * What may go at once is committed as handed over with the commit that writes it, if there is a turn: one commit less before
   * the provider has it, and the same two steps for `decide`.
   */
  const write = (
    state: Conversation,
    decided: ReadonlyArray<ConversationEvent>,
    known: Facts,
    reservation: Reservation | null,
  ) =>
    Effect.gen(function* () {
      const events = reservation === null ? decided : [
        ...decided,
        ...startedNow(decided.reduce(evolve, state), { _tag: "Claim", node: dispatch.node }, known),
      ]
      const sender = (yield* directory.snapshot).senders.get(state.senderId)
      const { after, commit } = commitOf(state, events, sender?.accountId ?? "", known.permission.version)
      yield* journal.append(commit).pipe(Effect.onExit((exit) => {
        if (Exit.isSuccess(exit)) {
          return reservation?.settle(claimResultOf(after, state, known.now).claimed) ?? Effect.void
        }
        return Effect.sync(() => {
          loaded = null
          permission = null
          doubtfulClaim = events.find((event) => event._tag === "DispatchStarted") ?? doubtfulClaim
        })
      }))
      // It follows what was loaded: a commit in doubt is part of that, or will never be.
      doubtfulClaim = null
      exists = true
      if (commit.permission !== null) {
        permission = null
        yield* notes.remind(state)
      }
      return loaded = withinBounds(after)
    })

  const wake = (identity: ConversationIdentity | null) =>
    Effect.gen(function* () {
      const { conversation, permission: allowed, stored } = yield* store.load(id, identity ?? undefined)
      permission = allowed
      exists = conversation !== null
      const first = identity ?? stored.find((update) => update.identity !== null)?.identity ?? null
      const state = conversation ??
        (first === null ? null : emptyConversation({ id, ...first }, first.replyTo))
      if (state === null) {
        // About a conversation that does not exist: there is nothing to store it in.
        yield* store.forgetStored(stored.map((update) => update.id))
        return null
      }
      loaded = yield* step(state, { _tag: "Recover", node: dispatch.node })
      loaded = yield* takeBack(loaded)
      loaded = yield* workOff(loaded, stored)
      return loaded
    })

  /** The dispatcher was told nothing of a claim that failed: were it left as it is, the message would wait for ever. */
  const takeBack = (state: Conversation) =>
    Effect.gen(function* () {
      if (doubtfulClaim === null) return state
      const { attempt, messageId, node } = doubtfulClaim
      const message = state.outgoing.get(messageId)
      if (message?.status !== "dispatching" || message.node !== node) return state
      return yield* step(state, { _tag: "ReportDispatch", messageId, attempt, outcome: notHandedOver })
    })

  /** HOOK-3: what was acknowledged while the actor could not take it comes before what comes now. */
  const workOff = (before: Conversation, stored: ReadonlyArray<StoredUpdate>) =>
    Effect.gen(function* () {
      let state = before
      for (const { command, workspaceId } of stored) {
        if (workspaceId !== state.workspaceId) continue
        state = yield* step(state, command).pipe(
          Effect.catchTags({
            Refusal: () => Effect.succeed(state),
            // Taken before it was stored here, by an actor that no longer remembers: nothing was written.
            DuplicateMessage: () => Effect.succeed(state),
          }),
        )
      }
      yield* store.forgetStored(stored.map((update) => update.id))
      return state
    })

  const execute = (
    command: ConversationCommand,
    workspaceId: WorkspaceId | null,
    identity: ConversationIdentity | null,
    conflicts = 0,
  ): Effect.Effect<{ readonly before: Conversation; readonly after: Conversation }, Refusal | Unavailable> =>
    attempt(command, workspaceId, identity).pipe(
      Effect.catchTags({
        CommitConflict: () =>
          conflicts < conflictsMax
            ? execute(command, workspaceId, identity, conflicts + 1)
            : Effect.fail(notStored),
        // Stored before, by an actor that no longer remembers: what is there stands, and is the answer.
        DuplicateMessage: () =>
          conflicts < conflictsMax
            ? execute({ _tag: "Recover", node: dispatch.node }, workspaceId, identity, conflicts + 1)
            : Effect.fail(notStored),
        JournalUnavailable: () => Effect.fail(notStored),
      }),
    )

  const attempt = (
    command: ConversationCommand,
    workspaceId: WorkspaceId | null,
    identity: ConversationIdentity | null,
  ) =>
    Effect.gen(function* () {
      const before = loaded ?? (yield* wake(identity))
      if (before === null || (workspaceId !== null && before.workspaceId !== workspaceId)) {
        return yield* noSuchConversation
      }
      if (!exists && identity === null) return yield* noSuchConversation
      return { before, after: yield* step(before, command) }
    })

  /** Not for what is due much later: a job or the sweeper asks then. */
  const pokeIfDue = (state: Conversation) =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const nextAt = nextTryAt(state, now)
      if (nextAt === null || nextAt > now + timedMillisMax) return
      const campaign = dispatchQueue(state).every(([, message]) => message.campaign !== null)
      yield* dispatch.poke({ id, senderId: state.senderId, campaign, at: nextAt })
    })

  return ConversationEntity.of({
    Execute: ({ payload }) =>
      Effect.gen(function* () {
        const { after, before } = yield* execute(payload.command, payload.workspaceId, payload.identity)
        if (after.outgoing !== before.outgoing) yield* pokeIfDue(after)
        return { version: after.version, lastSeq: after.lastSeq }
      }),
    WorkOff: () =>
      Effect.gen(function* () {
        loaded = null
        yield* execute({ _tag: "Recover", node: dispatch.node }, null, null).pipe(
          Effect.catchTag("Refusal", () => Effect.void),
        )
      }),
    Claim: ({ payload }) =>
      Effect.gen(function* () {
        const { after, before } = yield* execute({ _tag: "Claim", ...payload }, null, null)
        return claimResultOf(after, before, yield* Clock.currentTimeMillis)
      }),
    Wake: ({ payload }) =>
      Effect.gen(function* () {
        const { after } = yield* execute(
          payload.reschedule ? { _tag: "Reschedule" } : { _tag: "Recover", node: dispatch.node },
          null,
          null,
        )
        const now = yield* Clock.currentTimeMillis
        const isOver = (end: number | null) => end !== null && end <= now
        if (isOver(endOfSnooze(after.aside))) yield* execute({ _tag: "EndSnooze" }, null, null)
        if (isOver(endOfBotSilence(after))) yield* execute({ _tag: "EndBotSilence" }, null, null)
        yield* pokeIfDue(after)
      }),
  })
})

/**
 * The actors of this node: each runs one command at a time, and is gone when nothing has come for a while. To wake it costs
 * one read; to keep it, memory for each recipient of a campaign and each customer of a busy hour.
 */
export const ConversationActorLive = ConversationEntity.toLayer(make, {
  maxIdleTime: "5 seconds",
  mailboxCapacity,
  concurrency: 1,
})
