-- Pictures that the server does not have whole: a sync says how many there are, and must not pass over the bytes of all others for it.
CREATE INDEX blob_incomplete ON blob (sha256, size, sent) WHERE complete = 0;
