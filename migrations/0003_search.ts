import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** Each list of conversations is a scan of one index, in the order in which it is shown, however long it is. */
const indexLists = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  yield* sql`ALTER TABLE conversations ADD COLUMN owner_unread integer NOT NULL DEFAULT 0`
  yield* sql`
    UPDATE conversations c SET owner_unread = greatest(c.inbound_count - m.read_inbound, m.marked_unread::int)
    FROM members m
    WHERE c.inbound_count > 0 AND m.conversation_id = c.id AND m.user_id = c.owner_id
      AND (m.marked_unread OR m.read_inbound < c.inbound_count)`
  yield* sql`DROP INDEX conversations_owner`
  yield* sql`
    CREATE INDEX conversations_owner ON conversations (owner_id, channel, last_activity_at DESC, id DESC)
    WHERE inbound_count > 0`
  yield* sql`
    CREATE INDEX conversations_unread ON conversations (owner_id, sender_id, last_activity_at DESC, id DESC)
    WHERE owner_unread > 0`

  // Of whoever took part, current; of others as it was when their row was last written, and never read.
  yield* sql`
    ALTER TABLE members ADD COLUMN channel text, ADD COLUMN last_activity_at timestamptz,
      ADD COLUMN unread integer NOT NULL DEFAULT 0`
  yield* sql`
    UPDATE members m SET channel = c.channel, last_activity_at = c.last_activity_at,
      unread = greatest(c.inbound_count - m.read_inbound, m.marked_unread::int)
    FROM conversations c WHERE c.id = m.conversation_id`
  yield* sql`ALTER TABLE members ALTER COLUMN channel SET NOT NULL, ALTER COLUMN last_activity_at SET NOT NULL`
  yield* sql`ALTER TABLE members SET (fillfactor = 80)`
  yield* sql`DROP INDEX members_took_part`
  yield* sql`
    CREATE INDEX members_sent ON members (user_id, channel, last_activity_at DESC, conversation_id DESC) WHERE took_part`
  yield* sql`
    CREATE INDEX members_sent_unread ON members (user_id, channel, last_activity_at DESC, conversation_id DESC)
    WHERE took_part AND unread > 0`
})

/** `Éva Müller` is found as `eva mul`: text is compared without case and accents, in composed form. */
const foldText = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE EXTENSION IF NOT EXISTS pg_trgm`
  yield* sql`CREATE EXTENSION IF NOT EXISTS unaccent`
  // unaccent with a named dictionary depends on nothing but that dictionary, which nobody changes.
  yield* sql`
    CREATE FUNCTION fold_text(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(unaccent('unaccent'::regdictionary, normalize($1, NFC)))`
})

/**
 * What a conversation is called, beside the conversations: an index there would be written with every message, while
 * names change seldom. Triggers keep it, so that no writer of contacts or conversations can forget to.
 */
const nameConversations = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE conversation_names (
      conversation_id uuid PRIMARY KEY,
      workspace_id uuid NOT NULL,
      address text NOT NULL,
      profile_name text,
      name text NOT NULL,
      digits text NOT NULL
    )`
  yield* sql`
    CREATE FUNCTION conversation_name(workspace uuid, address text, profile_name text) RETURNS text LANGUAGE sql STABLE
    RETURN fold_text(coalesce((
      SELECT contact.name FROM contact_phones phone JOIN contacts contact ON contact.id = phone.contact_id
      WHERE phone.workspace_id = workspace AND phone.canonical = address), profile_name, ''))`
  yield* sql`
    INSERT INTO conversation_names
    SELECT id, workspace_id, address, profile_name, conversation_name(workspace_id, address, profile_name),
      regexp_replace(reply_to, '[^0-9]', '', 'g')
    FROM conversations`
  yield* sql`CREATE INDEX conversation_names_address ON conversation_names (workspace_id, address)`
  yield* sql`
    CREATE INDEX conversation_names_parts ON conversation_names USING gin (name gin_trgm_ops, digits gin_trgm_ops)
    WITH (gin_pending_list_limit = 256)`
  yield* sql`
    CREATE FUNCTION name_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO conversation_names AS known
      VALUES (NEW.id, NEW.workspace_id, NEW.address, NEW.profile_name,
        conversation_name(NEW.workspace_id, NEW.address, NEW.profile_name),
        regexp_replace(NEW.reply_to, '[^0-9]', '', 'g'))
      ON CONFLICT (conversation_id) DO UPDATE SET profile_name = excluded.profile_name, name = excluded.name,
        digits = excluded.digits;
      RETURN NULL;
    END $$`
  yield* sql`
    CREATE TRIGGER name_born AFTER INSERT ON conversations FOR EACH ROW EXECUTE FUNCTION name_conversation()`
  yield* sql`
    CREATE TRIGGER name_changed AFTER UPDATE OF profile_name, reply_to ON conversations FOR EACH ROW
    WHEN (OLD.profile_name IS DISTINCT FROM NEW.profile_name OR OLD.reply_to <> NEW.reply_to)
    EXECUTE FUNCTION name_conversation()`
})

