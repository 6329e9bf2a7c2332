"""One verb a function: hear the neighbours, tell facts, enter facts into the ledger, fold it into cells, answer questions."""
