"""How templates call what they are given: hundreds of times on a page of results."""

from __future__ import annotations

from types import FunctionType, MethodType
from typing import Any

from jinja2.runtime import Context, Macro

from web.text.language import Language

_FUNCTIONS = (FunctionType, MethodType)


class DirectContext(Context):
    """The context of a template: what wants nothing of the template is called as it is.

    Jinja asks everything that is called whether it wants the template's context first, by looking
    for the mark of `jinja2.pass_context` and the like in several places. Macros want how the page
    is escaped, languages and most functions want nothing.
    """

    def call(self, called: Any, /, *given: Any, **named: Any) -> Any:
        """What `called` gives; in loops and blocks, templates tell their variables besides."""
        kind = type(called)
        if kind is Macro:
            given = (self.eval_ctx, *given)
        elif kind is not Language and (kind not in _FUNCTIONS or hasattr(called, "jinja_pass_arg")):
            return super().call(called, *given, **named)
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        return called(*given, **named)
