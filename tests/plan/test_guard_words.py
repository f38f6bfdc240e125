"""How texts are read for what no plan may ask: roundabout wordings are found, lawful ones pass, long ones are quick."""

import pytest

from fengsui.plan import guard_words
from fengsui.plan.guard_reading import REACH, forbids, turned_down
from fengsui.plan.guard_words import forbidden_in
from tests.plan.overlays import laid
from tests.plan.test_guard_rails import TASK, refusals

STATEMENT = "statement_rules:\n  - {id: own, name: 规则, served_by: '%s', measured_by: 每日人数, clause: '0.6'}\n"

ROUNDABOUT = [
    # Forbidding delay asks for the thing itself.
    ("N1", "责令平台不得延误屏蔽负面舆情"),
    ("N1", "平台不得拖延删除负面帖子"),
    ("N1", "不得拖延、推诿删除负面帖文"),
    ("N1", "不得以任何理由拖延、敷衍删除负面帖文"),
    ("N1", "不得无故拒绝删除负面帖文"),
    ("N1", "禁止不予屏蔽负面帖文"),
    ("N1", "负面帖文不得拖延删除"),
    ("N1", "删除负面帖子一律不得拖延"),
    ("N1", "不得遗漏删除一条负面评论"),
    ("N8", "不得拖延自动启动"),
    # Doing without one thing, and then doing the other.
    ("N1", "不用请示即删除负面帖文"),
    ("N1", "不再等待直接删除负面帖文"),
    ("N1", "要求平台删除负面帖子并追究发帖人"),
    ("N1", "不删除负面帖文的追究平台责任"),
    ("N1", "删除涉及个人信息的负面帖子"),
    # Other characters for the same words.
    ("N1", "刪除负面帖子"),
    ("N1", "要求封鎖負面輿情"),
    ("N1", "删、除负面帖子"),
    ("N9", "暫停計時"),
    ("N11", "公佈出借人名單"),
    # Other words for the same thing.
    ("N1", "协调平台下线有关讨论"),
    ("N1", "向平台发函处置不实信息"),
    ("N3", "掌握重点出借人去向"),
    ("N3", "约谈发帖的群主"),
    ("N5", "按情绪给出借人排名"),
    ("N5", "对出借人按闹访风险排序"),
    ("N8", "无须签字即可启动"),
    ("N8", "系统直接启动预案，事后补报"),
    ("N9", "因工作原因缓报风险情况"),
    ("N9", "缓报预警，写明理由"),
    ("N11", "在网站列出出借人姓名和未兑付金额"),
    ("N11", "张贴出借人名单"),
    ("N11", "出借人名单上墙公示"),
    ("finding 2", "红、橙、黄、蓝四色"),
    ("finding 2", "用红黄蓝标示级别"),
    ("N1", "督促平台将负面帖处理干净"),
    ("N3", "梳理出借人情绪台账"),
    ("N3", "安排专人跟随出借人"),
    ("N8", "未经签字也可启动"),
    ("N9", "风险情况暂缓上报"),
    ("finding 2", "级别标为红色"),
    # Another language.
    ("N1", "delete negative posts and list lenders by name"),
    ("N1", "请 delete negative posts"),
    ("N11", "list lenders by name"),
    ("N8", "automatically freeze"),
]


@pytest.mark.parametrize(("number", "text"), ROUNDABOUT)
def test_roundabout_wordings_are_found(number: str, text: str) -> None:
    """What is asked for by a double negative, in other characters, words or languages is asked for all the same."""
    forbidden = forbidden_in(text)
    assert forbidden is not None
    assert forbidden.number == number


