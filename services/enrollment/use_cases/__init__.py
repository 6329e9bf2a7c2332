"""One function per verb: each owns its transaction and records what happened in it."""
