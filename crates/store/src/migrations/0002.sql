-- When a document may be thrown away, in microseconds of the real time.
ALTER TABLE documents ADD COLUMN expires INTEGER;

CREATE INDEX documents_expires ON documents (expires) WHERE expires IS NOT NULL;
