"""What templates call gets what it would get from Jinja."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import Environment, pass_context, pass_environment, pass_eval_context
from jinja2.runtime import Context

from web.pages.calling import DirectContext
from web.text.language import language_of


@pass_context
def in_context(context: Context, name: str) -> Any:
    return context.resolve(name)


@pass_eval_context
def is_escaped(context: Any) -> bool:
    return bool(context.autoescape)


@pass_environment
def newline(environment: Environment) -> str:
    return environment.newline_sequence


class Counter:
    """Is called, and has a method that is, too, which wants the context."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, **named: int) -> str:
        self.calls += 1
        return f"{sorted(named)} {self.calls}"

    @pass_context
    def beside(self, context: Context, more: int) -> int:
        return self.calls + more + int(context.resolve("one"))


class Contextual:
    """Is called, and wants the context for that."""

    @pass_context
    def __call__(self, context: Context) -> Any:
        return context.resolve("one")


TEMPLATES = [
    "{% for i in range(2) %}{{ in_context('i') }}{{ in_context('one') }}{% endfor %}",
    "{% block a %}{% set b = 3 %}{{ in_context('b') }}{{ plain(b) }}{% endblock %}",
    "{{ is_escaped() }} {{ newline()|length }} {{ counter() }} {{ counter(a=1, b=2) }}",
    "{% for i in [1, 2] %}{{ counter(a=i) }}{{ counter.beside(i) }}{{ contextual() }}{% endfor %}",
    "{% macro m(a, b='<') %}{{ a }}{{ b }}<{{ caller() if caller else '' }}{% endmacro %}"
    "{{ m('&') }}{{ m(a=m('x'), b='y') }}{% call m('&') %}<b>{{ plain('<') }}</b>{% endcall %}",
    "{% macro m(a) %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, three=3) }}",
    "{% for i in [[1, [2]], [3, []]] recursive %}{{ i }}{% if i[1:] %}{{ loop(i[1:]) }}{% endif %}"
    "{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{{ t('skip') }} {{ t('results.total', count=1234) }} {{ t.number(1234) }} {{ '<%s>' % one }}",
    "{{ namespace(a=1).a }} {{ dict(a=1).a }} {{ joiner('|')() }} {{ lipsum is defined }}",
]


@pytest.mark.parametrize("source", TEMPLATES)
def test_a_page_is_what_it_is_in_the_context_of_jinja(source: str) -> None:
    pages = []
    for kind in (Context, DirectContext):
        environment = Environment(autoescape=True)
        environment.context_class = kind
        given = {
            **{"in_context": in_context, "is_escaped": is_escaped, "newline": newline},
            **{"counter": Counter(), "contextual": Contextual(), "plain": lambda value: value},
            **{"t": language_of("vi"), "one": 1},
        }
        pages.append(environment.from_string(source).render(given))
    assert pages[0] == pages[1]
    assert pages[0]


def test_what_is_no_function_cannot_be_called() -> None:
    environment = Environment(autoescape=True)
    environment.context_class = DirectContext
    with pytest.raises(TypeError):
        environment.from_string("{{ one() }}").render(one=1)
