"""Django's handle on this room."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Papers and receipts; hands its facts in at start-up."""

    name = "fengsui.documents"
    label = "documents"

    def ready(self) -> None:
        """Hand in kinds, reaction, projector, tables and access rules."""
        from fengsui.conduct.house import FactKind, house  # noqa: PLC0415
        from fengsui.documents import facts, policy, projectors, reactions  # noqa: PLC0415

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
        house.add_table(projectors.PAPER, projectors.RECEIPT)
        policy.register()
