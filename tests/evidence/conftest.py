"""The suite of a user is no part of this one: `test_user_suite.py` runs it in a process of its own."""

collect_ignore = ["user_suite"]
