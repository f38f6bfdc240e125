"""Imports: a preview that lists every bad row, then the whole table or nothing of it."""

from datetime import date

import pytest

from fengsui.conduct.access import AccessDenied, Actor
from fengsui.conduct.acting import Refused
from fengsui.ledger.reading import count_facts, read_all, read_fact
from fengsui.registry.actions import (
    TableRefused,
    change_institution,
    end_officer,
    import_table,
    name_watchers,
    preview_table,
)
from fengsui.registry.exporting import export_table
from fengsui.registry.models import Department, Institution, Officer, TableImport, Watch
from fengsui.registry.queries import (
    actor_for_officer,
    contact_for,
    institution_names,
    institutions,
    phones_of,
    table_imports,
)
from tests.registry.copies import administrator, appointed, assert_ledger_tells_the_same, imported
from tests.registry.workbooks import book

pytestmark = pytest.mark.usefixtures("copy")

HEADER = "机构名称,统一社会信用代码,平台名称,注册地,经营地,机构分类,待偿余额（元）,余额日期,出借人数,状态\n"
FIRST = "江桥网络借贷公司,91990203MA0EXAMP1W,江桥贷,南浦市浦湾区,岚湾省,B3,1234.50,2019-06-30,120,在营\n"
SECOND = "北屿金服公司,,北屿贷,云汀省云汀市,,B2,,,,在营\n"
OFFICERS = "姓名,单位编号,职务,角色,电话,邮箱,地区,登录名\n"
WATCHER = "示例乙,police,科员,R4,13900000002,second@example.cn,云汀省,officer.two\n"


def analyst() -> Actor:
    return appointed("示例分析员", "R5", login="analyst")


def test_preview_lists_every_bad_row_and_writes_nothing() -> None:
    """The clerk sees all that is wrong at once, and the register is as before."""
    actor = analyst()
    before = count_facts()
    text = HEADER + FIRST + ",,,云汀省,,,,,,\n" + "丙贷公司,,,某处,,,,,,\n" + "丁贷公司,,,岚湾省,,,,,,\n"
    table = preview_table(actor=actor, template_id="institutions", content=text.encode())
    assert [finding.row_number for finding in table.errors] == [3, 4, 5]
    assert "不在本辖区" in table.errors[2].message_zh
    assert table.row_count == 4
    assert [row.standing for row in table.rows] == ["added"]
    assert count_facts() == before
    assert Institution.objects.count() == 0


def test_one_bad_row_keeps_the_whole_table_out() -> None:
    """All or nothing: the refusal names the first errors and carries all of them."""
    with pytest.raises(TableRefused, match=r"1 处错误，一行也没有导入。第 3 行") as refused:
        imported(analyst(), "institutions", HEADER + FIRST + "丙贷公司,,,某处,,,,,,\n")
    assert len(refused.value.table.errors) == 1
    assert Institution.objects.count() == 0
    assert TableImport.objects.count() == 1  # the plan's departments, at set-up


def test_import_is_one_fact_and_reads_back() -> None:
    """A table is one fact with its file's hash; every cell arrives typed; the ledger alone gives the same rows."""
    outcome = imported(analyst(), "institutions", HEADER + FIRST + SECOND)
    assert outcome.fact.kind == "institutions.imported"
    assert outcome.fact.stream == "registry/990000"
    assert outcome.fact.payload["added"] == 2
    row = Institution.objects.get(name="江桥网络借贷公司")
    assert row.outstanding_balance_fen == 123450
    assert row.registered_region == "990203"
    assert row.operating_regions == ["980000"]
    assert row.lender_count == 120
    assert row.row_number == 2
    assert row.batch == outcome.fact.payload["batch"]
    assert table_imports("institutions")[0].file_sha256 == outcome.fact.payload["file_sha256"]
    assert_ledger_tells_the_same()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
def test_files_of_excel_and_wps_are_taken(encoding: str) -> None:
    """GBK, UTF-8 with BOM and Unicode text give the same rows."""
    imported(analyst(), "institutions", HEADER + FIRST, encoding)
    assert Institution.objects.get().name == "江桥网络借贷公司"


def test_wrong_credit_code_warns_and_never_blocks() -> None:
    """A code that fails its check is kept as written, with the problem beside it; a missing one too."""
    imported(analyst(), "institutions", HEADER + FIRST.replace("AMP1W", "AMP1X") + SECOND)
    row = Institution.objects.get(name="江桥网络借贷公司")
    assert row.credit_code == "91990203MA0EXAMP1X"
    assert "校验码" in row.credit_code_problem
    assert any("校验码" in warning for warning in row.warnings)
    assert Institution.objects.get(name="北屿金服公司").credit_code == ""


