"""The facade: build a tower in Python, check it, draw it, load and save it.

Every public name is resolved by `tower` itself on first use; nothing is imported here.
"""
