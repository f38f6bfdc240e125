"""Django's handle on this room."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Papers and receipts; hands its facts in at start-up."""

    name = "fengsui.documents"
    label = "documents"

    def ready(self) -> None:
        """Hand in kinds, reaction, projector, tables and access rules."""
        from fengsui.conduct.house import FactKind, StreamKind, house  # noqa: PLC0415
        from fengsui.documents import book, facts, policy, projectors, reactions  # noqa: PLC0415
        from fengsui.documents.letters import facts as begun  # noqa: PLC0415
        from fengsui.documents.letters import projectors as letters  # noqa: PLC0415
        from fengsui.documents.letters.queries import regions_of  # noqa: PLC0415
        from fengsui.documents.letters.state import PREFIX, LetterState, fold_letter  # noqa: PLC0415
        from fengsui.documents.sheets import registration  # noqa: PLC0415

        for name, model, title in (
            ("paper.submitted", facts.PaperSubmitted, "公文送签"),
            ("paper.approved", facts.PaperApproved, "公文批准"),
            ("paper.withdrawn", facts.PaperWithdrawn, "公文撤回"),
            ("paper.sent", facts.PaperSent, "公文发出"),
            ("receipt.recorded", facts.ReceiptRecorded, "收到回执"),
        ):
            house.add_kind(FactKind(name, model, title))
            house.add_projector(name, projector=projectors.project)
        house.add_reaction("signature.given", reaction=reactions.approve_signed_paper)
        house.add_reaction("paper.submitted", reaction=reactions.approve_signed_copy)
        house.add_kind(FactKind("letter.begun", begun.LetterBegun, "起草公文"))
        house.add_kind(FactKind("letter.dropped", begun.LetterDropped, "公文不再办理"))
        house.add_kind(FactKind("letter.copies_ordered", begun.CopiesOrdered, "逐家成文"))
        house.add_kind(FactKind("letter.copies_completed", begun.CopiesCompleted, "逐家成文完成"))
        house.add_kind(FactKind("scan.attached", facts.ScanAttached, "登记用印扫描件"))
        house.add_kind(FactKind("paper.sealed", facts.PaperSealed, "加盖电子印章"))
        house.add_stream(StreamKind(PREFIX, LetterState, fold_letter))
        house.add_regions(PREFIX, regions_of)
        house.add_projector("letter.begun", "paper.submitted", *letters.STATUSES, projector=letters.project)
        house.add_projector(*book.KINDS, projector=book.project)
        house.add_projector("scan.attached", projector=projectors.project_scan)
        house.add_table(projectors.PAPER, projectors.RECEIPT, letters.LETTER, book.NUMBER, projectors.SCAN)
        policy.register()
        registration.register()