const renameConversations = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE FUNCTION rename_conversations(workspace uuid, changed text) RETURNS void LANGUAGE sql
    BEGIN ATOMIC
      UPDATE conversation_names n SET name = conversation_name(n.workspace_id, n.address, n.profile_name)
      WHERE n.workspace_id = workspace AND n.address = changed;
    END`
  yield* sql`
    CREATE FUNCTION rename_of_phone() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP <> 'INSERT' THEN PERFORM rename_conversations(OLD.workspace_id, OLD.canonical); END IF;
      IF TG_OP <> 'DELETE' THEN PERFORM rename_conversations(NEW.workspace_id, NEW.canonical); END IF;
      RETURN NULL;
    END $$`
  yield* sql`
    CREATE FUNCTION rename_of_contact() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM rename_conversations(phone.workspace_id, phone.canonical) FROM contact_phones phone
      WHERE phone.contact_id = NEW.id;
      RETURN NULL;
    END $$`
  // At the end of the transaction: a number may be written before the contact that it is of.
  yield* sql`
    CREATE CONSTRAINT TRIGGER rename_of_phone AFTER INSERT OR UPDATE OR DELETE ON contact_phones
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION rename_of_phone()`
  yield* sql`
    CREATE CONSTRAINT TRIGGER rename_of_contact AFTER UPDATE OF name ON contacts
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION rename_of_contact()`
})

/**
 * The words of every message, numbered in the order of the feed. A word's entry begins with the stretch of 16,384 messages
 * that it stands in: the newest are looked through first and stretch by stretch, so that a common word does not
 * bring all its messages, and what is written goes to one end of the index. `MessageIndexer` writes it after the commit.
 */
const wordsOfMessages = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  // Words are cut to 40 characters: nobody types more of a link.
  yield* sql`
    CREATE FUNCTION text_words(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN array_remove(string_to_array(regexp_replace(regexp_replace(fold_text($1), '([[:alnum:]]{40})[[:alnum:]]+',
      '\\1', 'g'), '[^[:alnum:]]+', ' ', 'g'), ' '), '')`
  yield* sql`
    CREATE FUNCTION message_stretch(id bigint) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (id >> 14)::integer`
  yield* sql`
    CREATE FUNCTION stretch_word(stretch integer, word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lpad(to_hex(stretch), 6, '0') || word`
  yield* sql`
    CREATE FUNCTION stretch_words(stretch integer, words text[]) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN array_to_tsvector(ARRAY(SELECT stretch_word(stretch, word) FROM unnest(words) word))`
  yield* sql`CREATE SEQUENCE message_number`
  yield* sql`
    CREATE TABLE message_words (
      conversation_id uuid NOT NULL,
      seq integer NOT NULL,
      id bigint NOT NULL,
      words tsvector NOT NULL,
      PRIMARY KEY (conversation_id, seq)
    )`
  yield* sql`
    INSERT INTO message_words
    SELECT conversation_id, seq, id, stretch_words(message_stretch(id), text_words(text)) FROM (
      SELECT nextval('message_number') AS id, told.* FROM (
        SELECT conversation_id, seq, content ->> 'text' AS text FROM items
        WHERE message_id IS NOT NULL AND content ->> 'text' <> '' ORDER BY at, conversation_id, seq) told) numbered`
  // Without a list of pending entries, which every look into a stretch would read through.
  yield* sql`CREATE INDEX message_words_stretches ON message_words USING gin (words) WITH (fastupdate = off)`
  yield* sql`
    CREATE TABLE message_words_position (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), xid xid8 NOT NULL, id bigint NOT NULL)`
  yield* sql`
    INSERT INTO message_words_position (xid, id)
    (SELECT xid, id FROM (SELECT xid, id FROM feed UNION ALL SELECT xid, id FROM feed_floor) known
      ORDER BY xid DESC, id DESC LIMIT 1)`
})

export default Effect.all([indexLists, foldText, nameConversations, renameConversations, wordsOfMessages], {
  discard: true,
})
