import pytest
from hypothesis import given, settings, strategies as st
from spam import COLLEAGUES, LABELLED, blocks, learn, review

WORDS = ["lunch", "noon", "report", "cheap", "watches", "loans", "hello"]
texts = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
mails = st.tuples(st.sampled_from(COLLEAGUES), texts)


def test_it_learns_something():
    assert learn()


@pytest.mark.parametrize("sender, text, spam", LABELLED)
@pytest.mark.assumption("aligned(learner -> filter)", tower="spam.tower.yaml")
def test_no_mistakes_on_labelled_mail(sender, text, spam):
    assert blocks(learn(), text) == spam


@pytest.mark.assumption("robust(learner -> filter)", tower="spam.tower.yaml", population="mail of colleagues")
@settings(database=None)
@given(mails)
def test_colleagues_may_write_anything(mail):
    sender, text = mail
    assert not blocks(learn(), text), f"{sender} is blocked"


@pytest.mark.assumption("sound(reviewer, lets_mail_through(filter))", tower="spam.tower.yaml")
@settings(database=None)
@given(st.sets(st.sampled_from(WORDS)), st.lists(mails, max_size=3), mails)
def test_what_the_reviewer_accepts_lets_mail_through(words, sample, mail):
    if review(words, sample):
        assert not blocks(words, mail[1])
