"""The laboratory: small optimizers that really search, and really miss what they were built for.

Each module is one experiment, in numpy alone: an optimizer, the cases on which its base judges it,
and a control, the same optimizer without the cause of its failure.  Nothing is scripted: a seed goes in,
what training found comes out.  The modules beside this package bind them to bundled towers.
"""

from __future__ import annotations

from ...errors import MissingExtra

try:
    import numpy  # noqa: F401
except ImportError as error:  # pragma: no cover
    raise MissingExtra("numpy", "lab") from error