def test_code_of_digits_only_is_no_identity_number() -> None:
    """A credit code of eighteen digits is a lawful code: it is imported, not taken for a person's number."""
    code = "913300007043161878"
    imported(analyst(), "institutions", HEADER + FIRST.replace("91990203MA0EXAMP1W", code))
    assert Institution.objects.get().credit_code == code
    assert_ledger_tells_the_same()


def test_same_file_twice_is_told_and_changes_nothing() -> None:
    """The second time the file is refused politely; not even a fact is written."""
    actor = analyst()
    imported(actor, "institutions", HEADER + FIRST)
    before = count_facts()
    with pytest.raises(TableRefused, match="已于 2019-10-08 导入过，名册没有变化"):
        imported(actor, "institutions", HEADER + FIRST)
    with pytest.raises(TableRefused, match="完全一致，名册没有变化"):
        imported(actor, "institutions", HEADER + FIRST.replace("江桥贷", " 江桥贷 "))
    assert count_facts() == before


def test_same_key_twice_imports_once() -> None:
    """A doubled click with one idempotency key gives the first import back."""
    actor, content = analyst(), (HEADER + FIRST).encode()
    sha = preview_table(actor=actor, template_id="institutions", content=content).sha256
    first, second = (
        import_table(
            actor=actor, template_id="institutions", content=content, seen_sha256=sha, idempotency_key="click-1"
        )
        for _ in range(2)
    )
    assert second.repeated
    assert second.fact == first.fact


def test_another_file_than_the_previewed_one_is_refused() -> None:
    """What is imported is what was seen."""
    with pytest.raises(Refused, match="不是同一份"):
        import_table(
            actor=analyst(), template_id="institutions", content=(HEADER + FIRST).encode(), seen_sha256="0" * 64
        )
    assert Institution.objects.count() == 0


def test_second_table_updates_and_removes_nothing() -> None:
    """The same institution keeps its id; empty cells leave what is known; rows that are not in the file stay."""
    actor = analyst()
    imported(actor, "institutions", HEADER + FIRST + SECOND)
    ids = {row.name: row.pk for row in Institution.objects.all()}
    outcome = imported(actor, "institutions", HEADER + "江桥网络借贷公司,91990203MA0EXAMP1W,,南浦市浦湾区,,,99.00,,,\n")
    assert (outcome.fact.payload["added"], outcome.fact.payload["changed"]) == (0, 1)
    row = Institution.objects.get(pk=ids["江桥网络借贷公司"])
    assert (row.outstanding_balance_fen, row.platform_name, row.lender_count) == (9900, "江桥贷", 120)
    assert Institution.objects.count() == 2
    assert_ledger_tells_the_same()


def test_code_learnt_later_makes_no_second_institution() -> None:
    """An institution first listed without its code is recognised by name and place when the code comes."""
    actor = analyst()
    imported(actor, "institutions", HEADER + SECOND)
    before = Institution.objects.get().pk
    imported(actor, "institutions", HEADER + SECOND.replace("公司,,", "公司,91990203MA0EXAMP1W,"))
    row = Institution.objects.get()
    assert (row.pk, row.credit_code, row.credit_code_problem) == (before, "91990203MA0EXAMP1W", "")


def test_rows_that_look_the_same_are_all_kept_and_told() -> None:
    """No row of a file is lost: doubles get ids of their own and a warning; the same file names the same ids again."""
    actor = analyst()
    text = HEADER + SECOND * 3 + SECOND.replace("北屿贷", "北屿宝")
    table = preview_table(actor=actor, template_id="institutions", content=text.encode())
    assert len({row.id for row in table.rows}) == 4
    assert sum("像是同一条" in finding.message_zh for finding in table.warnings) == 3
    imported(actor, "institutions", text)
    again = preview_table(actor=actor, template_id="institutions", content=text.encode())
    assert [(row.id, row.standing) for row in again.rows] == [(row.id, "unchanged") for row in table.rows]


def test_place_of_operation_lets_an_institution_in_with_a_warning() -> None:
    """Registered elsewhere, operating here: entered, and it is said who leads (clause 1.2.g)."""
    text = HEADER + "外省平台公司,,外省贷,岚湾省,云汀省云汀市,,,,,\n"
    table = preview_table(actor=analyst(), template_id="institutions", content=text.encode())
    assert table.errors == ()
    assert any("由注册地牵头" in warning for warning in table.rows[0].warnings)


