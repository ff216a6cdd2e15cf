import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted } from "effect"
import { agent } from "./benchSeed.ts"

export const messagesPerConversation = 10
/** Two conversations whose opening is compared, and one that is written down, by the digits that their numbers end with. */
export const histories = {
  long: { digits: "9990000001", messages: 100_000 },
  short: { digits: "9990000002", messages: 100 },
  written: { digits: "9990000003", messages: 10_000 },
}

const vocabulary = 4_000
const sentenceCount = 50_000

/** Words of syllables, so that parts of them are common and rare as in names. */
const words = [
  `CREATE FUNCTION pg_temp.syllable(n bigint) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN substr('bdfghjklmnprstvwyzcx', (n / 5 % 20)::int + 1, 1) || substr('aeiou', (n % 5)::int + 1, 1)`,
  `CREATE FUNCTION pg_temp.word(n bigint) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN pg_temp.syllable(n % 100) || pg_temp.syllable(n / 100 % 100) ||
      CASE WHEN n % 3 = 0 THEN pg_temp.syllable(n * 7 % 97) ELSE '' END`,
  // As in languages: few words are in most sentences, most words in few.
  `CREATE TEMP TABLE sentence AS
    SELECT s AS n, string_agg(pg_temp.word(floor(${vocabulary} * power(r, 3))::bigint), ' ') AS text
    FROM (SELECT s, random() AS r FROM generate_series(0, ${
    sentenceCount - 1
  }) s, generate_series(1, 8)) drawn GROUP BY s`,
  `ALTER TABLE sentence ADD COLUMN words text[]`,
  `UPDATE sentence SET words = text_words(text)`,
  `CREATE UNIQUE INDEX ON sentence (n)`,
  `ANALYZE sentence`,
]

/** Conversation `n` of `count`; its message `seq` is number (seq - 1) * count + n in time, so that all go on in turn. */
const conversations = (count: number) => [
  `CREATE TEMP TABLE born AS
    SELECT n, md5('conversation ' || n)::uuid AS id, '+1' || (2000000000 + n::bigint * 7) AS address,
      ${messagesPerConversation} AS messages,
      (SELECT id FROM users WHERE email = CASE WHEN n % 10 < 5 THEN '${agent.email}' WHEN n % 10 < 8
        THEN 'stan@bench.test' ELSE 'dana@bench.test' END) AS owner,
      CASE WHEN n % 5 = 0 THEN 2 ELSE 0 END AS unread
    FROM generate_series(0, ${count - 1}) n
    UNION ALL
    SELECT ${count} + h.n, md5('history ' || h.n)::uuid, '+1' || h.digits, h.messages,
      (SELECT id FROM users WHERE email = '${agent.email}'), 0
    FROM (VALUES (0, '${histories.long.digits}', ${histories.long.messages}),
      (1, '${histories.short.digits}', ${histories.short.messages}),
      (2, '${histories.written.digits}', ${histories.written.messages})) h(n, digits, messages)`,
  `CREATE FUNCTION pg_temp.said_at(number bigint) RETURNS timestamptz LANGUAGE sql STABLE
    RETURN date_trunc('milliseconds', now() - interval '400 days' +
      interval '390 days' * (number::float8 / ${count * messagesPerConversation}))`,
  // Every fourth message is an answer of the owner.
  `CREATE TEMP TABLE said AS
    SELECT b.id AS conversation_id, s.seq, b.owner, s.seq % 4 = 0 AS out,
      CASE WHEN b.n < ${count} THEN (s.seq - 1)::bigint * ${count} + b.n ELSE ${
    count * messagesPerConversation - 1
  } END AS number
    FROM (SELECT * FROM born ORDER BY id) b, generate_series(1, b.messages) s(seq)`,
  `INSERT INTO items (conversation_id, seq, kind, at, version, inbound_number, message_id, direction, author, content,
      provider_id)
    SELECT said.conversation_id, said.seq, CASE WHEN out THEN 'MessageWritten' ELSE 'MessageReceived' END,
      pg_temp.said_at(said.number), said.seq, said.seq - said.seq / 4,
      md5(said.conversation_id::text || said.seq)::uuid, CASE WHEN out THEN 'out' ELSE 'in' END,
      CASE WHEN out THEN owner END,
      jsonb_build_object('kind', 'text', 'text', sentence.text || ' #' || said.number, 'media', '[]'::jsonb),
      CASE WHEN NOT out THEN 'SM' || said.number END
    FROM said JOIN sentence ON sentence.n = said.number * 7919 % ${sentenceCount}`,
  `INSERT INTO deliveries (conversation_id, message_id, seq, version, account_id, status, attempt, unconfirmed,
      provider_id, sent_at)
    SELECT conversation_id, md5(conversation_id::text || seq)::uuid, seq, seq, 'tw1', 'delivered', 1, false,
      'SM' || number, pg_temp.said_at(number)
    FROM said WHERE out`,
  `INSERT INTO conversations (id, workspace_id, sender_id, channel, address, reply_to, version, last_seq, inbound_count,
      last_inbound_seq, last_inbound_at, last_activity_at, preview, owner_id, last_sender_id, last_sender_seq, owner_unread)
    SELECT b.id, (SELECT id FROM workspaces), 'care', 'sms', b.address, b.address, b.messages, b.messages,
      b.messages - b.messages / 4, b.messages, i.at, i.at,
      jsonb_build_object('direction', i.direction, 'kind', 'text', 'text', i.content ->> 'text', 'messageId', i.message_id,
        'status', NULL), b.owner, b.owner, b.messages / 4 * 4, b.unread
    FROM born b JOIN items i ON i.conversation_id = b.id AND i.seq = b.messages ORDER BY b.id`,
  `INSERT INTO members (conversation_id, user_id, read_inbound, marked_unread, took_part, channel, last_activity_at, unread)
    SELECT c.id, c.owner_id, c.inbound_count - c.owner_unread, false, true, c.channel, c.last_activity_at, c.owner_unread
    FROM conversations c ORDER BY c.id`,
  `INSERT INTO inbox_counts (user_id, sender_id, unread)
    SELECT owner_id, sender_id, sum(owner_unread) FROM conversations GROUP BY 1, 2`,
  `INSERT INTO contacts (id, workspace_id, name)
    SELECT md5('contact ' || n)::uuid, (SELECT id FROM workspaces),
      initcap(replace(pg_temp.word(n * 7919::bigint % 3000), 'e', CASE WHEN n % 20 = 0 THEN 'é' ELSE 'e' END)) || ' ' ||
      initcap(pg_temp.word(n * 104729::bigint % 9973) || pg_temp.syllable(n))
    FROM born ORDER BY 1`,
  `INSERT INTO contact_phones (workspace_id, canonical, phone, contact_id)
    SELECT (SELECT id FROM workspaces), address, address, md5('contact ' || n)::uuid FROM born ORDER BY address`,
  `INSERT INTO conversation_names (conversation_id, workspace_id, address, name, digits)
    SELECT b.id, c.workspace_id, b.address, fold_text(c.name), substr(b.address, 2)
    FROM born b JOIN contacts c ON c.id = md5('contact ' || b.n)::uuid ORDER BY b.id`,
]

