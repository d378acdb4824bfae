-- Text compares as bytes everywhere, as SQLite's does. Documents and counters change often in columns that no index
-- has; room is left in their pages, so that such a change touches no index.
CREATE TABLE documents (
    number  bigint PRIMARY KEY,
    root    text COLLATE "C" NOT NULL,
    kind    text COLLATE "C" NOT NULL,
    id      text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    shape   bigint NOT NULL,
    due     bigint,
    expires bigint,
    body    bytea NOT NULL,
    brief   bytea,
    own     bytea,
    UNIQUE (root, kind, id)
) WITH (fillfactor = 80);

CREATE INDEX documents_due ON documents (due, root, kind, id) WHERE due IS NOT NULL;
CREATE INDEX documents_expires ON documents (expires) WHERE expires IS NOT NULL;

-- Numbers are drawn in blocks: a connection takes one and numbers its documents without asking.
CREATE SEQUENCE blocks;

-- Its size is the counter that quotas and total counts read. An empty set may stay until its root goes.
CREATE TABLE sets (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    root   text COLLATE "C" NOT NULL,
    name   text COLLATE "C" NOT NULL,
    size   bigint NOT NULL,
    UNIQUE (root, name)
) WITH (fillfactor = 50);

CREATE TABLE members (
    set_number bigint NOT NULL,
    sort       text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    document   bigint NOT NULL,
    PRIMARY KEY (set_number, sort, id, document)
);

CREATE UNIQUE INDEX members_document ON members (document, set_number);

CREATE TABLE uniques (
    scope    text COLLATE "C" NOT NULL,
    value    text COLLATE "C" NOT NULL,
    document bigint NOT NULL,
    PRIMARY KEY (scope, value)
);

CREATE INDEX uniques_document ON uniques (document);

-- The last commit of each connection that writes: what tells, when the answer to a COMMIT is lost, whether it was one.
CREATE TABLE writers (
    writer   bigint PRIMARY KEY,
    sequence bigint NOT NULL,
    at       timestamptz NOT NULL
) WITH (fillfactor = 10);

CREATE SEQUENCE writer_numbers;

-- Raises an error unless as many rows were changed as were to be.
CREATE FUNCTION must_be(changed bigint, wanted bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF changed <> wanted THEN
        RAISE EXCEPTION 'changed % documents instead of %', changed, wanted USING ERRCODE = 'BK001';
    END IF;
    RETURN true;
END
$$;

-- The calls that all processes have answered, in the order in which they were recorded.
CREATE TABLE journal (
    number      bigint PRIMARY KEY,
    tenant      text COLLATE "C",
    operation   text COLLATE "C",
    correlation text COLLATE "C" NOT NULL,
    status      integer NOT NULL,
    text        bytea NOT NULL
);
