"""Tests of tower.syntax."""
