"""``python -m leitfrage``."""

from leitfrage.cli import main

main()
