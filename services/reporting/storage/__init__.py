"""Queries of reporting: `known` (what a node knows of its neighbours), `ledger` (facts and their state), `cells` (figures)."""
