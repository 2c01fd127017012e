"""Forms are found again by their terms, however they are written."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from search.plan.forms import Form, FormIndex

WRITTEN = ["HĐND", "Hội đồng nhân dân", "hội  đồng", "GD&ĐT", "kĩ sư", "kỹ sư", "qúi", "quý", "24h"]
WRITTEN += ["Mát-xcơ-va", "TP.HCM", "XX", "ca", "CA", "U-23", "nứơc", "nước", "Cán bộ, công chức"]
texts = st.lists(st.sampled_from(WRITTEN) | st.text(max_size=8), max_size=12)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_forms_of_the_same_terms_are_found_together(written: list[str]) -> None:
    written = [" ".join(text.split()) for text in written]
    index = FormIndex(written)
    forms = [Form.of(text) for text in written]
    assert [*index] == forms
    for form in filter(lambda form: form.terms, forms):
        alike = [number for number, other in enumerate(forms) if other.terms == form.terms]
        assert index.having(form) == alike
        assert form.terms in [one.terms for one in index.beginning(form.folded[0])]


def test_nothing_begins_with_what_no_form_has() -> None:
    index = FormIndex(["Hội đồng nhân dân", "!!"])
    assert index.beginning("nha") == []
    assert index.having(Form.of("hội")) == []
    assert [form.text for form in index.beginning("hoi")] == ["Hội đồng nhân dân"]
