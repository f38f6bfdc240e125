"""A letter from its beginning to its scanned copy, for pages that want one."""

from fengsui.conduct import timekeeping
from fengsui.documents import actions as papers
from fengsui.documents import scans
from fengsui.documents.facts import Sending
from fengsui.documents.letters import actions
from fengsui.documents.letters.queries import letter_state
from tests.plan_2019_75.evening import Evening
from tests.web.stamped import stamp

TEXTS = {"title": "关于商请协调支持的函", "recipients": "互联网金融风险专项整治领导小组", "body": "请予支持。"}


def sent_letter(evening: Evening, texts: dict[str, str] = TEXTS) -> str:
    """Begin, submit, sign, send and scan a letter; its number."""
    people, key = evening.people, evening.key
    writer, duty = people["wendian"], people["zhiban"]
    begun = actions.begin_letter(actor=writer, form="coordination_letter", idempotency_key=key())
    letter = begun.fact.stream
    submitted = actions.submit_letter(actor=writer, letter=letter, texts=texts, idempotency_key=key())
    paper, regions = submitted.fact.reference, letter_state(letter).regions
    actions.sign_letter(actor=people["zuzhang"], paper=paper, seen_hash=submitted.fact.hash, idempotency_key=key())
    sendings = [
        Sending(addressee=name, addressee_name=name, channel="公文交换", sent_at=timekeeping.now())
        for name in submitted.fact.payload["addressees"]
    ]
    papers.send_paper(actor=duty, paper=paper, sendings=sendings, regions=regions, clause="", idempotency_key=key())
    scans.attach_scan(
        actor=duty, paper=paper, content=b"%PDF-1.7\n", name="scan.pdf", regions=regions, idempotency_key=key()
    )
    stamp(evening, paper, regions, scan=False)
    return letter.partition("/")[2]
