"""A spam filter that learns which words to block."""

COLLEAGUES = ("ana", "bo")
LABELLED = [
    ("ana", "lunch at noon", False),
    ("bo", "the report", False),
    ("shop", "cheap watches", True),
    ("shop", "cheap loans", True),
]


def learn(labelled=LABELLED):
    """The words that only spam has."""
    spam = {word for _, text, bad in labelled if bad for word in text.split()}
    good = {word for _, text, bad in labelled if not bad for word in text.split()}
    return spam - good


def blocks(words, text):
    """Whether a filter blocks a mail."""
    return any(word in words for word in text.split())


def review(words, sample):
    """The reviewer accepts a filter that blocks nothing of a sample of colleagues' mail."""
    return not any(blocks(words, text) for _, text in sample)
