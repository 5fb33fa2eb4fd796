-- Calls and attempts. Times are milliseconds since 1970 UTC or spans in milliseconds, money is
-- integer nano-dollars, NULL is unknown. No body, no key, no prompt.

CREATE TABLE call (
    id                TEXT    NOT NULL PRIMARY KEY,  -- 26 characters that sort by time
    at                INTEGER NOT NULL,
    dialect           TEXT    NOT NULL,
    project           TEXT    NOT NULL,
    local_key         TEXT    NOT NULL,              -- the key's id
    tool              TEXT,
    environment       TEXT,
    end_user          TEXT,
    asked             TEXT    NOT NULL,
    chain             TEXT    NOT NULL,
    stream            INTEGER NOT NULL,
    policy            TEXT    NOT NULL,
    client_retry      INTEGER NOT NULL,
    idempotency       TEXT,
    state             TEXT    NOT NULL,              -- running, answered, failed, cancelled, interrupted
    failure           TEXT,
    status            INTEGER,
    moved             TEXT,
    total_ms          INTEGER,
    prompt            TEXT,                          -- a fingerprint
    told              TEXT,
    answered_account  TEXT,
    answered_provider TEXT,
    answered_model    TEXT,
    -- Sums over its ended attempts. The four amounts are never added up.
    simulated         INTEGER NOT NULL DEFAULT 0,    -- had attempts, and each was simulated
    cost_nano         INTEGER NOT NULL DEFAULT 0,    -- real, usage known
    estimated_nano    INTEGER NOT NULL DEFAULT 0,    -- real, usage estimated
    simulated_nano    INTEGER NOT NULL DEFAULT 0,
    unpriced          INTEGER NOT NULL DEFAULT 0     -- real attempts of unknown cost
) STRICT;

CREATE INDEX call_at ON call (at);
CREATE INDEX call_project ON call (project, at);
CREATE INDEX call_running ON call (id) WHERE state = 'running';

CREATE TABLE attempt (
    call             TEXT    NOT NULL REFERENCES call (id) ON DELETE CASCADE,
    no               INTEGER NOT NULL,
    at               INTEGER NOT NULL,
    account          TEXT    NOT NULL,
    provider         TEXT    NOT NULL,
    model            TEXT    NOT NULL,
    simulated        INTEGER NOT NULL,
    reason           TEXT    NOT NULL,               -- first, fallback, retry
    reason_failure   TEXT,
    -- How it ended; total_ms is NULL until then.
    failure          TEXT,
    message          TEXT,
    status           INTEGER,
    head_ms          INTEGER,
    first_content_ms INTEGER,
    total_ms         INTEGER,
    input            INTEGER,
    cached           INTEGER,
    cache_write      INTEGER,
    cache_write_1h   INTEGER,
    audio_in         INTEGER,
    output           INTEGER,
    reasoning        INTEGER,
    audio_out        INTEGER,
    usage_source     TEXT,                           -- provider, counted, estimated, none
    cost_nano        INTEGER,
    price_from       TEXT,
    price_source     TEXT,
    said_model       TEXT,
    unpriced         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (call, no)
) STRICT, WITHOUT ROWID;

-- How far the journal is in these tables. Moves in the same transaction as the rows.
CREATE TABLE journal_position (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    segment INTEGER NOT NULL,
    offset  INTEGER NOT NULL
) STRICT;
INSERT INTO journal_position VALUES (1, 0, 0);

-- Lines of the journal that could not be read and are not in these tables.
CREATE TABLE journal_defect (
    segment INTEGER NOT NULL,
    offset  INTEGER NOT NULL,
    reason  TEXT    NOT NULL,
    PRIMARY KEY (segment, offset)
) STRICT, WITHOUT ROWID;
