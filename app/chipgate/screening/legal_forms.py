"""The legal forms of companies, by which a name is written now and then not: "GmbH", "Co., Ltd.", "Sdn Bhd".

As folded words (`names.words_of`). A form is dropped from a name, never the whole of a name.
"""

# ruff: noqa: RUF001  (Cyrillic letters that look like Latin ones are meant)
from __future__ import annotations

_ENGLISH = """
inc | incorporated | corp | corporation | co | company | ltd | limited | llc | llp | lllp | lp | plc | pllc |
pte | pty | pvt | private limited | public limited company | limited liability company |
limited liability partnership | limited partnership | unlimited company | company limited | joint stock company
| open joint stock company | closed joint stock company | public joint stock company |
private joint stock company | jsc | ojsc | cjsc | pjsc | cic | and co | and company | and cie | et cie | und co
| y cia | e cia
"""
_WESTERN_EUROPE = """
gmbh | ggmbh | mbh | ag | kg | kgaa | ohg | gbr | ug | ug haftungsbeschrankt | gmbh co kg | gmbh and co kg |
ag and co kg | gesellschaft mit beschrankter haftung | aktiengesellschaft | ev | eg | se | sa | sas | sasu |
sarl | eurl | snc | scs | sca | societe anonyme | societe par actions simplifiee |
societe a responsabilite limitee | spa | srl | srls | sapa | societa per azioni |
societa a responsabilita limitata | sl | slu | sau | slp | sociedad anonima | sociedad limitada |
sociedad de responsabilidad limitada | sgps | lda | limitada | unipessoal lda | bv | bvba | nv | cv | vof |
besloten vennootschap | naamloze vennootschap
"""
_NORTH_AND_EAST_EUROPE = """
ab | aktiebolag | publ | as | asa | ans | aksjeselskap | aps | a s | ivs | oy | oyj | ab oy | osakeyhtio | ehf |
hf | ou | sia | uab | kft | zrt | nyrt | bt | rt | sro | spol sro | vos | ks | akciova spolecnost | spzoo |
sp zoo | sp z oo | spj | spk | spolka akcyjna | spolka z ograniczona odpowiedzialnoscia | doo | dd | dno | ad |
ead | ood | eood | et | eod | sh pk | shpk | sha | ae | epe | ike
"""
_RUSSIA_AND_NEIGHBORS = """
ooo | oao | zao | pao | ao | nao | too | tov | tdv | pat | prat | mchj | fgup | fsue | fgbu | gup | ооо | оао |
зао | пао | ао | нао | тоо | тов | пат | прат | фгуп | фгбу | гуп | obshchestvo s ogranichennoi otvetstvennostyu
| aktsionernoe obshchestvo | otkrytoe aktsionernoe obshchestvo | zakrytoe aktsionernoe obshchestvo |
publichnoe aktsionernoe obshchestvo | общество с ограниченнои ответственностью | акционерное общество |
открытое акционерное общество | закрытое акционерное общество | публичное акционерное общество
"""
_ASIA = """
kk | gk | yk | kabushiki kaisha | kabushiki gaisha | godo kaisha | yugen kaisha | sdn bhd | bhd | berhad |
pte ltd | pvt ltd | pt | tbk | persero | cv | co ltd | tnhh | cong ty tnhh | cong ty co phan | youxian gongsi |
gufen youxian gongsi | youxian zeren gongsi | pcl | public company limited | opc
"""
_MIDDLE_EAST_TURKEY_AMERICAS = """
fze | fzc | fzco | fz llc | fzllc | dmcc | dwc llc | wll | bsc | bsc closed | saog | saoc | ksc | kscc | kpsc |
qpsc | sal | est | establishment | pjsc | sahami am | sahami khass | sherkat sahami | anonim sirketi |
limited sirketi | ltd sti | tic ltd sti | san ve tic ltd sti | san ve tic as | sanayi ve ticaret as |
sanayi ve ticaret limited sirketi | sa de cv | s de rl de cv | sapi de cv | srl de cv | ltda | eireli | epp |
sab de cv | sociedad anonima de capital variable | cia ltda | saa | sac | eirl | ca
"""

_BEFORE = """
jsc | ojsc | cjsc | pjsc | joint stock company | open joint stock company | closed joint stock company |
public joint stock company | private joint stock company | limited liability company | llc | pt | cv | ooo | oao
| zao | pao | ao | nao | too | tov | pat | prat | fgup | fsue | gup | ооо | оао | зао | пао | ао | нао | тоо |
тов | фгуп | гуп | obshchestvo s ogranichennoi otvetstvennostyu | aktsionernoe obshchestvo |
otkrytoe aktsionernoe obshchestvo | zakrytoe aktsionernoe obshchestvo | publichnoe aktsionernoe obshchestvo |
общество с ограниченнои ответственностью | акционерное общество | открытое акционерное общество |
закрытое акционерное общество | публичное акционерное общество | uab | sia | ab | kabushiki kaisha |
kabushiki gaisha | cong ty tnhh | cong ty co phan | sherkat sahami
"""


def _forms(*texts: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(form.split()) for text in texts for form in text.split("|"))


FORMS = _forms(
    _ENGLISH, _WESTERN_EUROPE, _NORTH_AND_EAST_EUROPE, _RUSSIA_AND_NEIGHBORS, _ASIA, _MIDDLE_EAST_TURKEY_AMERICAS
)
"""Every form, as its words."""
LEADING = _forms(_BEFORE)
"""Forms that stand before a name too."""

LONGEST = max(map(len, FORMS))
"""Words of the longest form."""
LAST_WORDS = frozenset(form[-1] for form in FORMS)
FIRST_WORDS = frozenset(form[0] for form in LEADING)
SINGLE = frozenset(form[0] for form in FORMS if len(form) == 1)
"""Forms of one word."""


def _by_word() -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for form in sorted(FORMS, key=lambda form: (-len(form), form)):
        own = next((word for word in form if word not in SINGLE), None)
        if own is not None:
            found.setdefault(own, []).append(form)
    return {word: tuple(forms) for word, forms in found.items()}


BY_WORD = _by_word()
"""Forms of several words, the longest first, by the first of their words that is not a form by itself."""

# Written without a space after the name, or before it.
JOINED_AFTER = (
    "股份有限公司", "有限责任公司", "有限責任公司", "有限公司", "集团公司", "公司",
    "株式会社", "有限会社", "合同会社", "주식회사", "유한회사",
)  # fmt: skip
JOINED_BEFORE = ("株式会社", "有限会社", "合同会社", "주식회사", "유한회사")
