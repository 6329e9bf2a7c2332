"""Every speed claim of Lakou, measured beside a peer or a limit in one run: `make bench`, and docs/benchmarks.md to read it."""
