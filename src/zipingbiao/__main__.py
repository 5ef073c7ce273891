"""`python -m zipingbiao` is the command `zpb`."""

import sys

from zipingbiao.adapters.cli import main

if __name__ == "__main__":
    sys.exit(main())