def test_watchers_and_corrections_outlive_an_import() -> None:
    """An import never unnames a watcher."""
    actor, duty = analyst(), appointed("示例值班长", "R3", login="duty")
    pair = [appointed(f"示例盯防{mark}", "R4", login=f"watch.{mark}").officer for mark in ("one", "two")]
    imported(actor, "institutions", HEADER + FIRST)
    institution = Institution.objects.get().pk
    name_watchers(actor=duty, institution=institution, watcher_a=pair[0], watcher_b=pair[1])
    change_institution(actor=actor, institution=institution, values={"status": "exiting"}, reason="已报退出方案")
    imported(actor, "institutions", HEADER + FIRST.replace("B3", "B4"))
    assert Watch.objects.get(pk=institution).watcher_b == pair[1]
    assert Institution.objects.get().class_code == "B4"
    assert_ledger_tells_the_same()


def test_progress_is_told_and_a_large_table_loses_no_row() -> None:
    """Thousands of rows arrive, every one, while the clerk sees how far it is."""
    rows = [f"示例{number}号公司,,示例{number}贷,云汀省,,,{number}.00,2019-06-30,,\n" for number in range(1, 1802)]
    steps: list[tuple[int, int]] = []
    actor, content = analyst(), (HEADER + "".join(rows)).encode()
    sha = preview_table(actor=actor, template_id="institutions", content=content).sha256
    import_table(
        actor=actor,
        template_id="institutions",
        content=content,
        seen_sha256=sha,
        progress=lambda done, total: steps.append((done, total)),
    )
    assert steps == [(500, 1801), (1000, 1801), (1500, 1801), (1801, 1801)]
    assert Institution.objects.count() == 1801
    assert set(Institution.objects.values_list("outstanding_balance_fen", flat=True)) == {
        number * 100 for number in range(1, 1802)
    }


def test_only_the_named_roles_import() -> None:
    """Institutions: duty chief, analyst, supervisor. Officers: the administrator, who imports no institution."""
    with pytest.raises(AccessDenied, match="导入机构名册"):
        imported(appointed("示例文电", "R7"), "institutions", HEADER + FIRST)
    with pytest.raises(AccessDenied, match="管理人员"):
        imported(analyst(), "officers", OFFICERS + WATCHER)
    with pytest.raises(AccessDenied, match="导入机构名册"):
        imported(administrator(), "institutions", HEADER + FIRST)


def test_officer_of_a_city_imports_nothing_for_the_province() -> None:
    """The register is the whole copy's: an officer of one city can't write it."""
    with pytest.raises(AccessDenied, match="不在您的辖区"):
        imported(appointed("示例市级", "R6", region="990200"), "institutions", HEADER + FIRST)


def test_administrator_with_another_role_is_refused() -> None:
    """R16 stands alone, in a table as in an appointment (三员)."""
    with pytest.raises(TableRefused, match="不得兼任"):
        imported(administrator(), "officers", OFFICERS + WATCHER.replace("R4", "R16；R3"))
    with pytest.raises(Refused, match="不得兼任"):
        appointed("示例兼任", "R16", "R3")


