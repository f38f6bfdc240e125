"""What goes out is what was signed."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fengsui.conduct import timekeeping, world
from fengsui.conduct.acting import Refused
from fengsui.documents.models import Paper
from fengsui.ledger.models import SealedValue
from tests.plan_2019_75.conftest import evening, people  # noqa: F401
from tests.plan_2019_75.evening import Evening


@pytest.mark.clause("1.7.b")
@pytest.mark.parametrize("with_the_key", [True, False])
def test_a_paper_exchanged_after_it_was_approved_is_not_sent(evening: Evening, *, with_the_key: bool) -> None:  # noqa: F811
    """Whoever holds the keys can seal another text under the same id: the hash that was signed tells, nothing goes."""
    event = evening.submitted()
    paper = Paper.objects.get(stream=event)
    evening.telephone(event, "approve_first_notice", "zuzhang")
    value = SealedValue.objects.get(pk=paper.content)
    cabinet, now = world.sealed_values(), timekeeping.now()
    text = cabinet.open([value.pk], purpose="核对", actor="officer/a", now=now)[value.pk]
    assert text is not None
    other = text.replace("停付", "正常")
    key = cabinet._subject_key(event, now) if with_the_key else b"k" * 32
    sealed = AESGCM(key).encrypt(bytes(value.nonce), other.encode(), value.pk.encode())
    SealedValue.objects.filter(pk=value.pk).update(ciphertext=sealed)
    with pytest.raises(Refused, match="与签批时的不一致"):
        evening.send(event, paper.pk)
    assert Paper.objects.get(pk=paper.pk).status == "approved"
    SealedValue.objects.filter(pk=value.pk).update(ciphertext=bytes(value.ciphertext))
    evening.send(event, paper.pk)
    assert Paper.objects.get(pk=paper.pk).status == "sent"
