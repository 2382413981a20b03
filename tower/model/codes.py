"""The names of the breaks: kind to code.  What they mean is told in `tower.diagnosis.codes`."""

CODE_OF: dict[str, str] = {
    "LOEB_SCHEMA": "TWR101",
    "LOEB_CYCLE": "TWR102",
    "LOEB_VACUOUS": "TWR103",
    "LOEB_STUCK": "TWR104",
    "DESCENT": "TWR105",
    "WEAK_LINK": "TWR106",
    "COMMON_CAUSE": "TWR201",
    "CYCLE": "TWR202",
    "STALE": "TWR203",
    "OFF_POPULATION": "TWR204",
    "INVERSION": "TWR205",
    "CONTRADICTION": "TWR206",
    "GAP": "TWR301",
    "NOT_A_FUNCTION": "TWR302",
    "UNGROUNDED": "TWR401",
    "UNTESTED": "TWR402",
    "REFUTED": "TWR403",
    "NOT_MET": "TWR404",
    "UNEXPECTED": "TWR405",
    "EXPIRED": "TWR406",
}


def code_of(name: str) -> str:
    """A code, from itself or from its kind; other texts are left alone.

    >>> code_of("COMMON_CAUSE"), code_of("TWR101")
    ('TWR201', 'TWR101')
    """
    return CODE_OF.get(name, name)
