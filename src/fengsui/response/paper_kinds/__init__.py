"""The further papers of an event: 续报, 态势评估, 终报, 更正报 and 收回函, composed from facts."""
