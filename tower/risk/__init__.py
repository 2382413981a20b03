"""How much is left of a guarantee, and which assumption it hangs on.

`structure` says which broken leaves break the claim, `bounds` what an answer is.  The evaluators
(`bdd`, `frechet`, `common_cause`, `latent`, `coalition`) never assume independence by themselves.
"""
