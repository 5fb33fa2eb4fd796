-- The dialect that an attempt's request was translated to; NULL where it stayed in the client's.
ALTER TABLE attempt ADD COLUMN translated TEXT;
-- What did not cross, as a JSON array of {feature, path, why}; NULL where nothing was lost.
ALTER TABLE attempt ADD COLUMN losses TEXT;
