"""Letters between bodies and minutes of joint meetings: from the plan's paper to the receipt, through the pages."""

import re

from tests.proofs.event_pages import words
from tests.proofs.letter_pages import begin, drafted, offered, receive, send_out, sign, submit
from tests.proofs.proving import Desk, proof


@proof("1.2.b")
def test_coordination_is_asked_for_by_letter(desk: Desk) -> None:
    """A 部署协调函 goes to the two central bodies that cooperate, signed by the head; each receipt is recorded."""
    assert "部署协调函" in offered(desk)
    letter = begin(desk, "coordination_letter")
    assert drafted(desk, letter)["recipients"].split("\n") == [
        "处置非法集资部际联席会议",
        "互联网金融风险专项整治领导小组",
    ]
    told = submit(desk, letter, title="关于商请协调支持处置工作的函")
    assert re.search(r"云网险〔2026〕\d+号", told)
    assert "已签发" in sign(desk, letter)
    assert "已冻结" in send_out(desk, letter)
    assert receive(desk, letter).count("已回执") == 1
    assert receive(desk, letter, 2).count("已回执") == 2


@proof("1.3.k")
def test_a_joint_meeting_leaves_signed_minutes(desk: Desk) -> None:
    """会商纪要 name the departments that attended, are signed by the head and go to each of them."""
    assert "会商纪要" in offered(desk)
    letter = begin(desk, "joint_minutes")
    attended = drafted(desk, letter)["attendance"].split("\n")
    assert len(attended) > 5
    told = submit(desk, letter, title="风险处置第一次会商纪要")
    assert f"出席：{'、'.join(attended)}" in told
    sign(desk, letter)
    assert send_out(desk, letter).count("等回执") + words(desk.page("zhiban", letter)).count("登记回执") >= len(
        attended
    )
