"""Formulas: their shapes, how they are read and how they are written.  Knows no meaning."""

from . import printer as printer
