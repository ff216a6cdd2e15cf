import { controlConversation } from "./ControlDatabase.ts"

/**
 * What one message writes, as one statement: the conversation, the item, the unread count, the feed. `n` stands for the
 * number of the conversation. Each has a count of its own: with the one count that the desk's messages share, statements
 * of one message each would wait for one another's flush to disk, and the control would be weaker than it need be.
 * (No colon directly before a name: `pgbench` would take it for a variable.)
 */
export const appendOneSql = (n: string): string => `
  WITH grown AS (
    UPDATE conversations SET reply_to = '+12125550000', profile_name = NULL, version = version + 1,
      last_seq = last_seq + 1, inbound_count = inbound_count + 1, last_inbound_seq = last_seq + 1,
      last_inbound_at = now(), last_activity_at = now(), preview = '{"direction":"in","kind":"text","text":"Hello, is my order ready? I would like to fetch it tomorrow morning.","messageId":"00000000-0000-4000-8000-000000000000","status": null}',
      owner_id = owner_id, assigned_to = NULL, assigned_seq = NULL, last_sender_id = NULL, last_sender_seq = NULL,
      opted_out_at = NULL
    WHERE id = ${controlConversation(`${n}::int`)}
    RETURNING id, workspace_id, version, last_seq, inbound_count, owner_id, sender_id
  ), item AS (
    INSERT INTO items (conversation_id, seq, kind, at, version, inbound_number, message_id, direction, content,
      provider_id)
    SELECT id, last_seq, 'MessageReceived', now(), version, inbound_count, gen_random_uuid(), 'in',
      '{"kind":"text","text":"Hello, is my order ready? I would like to fetch it tomorrow morning.","media":[]}',
      'SM' || md5(id::text || last_seq) FROM grown
  ), counted AS (
    UPDATE inbox_counts c SET unread = unread + 1 FROM grown
    WHERE c.user_id = grown.owner_id AND c.sender_id = grown.sender_id
  )
  INSERT INTO feed (workspace_id, conversation_id, version, seqs, gone_for, counted_for)
  SELECT workspace_id, id, version, ARRAY[last_seq], '{}', ARRAY[owner_id] FROM grown`
