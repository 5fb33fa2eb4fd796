-- Where the key is that signed an attempt, as accounts.toml writes it. Never the key.
ALTER TABLE attempt ADD COLUMN key TEXT;
