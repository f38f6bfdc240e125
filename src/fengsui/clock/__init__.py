"""时钟: one engine for every deadline."""
