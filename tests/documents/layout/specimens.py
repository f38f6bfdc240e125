"""Invented papers for the layout tests: a first report on one page and a written report with tables."""

from __future__ import annotations

from datetime import date

from fengsui.documents.layout import (
    Heading,
    KeyValueRow,
    KeyValueTable,
    Paper,
    Paragraph,
    Receipt,
    ReceiptTable,
    Run,
    Section,
    Table,
)

OFFICE = "云汀省网络借贷风险事件应急处置领导小组办公室"
CHECKPOINT = "底账检查点　第12号　a1b2c3d4e5f60718"


def first_report(**changes: object) -> Paper:
    """A 首报 on one page with the fields of the two-hour form."""
    row = KeyValueRow
    fields = (
        row(label="事件名称", value="青禾市穗丰金服平台停付事件", required=True),
        row(label="事件类型", value="（三）平台停付、失联", required=True),
        row(label="初判等级", value="较大（规则 G-3）", required=True),
        row(label="事发时间", value="2026年5月3日08时40分", required=True),
        row(label="获知时间", value="2026年5月3日09时12分", required=True),
        row(label="认定时间", value="2026年5月3日09时55分", required=True),
        row(label="事发地", value="云汀省青禾市河东区", required=True),
        row(label="信息来源", value="青禾市金融工作部门电话", required=True),
        row(
            label="涉事机构",
            value="穗丰金服信息咨询有限公司，统一社会信用代码 91000000MA00000X0X，"
            "平台“穗丰金服”，注册地青禾市，经营地青禾市、临溪市",
        ),
        row(
            label="基本经过",
            value="5月3日8时40分起，平台网页和手机应用停止兑付，客服电话无人接听。"
            "9时12分青禾市接到12名出借人到场反映，现场秩序平稳，未发生伤亡。",
        ),
        row(label="待偿余额", value=Run(text="23,410万元（截至4月30日）", status="verified"), required=True),
        row(label="出借人数", value=Run(text="3,120人", status="estimated")),
        row(label="借款人数", value=""),
        row(label="逾期金额", value=""),
        row(label="关键人员状态", value=Run(text="法定代表人暂未联系上", status="unverified")),
        row(label="现场人数", value=Run(text="约12人（目测）", status="unverified")),
        row(label="伤亡", value="无"),
        row(label="保证保险", value=""),
        row(label="已采取措施", value="09:20 派员到场；09:40 通报公安、网信部门；10:05 启动会商。"),
        row(label="发展趋势", value="到场人数可能在当日下午增加，暂无跨省扩散迹象。"),
        row(label="需要支持", value="请协调存管银行提供账户余额。"),
        row(label="联络负责人", value="值班室　0000-1234567", required=True),
        row(label="启动情况", value="待领导小组决定"),
    )
    values: dict[str, object] = {
        "kind": "report",
        "issuing_body": OFFICE,
        "mark": OFFICE + "文件",
        "urgency": "特急",
        "document_number": "云网险报〔2026〕3号",
        "signatory": "魏明远",
        "one_page": True,
        "title": "关于青禾市穗丰金服平台停付事件的首次报告",
        "main_recipients": ("国家网贷风险整治办", "国家互金风险整治办", "处非联席会议办公室"),
        "blocks": (
            KeyValueTable(rows=fields, pairs_per_row=2),
            ReceiptTable(
                receipts=(
                    Receipt(
                        unit="国家网贷风险整治办",
                        channel="专线",
                        sent_at="5月3日10:48",
                        receiver="值班员",
                        received_at="5月3日10:52",
                    ),
                    Receipt(unit="国家互金风险整治办", channel="专线", sent_at="5月3日10:49"),
                    Receipt(unit="处非联席会议办公室", channel="电话"),
                )
            ),
        ),
        "issued_by": OFFICE,
        "issued_on": date(2026, 5, 3),
        "printed_on": date(2026, 5, 3),
        "copies_to": ("省委办公厅", "省政府办公厅"),
        "checkpoint": CHECKPOINT,
        "frame": "demonstration",
    }
    return Paper.model_validate(values | changes)


