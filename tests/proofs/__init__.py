"""Tests of the claims that the library relies on, and of their proofs."""