def test_phones_of_officers_are_sealed(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A phone stands in no fact, no batch and no row in the clear; it opens for a purpose."""
    from django.conf import settings  # noqa: PLC0415  (the home of this test)

    from fengsui.conduct.batches import read_batch  # noqa: PLC0415

    outcome = imported(administrator(), "officers", OFFICERS + WATCHER)
    appointed("示例丁", "R3", login="duty", phone="13900000004", email="fourth@example.cn")
    everything = repr([fact.payload for fact in read_all()]) + repr(read_batch(outcome.fact.payload["batch"]))
    everything += repr(list(Officer.objects.values()))
    files = b"".join(path.read_bytes() for path in (settings.HOME / "batches").iterdir())
    for text in ("13900000002", "second@example.cn", "13900000004", "fourth@example.cn"):
        assert text not in everything
        assert text.encode() not in files
    duty = actor_for_officer("officer/duty")
    assert phones_of(duty, ["officer/officer.two"], purpose="通知到岗") == {"officer/officer.two": "13900000002"}
    with pytest.raises(AccessDenied, match="用途"):
        phones_of(duty, ["officer/officer.two"], purpose=" ")
    assert_ledger_tells_the_same()


def test_changed_phone_is_sealed_anew_and_an_unchanged_one_stays() -> None:
    """Only a number that differs is sealed again; an empty cell leaves it."""
    actor = administrator()
    imported(actor, "officers", OFFICERS + WATCHER)
    first = Officer.objects.get(pk="officer/officer.two")
    imported(actor, "officers", OFFICERS + WATCHER.replace("13900000002", "").replace("科员", "副科长"))
    second = Officer.objects.get(pk="officer/officer.two")
    assert (second.post, second.phone, second.email) == ("副科长", first.phone, first.email)
    imported(actor, "officers", OFFICERS + WATCHER.replace("13900000002", "13900000003").replace("科员", "副科长"))
    third = Officer.objects.get(pk="officer/officer.two")
    assert third.phone != first.phone
    assert third.email == first.email
    assert_ledger_tells_the_same()


def test_personal_numbers_in_clear_columns_are_refused() -> None:
    """A mobile number in a post or a platform name would stay in the ledger: the row is refused, without quoting it."""
    for actor, template, text in (
        (administrator(), "officers", OFFICERS + WATCHER.replace("科员", "科员13900000009")),
        (analyst(), "institutions", HEADER + FIRST.replace("江桥贷", "江桥贷13900000009")),
    ):
        table = preview_table(actor=actor, template_id=template, content=text.encode())
        assert any("手机号" in finding.message_zh for finding in table.errors)
        assert not any("13900000009" in finding.message_zh for finding in table.findings)


def test_warning_that_quotes_a_phone_is_not_kept() -> None:
    """What a clerk typed into the wrong column doesn't reach the ledger through a warning about it."""
    imported(analyst(), "institutions", HEADER + FIRST.replace("B3", "13900000009"))
    assert "13900000009" not in repr(Institution.objects.get().warnings)


def test_officers_need_a_known_department() -> None:
    """An unknown department is an error that says what to import first; so is a place elsewhere."""
    elsewhere = OFFICERS + WATCHER.replace("云汀省,", "岚湾省,")
    table = preview_table(actor=administrator(), template_id="officers", content=elsewhere.encode())
    assert [finding.message_zh for finding in table.errors] == ["地区不在本辖区，请核对"]
    table = preview_table(
        actor=administrator(),
        template_id="officers",
        content=(OFFICERS + WATCHER.replace("police", "nowhere")).encode(),
    )
    assert [finding.message_zh for finding in table.errors] == ["单位编号“nowhere”不在成员单位表中，请先导入成员单位"]


def test_import_never_takes_the_last_administrator_away() -> None:
    """A table that gives the only administrator other duties is refused."""
    with pytest.raises(TableRefused, match="没有系统管理员"):
        imported(administrator(), "officers", OFFICERS + "示例管理员,police,,R3,,,,admin.one\n")


def test_real_bodies_carry_the_duty_of_the_plan() -> None:
    """A body with a code of its own is found under the plan's department by the clause of its duty."""
    imported(administrator(), "departments", "单位编号,单位名称,职责条款\nlocal-finance,云汀省金融局,1.3.e\n")
    row = Department.objects.get(code="local-finance")
    assert row.plan_id == "financial_regulation"
    assert Department.objects.get(code="police").plan_id == "police"


def test_contact_book_knows_the_plan_s_addressees() -> None:
    """The entry of an addressee is found by name; a mobile number is sealed, an office line is not."""
    office = "云汀省网络借贷风险专项整治领导小组办公室"
    header = "单位,用途,联系人,电话,备用电话\n"
    imported(appointed("示例文电", "R7"), "contacts", f"{header}{office},24 小时值班,,0990-0000000,13900000001\n")
    contact = contact_for("rectification_office")
    assert contact is not None
    assert (contact.organisation, contact.phone, contact.second_phone) == (office, "0990-0000000", "")
    assert contact.second_phone_sealed
    assert contact_for("internet_finance_office") is None
    assert_ledger_tells_the_same()


def test_import_fact_names_its_clause() -> None:
    """The act is traceable to the plan."""
    outcome = imported(analyst(), "institutions", HEADER + FIRST)
    fact = read_fact(outcome.fact.reference)
    assert fact is not None
    assert fact.clause == "1.2.e"


def test_officer_who_left_is_not_brought_back_by_a_table() -> None:
    """A table that still lists who has left says so and leaves it; appointing is an act of its own."""
    actor = administrator()
    imported(actor, "officers", OFFICERS + WATCHER)
    end_officer(actor=actor, officer="officer/officer.two", reason="调离")
    text = OFFICERS + WATCHER + "示例戊,tax,科员,R10,,fifth@example.cn,,\n"
    table = preview_table(actor=actor, template_id="officers", content=text.encode())
    assert table.warnings[0].message_zh.startswith("此人已离任")
    imported(actor, "officers", text)
    assert not Officer.objects.get(pk="officer/officer.two").active
    assert Officer.objects.get(name="示例戊").pk == "officer/00001"
    assert_ledger_tells_the_same()


def test_officer_who_gets_a_login_stays_the_same_officer() -> None:
    """A login given later joins the officer of that name and department; a namesake with a login is another."""
    actor = administrator()
    imported(actor, "officers", OFFICERS + WATCHER.replace("officer.two", ""))
    imported(actor, "officers", OFFICERS + WATCHER)
    assert Officer.objects.get(login="officer.two").pk == "officer/00001"
    imported(actor, "officers", OFFICERS + WATCHER.replace("officer.two", "officer.three"))
    assert Officer.objects.filter(name="示例乙").count() == 2
    assert_ledger_tells_the_same()


def test_a_workbook_is_imported_and_the_same_file_twice_changes_nothing() -> None:
    """XLSX goes in as CSV does: typed, one fact; the same bytes again, or the register's own export, are refused."""
    actor = analyst()
    header = ("机构名称", "注册地", "简称、别名", "曾用名", "待偿余额（万元）", "余额日期")
    content = book(header, ("江桥网络借贷公司", "云汀省", "江桥网贷；江桥金服", "江桥投资", 1.5, date(2019, 6, 30)))
    table = preview_table(actor=actor, template_id="institutions", content=content)
    assert table.encoding == "xlsx"
    import_table(actor=actor, template_id="institutions", content=content, seen_sha256=table.sha256)
    row = Institution.objects.get()
    assert (row.aliases, row.former_names) == (["江桥网贷", "江桥金服"], ["江桥投资"])
    assert row.outstanding_balance_fen == 1_500_000
    facts = count_facts()
    with pytest.raises(TableRefused, match="导入过，名册没有变化"):
        import_table(actor=actor, template_id="institutions", content=content, seen_sha256=table.sha256)
    taken = export_table(actor, "institutions", table_format="xlsx")
    with pytest.raises(TableRefused, match="完全一致，名册没有变化"):
        import_table(
            actor=actor,
            template_id="institutions",
            content=taken,
            seen_sha256=preview_table(actor=actor, template_id="institutions", content=taken).sha256,
        )
    assert count_facts() == facts
    assert_ledger_tells_the_same()


def test_other_names_find_an_institution_and_go_to_the_readers() -> None:
    """Aliases and former names are searched, given to the readers of texts, kept by an import without them, cleared."""
    actor = analyst()
    imported(
        actor, "institutions", "机构名称,注册地,平台名称,应用程序名称,曾用名\n甲公司,云汀省,甲贷,甲贷,旧甲公司；老甲\n"
    )
    imported(actor, "institutions", "机构名称,注册地,存管银行\n甲公司,云汀省,示例银行\n")
    [(institution, names)] = institution_names()
    assert names == ("甲公司", "甲贷", "旧甲公司", "老甲")
    assert [row.pk for row in institutions(actor, search="老甲").rows] == [institution]
    assert institutions(actor, search="老乙").rows == ()
    change_institution(actor=actor, institution=institution, values={}, cleared=("former_names",), reason="已核实")
    assert institution_names() == [(institution, ("甲公司", "甲贷"))]
    assert institutions(actor, search="老甲").rows == ()


def test_an_amount_in_the_other_unit_is_refused() -> None:
    """万元 written under 元 differs from the register by ten thousand: an error that names the other column."""
    actor = analyst()
    imported(actor, "institutions", HEADER + FIRST.replace("1234.50", "123456789"))
    slipped = HEADER + FIRST.replace("1234.50", "13000")
    table = preview_table(actor=actor, template_id="institutions", content=slipped.encode())
    [finding] = table.errors
    assert (finding.row_number, finding.column) == (2, "outstanding_balance_yuan")
    assert "万分之一" in finding.message_zh
    right = slipped.replace("待偿余额（元）", "待偿余额（万元）")
    assert preview_table(actor=actor, template_id="institutions", content=right.encode()).errors == ()