def written_report(**changes: object) -> Paper:
    """A four-hour written report with several sections and tables that cross pages."""
    bands = Table(
        caption="出借人分层（截至2026年4月30日）",
        columns=("金额分层", "人数（人）", "待偿余额（万元）", "占比"),
        rows=(
            ("1万元以下", "1,204", "612", "2.6%"),
            ("1万—5万元", "1,015", "2,880", "12.3%"),
            ("5万—20万元", "702", "7,918", "33.8%"),
            ("20万—100万元", "181", "8,400", "35.9%"),
            ("100万元以上", "18", Run(text="3,600", status="unverified"), ""),
        ),
    )
    log = Table(
        caption="大事记",
        columns=("时间", "事项", "经办"),
        widths=(4, 14, 5),
        rows=tuple(
            (
                f"{9 + index // 12:02d}:{index % 12 * 5:02d}",
                f"第{index + 1}项记录：接处置小组报告，核对停付情况，通知相关单位到场并登记诉求。",
                "值班室",
            )
            for index in range(26)
        ),
    )
    values: dict[str, object] = {
        "kind": "report",
        "issuing_body": OFFICE,
        "mark": OFFICE + "文件",
        "urgency": "特急",
        "document_number": "云网险报〔2026〕4号",
        "signatory": "魏明远",
        "title": "关于青禾市穗丰金服平台停付事件有关情况的书面报告",
        "main_recipients": (
            "国家网络借贷风险专项整治工作领导小组办公室",
            "国家互联网金融风险专项整治工作领导小组办公室",
            "处置非法集资部际联席会议办公室",
        ),
        "blocks": (
            Section(
                title="事件概况",
                blocks=(
                    Paragraph(
                        runs=(
                            Run(text="2026年5月3日8时40分，穗丰金服平台停止兑付。经青禾市核查，平台待偿余额"),
                            Run(text="23,410万元", figure_reference="outstanding", status="verified"),
                            Run(text="，涉及出借人"),
                            Run(text="3,120人", figure_reference="lenders", status="estimated"),
                            Run(text="，其中省外出借人"),
                            Run(text="", figure_reference="outside_lenders", status="unverified"),
                            Run(text="。现场秩序总体平稳。"),
                        )
                    ),
                ),
            ),
            Section(
                title="机构情况",
                blocks=(
                    Heading(level=2, text="股权与实际控制人"),
                    Paragraph.of(
                        "穗丰金服信息咨询有限公司成立于2015年，注册资本5,000万元。法定代表人赵喆，监事钱堃，董事孙镕、李昇。"
                    ),
                    Heading(level=2, text="存管与备案"),
                    Paragraph.of(
                        "平台与青禾商业银行签订资金存管协议，网站备案号"
                        "云ICP备00000000号，"
                        "网址 https://www.example.invalid/lending/platform/index.html?channel=qinghe&region=hedong 。"
                    ),
                ),
            ),
            Section(title="风险底数", blocks=(Paragraph.of("出借人分层情况如下表。"), bands)),
            Section(title="原因初步分析"),
            Section(title="关联与传导", when_empty="无"),
            Section(
                title="已采取措施",
                blocks=(
                    Heading(level=2, text="指挥协调"),
                    Heading(level=3, text="会商。"),
                    Paragraph.of("10时05分召开会商会，明确注册地牵头、经营地配合。"),
                    Heading(level=3, text="现场。"),
                    Paragraph.of("派出两个工作组到场接待，登记诉求12件。"),
                ),
            ),
            Section(title="大事记", blocks=(log,)),
            Section(
                title="下一步工作",
                blocks=(Paragraph.of("按职责分工推进资产清查、账户核对和诉求登记工作，每日报送进展。"),),
            ),
        ),
        "attachments": ("底数表", "措施台账"),
        "issued_by": OFFICE,
        "issued_on": date(2026, 5, 3),
        "printed_on": date(2026, 5, 3),
        "copies_to": (
            "省委办公厅",
            "省政府办公厅",
            "省公安厅",
            "省市场监督管理部门",
            "省通信管理部门",
            "青禾市人民政府",
        ),
        "checkpoint": CHECKPOINT,
    }
    return Paper.model_validate(values | changes)
