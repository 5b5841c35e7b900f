"""What nobody means to say is taken from a name, and never all of it."""

# ruff: noqa: RUF001  (letters that look like others are meant)
from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from chipgate.screening.legal_forms import FORMS
from chipgate.screening.names import core_of, fold, forms_of, is_latin, readings, words_of


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ZORVIK Optics", "zorvik optics"),
        ("Łódź  Ørsted-Đạt\tÆgir", "lodz orsted dat aegir"),
        ("Straße İstanbul ılık", "strasse istanbul ilik"),
        ("Ｚｏｒｖｉｋ　Ｏｐｔｉｃｓ", "zorvik optics"),
        ("Foo & Bar", "foo and bar"),
        ("O'Neil’s", "oneils"),
        ("Foo S.p.A.", "foo spa"),
        ("L.L.C. Foo", "llc foo"),
        ("Foo, Inc. (Shanghai)", "foo inc shanghai"),
        ("No.5 Research/Design", "no 5 research design"),
        ("ООО «Йод»", "ооо иод"),
        ("昊旭澜（北京）", "昊旭澜 北京"),
        ("ガ株式会社", "ガ株式会社"),
        ("!!!", "!!!"),
    ],
)
def test_case_accents_and_punctuation_are_folded(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("written", "core"),
    [
        ("Zorvik Co., Ltd.", "zorvik"),
        ("Zorvik GmbH & Co. KG", "zorvik"),
        ("Zorvik & Co.", "zorvik"),
        ("Zorvik Sdn. Bhd.", "zorvik"),
        ("Zorvik S. A.", "zorvik"),
        ("Zorvik A/S", "zorvik"),
        ("Zorvik Sp. z o.o.", "zorvik"),
        ("Zorvik Sanayi ve Ticaret A.Ş.", "zorvik"),
        ("Zorvik, S.A. de C.V.", "zorvik"),
        ("Zorvik Open Joint Stock Company", "zorvik"),
        ("OOO Zorvik", "zorvik"),
        ("ООО Зорвик", "зорвик"),
        ("PT Zorvik Tbk", "zorvik"),
        ("The Zorvik Company", "zorvik"),
        ("昊旭澜有限公司", "昊旭澜"),
        ("株式会社ゾルビク", "ゾルビク"),
        ("Zorvik Holding", "zorvik holding"),
        ("Co Zorvik", "co zorvik"),
        ("Limited", "limited"),
        ("The Limited Company", "limited company"),
        ("有限公司", "有限公司"),
    ],
)
def test_the_legal_form_is_dropped_and_never_the_whole_name(written: str, core: str) -> None:
    assert " ".join(core_of(words_of(written))) == core


def test_the_order_of_words_and_a_form_among_them_do_not_matter() -> None:
    forms = {forms_of(name).ordered for name in (
        "Zorvik Optical Joint Stock Company", "Optical Zorvik JSC", "Stock Zorvik Company Optical Joint",
        "JSC The Optical of Zorvik",
    )}  # fmt: skip
    assert forms == {"opticalzorvik"}


def test_words_that_say_the_same_are_one() -> None:
    assert forms_of("Zorvik Intl Tech Mfg").core == forms_of("Zorvik International Technologies Manufacturing").core


def test_a_name_in_brackets_and_successors_are_read_without_them_too() -> None:
    assert list(readings("Zorvik")) == ["Zorvik"]
    assert list(readings("(Zorvik)")) == ["(Zorvik)"]
    assert "Zorvik Ltd." in readings("Zorvik Ltd. [Xilong branch]")
    assert "Zorvik" in readings("Zorvik and any successor, sub-unit, or subsidiary thereof")


def test_latin_letters_are_seen_in_any_script_of_them() -> None:
    assert is_latin("Zorvik")
    assert is_latin("Ｚ")
    assert not is_latin("Зорвик")
    assert not is_latin("昊旭澜")


@given(st.text(min_size=1).filter(lambda text: text.strip() != ""))
def test_no_name_is_ever_reduced_to_nothing(name: str) -> None:
    forms = forms_of(name)
    assert forms.folded
    assert forms.core
    assert forms.ordered
    assert forms.words


@given(st.lists(st.sampled_from(sorted(" ".join(form) for form in FORMS)), min_size=1, max_size=4))
def test_nor_is_one_that_is_nothing_but_legal_forms(forms: list[str]) -> None:
    found = forms_of(" ".join(forms))
    assert found.core
    assert found.ordered


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"])))
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)
