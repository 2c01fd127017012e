"""`python -m khobao` is the command `khobao`."""

from khobao.main import main

main(prog_name="khobao")