const searchedWords = (count: number) => [
  `INSERT INTO message_words (conversation_id, seq, id, words)
    SELECT md5('conversation ' || number % ${count})::uuid, number / ${count} + 1, number,
      stretch_words(message_stretch(number), sentence.words || number::text)
    FROM generate_series(0, ${count * messagesPerConversation - 1}::bigint) number
    JOIN sentence ON sentence.n = number * 7919 % ${sentenceCount}`,
  `SELECT setval('message_number', ${count * messagesPerConversation})`,
]

/** What is written with every row would be written ten million times: indexes are made at the end, names at once. */
const beforehand = [
  `SET maintenance_work_mem = '512MB'`,
  `SET work_mem = '128MB'`,
  `CREATE TEMP TABLE index_kept AS
    SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
    FROM pg_index i WHERE NOT i.indisprimary AND i.indrelid IN ('items'::regclass, 'deliveries'::regclass,
      'conversations'::regclass, 'members'::regclass, 'conversation_names'::regclass, 'message_words'::regclass,
      'contact_phones'::regclass)
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)`,
  `DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT k.name FROM index_kept k LOOP EXECUTE 'DROP INDEX ' || name; END LOOP; END $$`,
  `ALTER TABLE message_words DROP CONSTRAINT message_words_pkey`,
  `ALTER TABLE conversations DISABLE TRIGGER USER`,
  `ALTER TABLE contact_phones DISABLE TRIGGER USER`,
]

const afterwards = [
  `ALTER TABLE conversations ENABLE TRIGGER USER`,
  `ALTER TABLE contact_phones ENABLE TRIGGER USER`,
  `ALTER TABLE message_words ADD PRIMARY KEY (conversation_id, seq)`,
  `DO $$ DECLARE definition text; BEGIN
    FOR definition IN SELECT k.definition FROM index_kept k LOOP EXECUTE definition; END LOOP; END $$`,
  `VACUUM ANALYZE items`,
  `VACUUM ANALYZE deliveries`,
  `VACUUM ANALYZE conversations`,
  `VACUUM ANALYZE members`,
  `VACUUM ANALYZE contacts`,
  `VACUUM ANALYZE contact_phones`,
  `VACUUM ANALYZE conversation_names`,
  `VACUUM ANALYZE message_words`,
]

/**
 * Fills a desk that has just been seeded with `count` conversations of ten messages, each with a contact, and those
 * of `histories`: in PostgreSQL alone, about five minutes for a million.
 */
export const fillDesk = Effect.fn("fillDesk")(
  function* (_databaseUrl: string, count: number) {
    const sql = yield* PgClient.PgClient
    for (
      const statement of [
        ...beforehand,
        ...words,
        ...conversations(count),
        ...searchedWords(count),
        ...afterwards,
      ]
    ) {
      yield* sql.unsafe(statement)
    }
  },
  (effect, databaseUrl) =>
    Effect.provide(effect, PgClient.layer({ url: Redacted.make(databaseUrl), maxConnections: 1 })),
)
