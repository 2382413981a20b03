"""Tests of tower.logic."""
