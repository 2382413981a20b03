"""Models from the literature, one module for each paper; nothing else imports them.

Each says where it comes from and when it is valid.  They count in floating point, as their sources
do, and give no bound: to use one in a tower, make an interval of it and name what it assumes.
"""
