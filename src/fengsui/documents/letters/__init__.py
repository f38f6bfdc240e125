"""General letters (请示、函、通知、纪要): drafted from a paper the plan names, each in a stream of its own."""
