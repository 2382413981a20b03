"""Hand-made mutants: break the code on purpose and see a test fail (`make mutants`)."""
