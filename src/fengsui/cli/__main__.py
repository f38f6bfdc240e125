"""``python -m fengsui.cli``."""

import sys

from fengsui.cli.main import main

sys.exit(main())
