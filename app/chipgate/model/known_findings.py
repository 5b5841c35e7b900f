"""What a proof of the rules finds and the law means (`<pack>/findings.yaml`): said once, with what says so."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chipgate.model.leaves import Limit
from chipgate.model.provision import Text

FINDINGS = "findings.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class KnownFinding(_Strict):
    """One finding that is no fault. It is matched by its kind, by the provisions that it is about, all of them, and by
    the limb or figure."""

    finding: Annotated[str, Field(description='Its code: "overlap", "not-monotone".', pattern=r"^[a-z]+(-[a-z]+)*$")]
    provisions: Annotated[tuple[str, ...], Field(min_length=1, description="Ids of provisions, or names of states.")]
    within: Annotated[
        tuple[Limit, ...],
        Field(description="Limits within which it is meant: what is found beyond them is reported. None: anywhere."),
    ] = ()
    about: Annotated[
        tuple[Text, ...],
        Field(description="Which of several about these provisions: the words of an idle limb; the figures of a gap, "
                          "or of a verdict that is freer with more of them (tpp). Others are reported."),
    ] = ()
    because: Text
    citation: Annotated[Text, Field(description="What says so, as a lawyer cites it.")]


class KnownFindings(_Strict):
    """The findings that a pack knows."""

    findings: tuple[KnownFinding, ...]
