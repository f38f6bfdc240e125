"""通知: news written in the act's transaction and sent after it."""
