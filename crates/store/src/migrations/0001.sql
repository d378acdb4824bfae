-- A document's row keeps its rowid: without one, bodies of about 1 KB spill into overflow pages each (measured: three
-- times the file, three times the work of an insert, 1.7 times that of a read; no difference at 600 bytes). The index
-- rows below point to it by number instead of repeating its key.
CREATE TABLE documents (
    number  INTEGER PRIMARY KEY,
    root    TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    id      TEXT    NOT NULL,
    version INTEGER NOT NULL,
    shape   INTEGER NOT NULL,
    due     INTEGER,
    body    BLOB    NOT NULL,
    brief   BLOB,
    own     BLOB,
    UNIQUE (root, kind, id)
) STRICT;

CREATE INDEX documents_due ON documents (due, root, kind, id) WHERE due IS NOT NULL;

-- A set exists while it has members; its size is the counter that quotas and total counts read.
CREATE TABLE sets (
    number INTEGER PRIMARY KEY,
    root   TEXT    NOT NULL,
    name   TEXT    NOT NULL,
    size   INTEGER NOT NULL,
    UNIQUE (root, name)
) STRICT;

CREATE TABLE members (
    set_number INTEGER NOT NULL,
    sort       TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    document   INTEGER NOT NULL,
    PRIMARY KEY (set_number, sort, id, document)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX members_document ON members (document, set_number);

CREATE TABLE uniques (
    scope    TEXT    NOT NULL,
    value    TEXT    NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (scope, value)
) STRICT, WITHOUT ROWID;

CREATE INDEX uniques_document ON uniques (document);
