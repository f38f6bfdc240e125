"""Events that turn out to be one, to be two, or not to be over: merge, split, reopen; and a lead that passes on."""
