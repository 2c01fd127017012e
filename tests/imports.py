"""Checks the contracts of setup.cfg about who may import whom, as the command `lint-imports` does.

import-linter itself is no module that `python -m` can run.
"""

from importlinter.cli import lint_imports_command

if __name__ == "__main__":
    lint_imports_command()
