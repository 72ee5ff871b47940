"""What is on record: ledger entries and the links between them."""
