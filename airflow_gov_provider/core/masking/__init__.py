"""What a masked copy holds instead: masking functions, pseudonyms and plans."""