@pytest.mark.parametrize(
    "text",
    [
        "不得删除、篡改监测记录",
        "出借人姓名加密保存，不公开",
        "依法公开征求意见",
        "不公布出借人名单",
        "出借人名单不公开",
        "出借人名单不得公示",
        "不得阻止、拦截上访人",
        "不采集、不使用人脸识别",
        "对负面帖文不提出删除要求",
        "不删除、不屏蔽他人言论",
        "删帖要求一律不予受理",
        "不要求平台处理他人言论",
        "不得缓报、瞒报、迟报风险情况",
        "发现迟报风险情况的，依法追究责任",
        "迟报风险情况的，写明原因",
        "因系统故障暂停计时的，说明理由",
        "篡改监测记录的，依法追究责任",
        "任何人不得擅自直接删除报告",
        "核实出借人资金去向",
        "按小额、年龄、疾病、残疾排定先后，写明理由",
        "重点关注出借人反映的问题",
        "对出借人一视同仁，不排名",
        "在网站列出接待地点和时间",
        "网站公布出借人数和兑付比例",
        "自动提醒签发人",
        "时钟自动开始计时",
        "不得自动启动",
        "首报经值班长电话批准后发出",
        "不得拖延发布权威信息",
        "不得打击报复举报人",
        "出借人分层、地域分布",
        "颜色预警只对自然灾害，红橙黄蓝预警不用于网贷风险",
        "建立出借人诉求台账，当场出具回执",
        "照 GB/T 38209 和 ISO 22320 办",
        "关停 APP、注销 ICP 备案的，保留公告页",
    ],
)
def test_harmless_sentences_pass(text: str) -> None:
    """What forbids it, punishes it or merely uses its words is loaded as it stands."""
    assert forbidden_in(text) is None
    assert refusals(tasks=TASK.format(title="一项任务", detail=f"'{text}'")) == ()


@pytest.mark.parametrize("text", ["call every one of these people", "see ten officers at home 晚上"])
def test_a_plan_speaks_chinese(text: str) -> None:
    """A sentence in Latin letters is refused at its line: nobody could check by the list what it asks for."""
    found = refusals(statements=STATEMENT % text)
    assert [(problem.where, problem.remedy) for problem in found] == [("statement_rules.0.served_by", "请用中文写")]


def test_names_of_standards_are_no_foreign_sentence() -> None:
    """Short names in Latin letters stand in Chinese sentences."""
    written = laid(statements=STATEMENT % "照 ISO 22320 和 GB/T 38209 办，用 APP 公布")
    assert written.statements is not None
    assert written.statements.statement_rules[-1].id == "own"


@pytest.mark.parametrize(
    ("part", "text", "where"),
    [
        (
            "legal_basis",
            "legal_basis:\n  - {id: own, title: 省里的规定, says: 查明发帖人身份, verified: false, clause: '0.6'}\n",
            "legal_basis.0.says",
        ),
        (
            "clauses",
            "clauses:\n  - {id: S.1, section: 查明发帖人身份, quote: 按规定办, owners: [R3]}\n",
            "clauses.0.section",
        ),
    ],
)
def test_no_text_stays_unread(part: str, text: str, where: str) -> None:
    """What a law is said to say, and the heading a clause stands under, are read like all else."""
    found = refusals(**{part: text})
    assert any(problem.where == where and problem.message.startswith("N2：") for problem in found)


@pytest.mark.parametrize(
    "words", ["不得删除帖", "不得拖延删除帖", "出借人名单不得公示、", "缓报预警", "不得无须审核、"]
)
def test_reading_grows_with_the_length_only(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the text is twice the work, and no look around a find goes further than a line."""
    read: list[int] = []

    def watched_ban(leading: str) -> bool:
        read.append(len(leading))
        return forbids(leading)

    def watched_refusal(following: str) -> bool:
        read.append(len(following))
        return turned_down(following)

    monkeypatch.setattr(guard_words, "forbids", watched_ban)
    monkeypatch.setattr(guard_words, "turned_down", watched_refusal)
    work = []
    for times in (500, 1000):
        read.clear()
        forbidden_in.__wrapped__(words * times)
        assert max(read) <= REACH
        work.append(sum(read))
    assert work[1] <= 2.1 * work[0]
