"""Operative verbs: what a body does when it decides, requests, recommends or commits itself.

Operative paragraphs of resolutions begin with a verb in the present tense, those of a committee's
report in the past tense (United Nations Editorial Manual, "Resolutions and decisions"); preambular
paragraphs begin with a participle and are no acts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from quintet.followup.intake.candidate import ItemKind
from quintet.followup.intake.language import listed

Form = Literal["past", "present", "base", "participle"]


_REQUESTS = (
    "request invite encourage urge ask task mandate instruct direct appeal exhort charge assign "
    "entrust trust call:upon call:on call:for call"
)
_RECOMMENDATIONS = "recommend propose suggest advise"
_COMMITMENTS = "commit:its commit:to commit:themselves commit:itself commit pledge undertake"
_DECISIONS = (
    "agree approve endorse adopt decide welcome note take:note acknowledge affirm reaffirm confirm "
    "re-open reopen open establish re-establish create appoint elect extend authorize authorise "
    "renew support express commend thank recognize recognise emphasize emphasise stress underline "
    "underscore reiterate recall conclude accept concur resolve declare designate nominate launch "
    "close defer postpone review consider look:forward appreciate congratulate condemn deplore "
    "regret amend abolish discontinue terminate determine highlight accede ratify reaffirm grant "
    "select validate clear set:up finalize finalise clarify expect rename merge transfer reject"
)
_DOUBLED = frozenset(["commit", "defer", "concur", "regret", "transfer"])
_IRREGULAR = {
    "take": ("took", "takes", "taking"),
    "undertake": ("undertook", "undertakes", "undertaking"),
    "set": ("set", "sets", "setting"),
}
_NOUN_LIKE = frozenset(
    listed(
        "notes requests calls supports reviews stresses highlights asks tasks charges closes welcomes "
        "opens grants commits trusts clears sets directs transfers mandates appeals selects"
    )
)
# Verbs that decide when a sentence says that the body did so ("The Committee decided that …").
_STRONG = frozenset(
    listed(
        "request invite encourage urge task mandate instruct direct call recommend commit pledge "
        "undertake agree approve endorse adopt decide take establish re-establish appoint elect "
        "extend authorize authorise renew confirm resolve designate re-open reopen defer postpone"
    )
)
_STRONG_NOW = frozenset(
    listed(
        "recommend request trust encourage urge reiterate expect invite call stress emphasize "
        "emphasise decide approve endorse agree"
    )
)

# Other languages: kind → words with which an operative paragraph begins; "…:…" two words.
_ELSEWHERE: dict[tuple[str, ItemKind, Form], str] = {
    (
        "fr",
        "request",
        "present",
    ): "prie demande invite engage encourage exhorte charge appelle sollicite",
    ("fr", "recommendation", "present"): "recommande préconise propose",
    ("fr", "commitment", "present"): "s’engage s'engage",
    ("fr", "decision", "present"): (
        "décide approuve adopte prend:note prend:acte se:félicite accueille note souligne réaffirme "
        "rappelle fait souscrit autorise appuie constate salue confirme remercie se:déclare "
        "considère réitère insiste affirme convient proclame exprime condamne nomme crée proroge"
    ),
    ("fr", "request", "past"): (
        "a:prié a:demandé a:invité a:engagé a:encouragé a:exhorté a:chargé a:appelé"
    ),
    ("fr", "recommendation", "past"): "a:recommandé a:préconisé a:proposé",
    ("fr", "commitment", "past"): "s’est:engagé s'est:engagé",
    ("fr", "decision", "past"): (
        "a:décidé a:approuvé a:adopté a:pris a:accueilli a:noté a:souligné a:fait a:souscrit "
        "a:autorisé a:appuyé a:confirmé est:convenu s’est:félicité s'est:félicité a:convenu a:créé"
    ),
    ("es", "request", "present"): (
        "pide solicita insta exhorta invita alienta encarga encomienda ruega"
    ),
    ("es", "recommendation", "present"): "recomienda propone",
    ("es", "commitment", "present"): "se:compromete",
    ("es", "decision", "present"): (
        "decide aprueba adopta toma:nota toma:conocimiento acoge observa subraya reafirma recuerda "
        "hace encomia autoriza expresa confirma reitera destaca respalda celebra conviene acuerda "
        "reconoce afirma considera condena nombra establece crea prorroga"
    ),
    ("es", "request", "past"): "pidió solicitó instó exhortó invitó alentó encargó encomendó",
    ("es", "recommendation", "past"): "recomendó propuso",
    ("es", "commitment", "past"): "se:comprometió",
    ("es", "decision", "past"): (
        "decidió aprobó adoptó tomó:nota acogió hizo autorizó confirmó respaldó convino acordó "
        "celebró estableció"
    ),
    ("ru", "request", "present"): "просит предлагает призывает поручает поощряет настаивает",
    ("ru", "recommendation", "present"): "рекомендует",
    ("ru", "commitment", "present"): "обязуется",
    ("ru", "decision", "present"): (
        "постановляет утверждает одобряет принимает приветствует отмечает подчеркивает "
        "подчёркивает подтверждает напоминает выражает решает уполномочивает учреждает признает "
        "поддерживает вновь:подтверждает"
    ),
    ("ru", "request", "past"): "просил предложил призвал поручил",
    ("ru", "recommendation", "past"): "рекомендовал",
    ("ru", "decision", "past"): "постановил утвердил одобрил принял приветствовал решил",
    ("ar", "request", "present"): "تطلب يطلب تدعو يدعو تشجع يشجع تحث يحث تهيب يهيب تكلف يكلف",
    ("ar", "recommendation", "present"): "توصي يوصي",
    ("ar", "commitment", "present"): "تلتزم يلتزم تتعهد يتعهد",
    ("ar", "decision", "present"): (
        "تقرر يقرر توافق يوافق تقر يقر تحيط يحيط ترحب يرحب تلاحظ يلاحظ تؤكد يؤكد تشدد يشدد تعيد "
        "يعيد تعرب يعرب تأذن يأذن تعتمد يعتمد تؤيد يؤيد تشير يشير"
    ),
}
_CHINESE: dict[ItemKind, str] = {
    "request": "请求 促请 敦促 吁请 鼓励 邀请 呼吁 责成 要求 请",
    "recommendation": "建议",
    "commitment": "承诺",
    "decision": (
        "决定 核准 通过 注意到 欢迎 赞扬 强调 重申 认可 授权 表示 肯定 批准 同意 赞同 回顾 确认"
    ),
}
_CHINESE_VERB = re.compile(
    r"(?:还|又|也|再次|进一步|特别|并|强烈|大力)?(?P<verb>"
    + "|".join(verb for verbs in _CHINESE.values() for verb in verbs.split())
    + r")(?=[\u4e00-\u9fff《“])"
)
_CHINESE_KIND = {verb: kind for kind, verbs in _CHINESE.items() for verb in verbs.split()}


@dataclass(frozen=True, slots=True)
class Operative:
    """An operative verb found in a text: as written with its adverbs, its kind, and its place."""

    verb: str
    kind: ItemKind
    form: Form
    start: int
    end: int
    base: str
    language: str

    @property
    def is_strong(self) -> bool:
        """Whether a body that "did" this in a sentence decided something."""
        if self.language != "en":
            return self.form == "past" or self.kind in ("request", "recommendation")
        return self.base in (_STRONG_NOW if self.form == "present" else _STRONG)


@dataclass(frozen=True, slots=True)
class _Verb:
    kind: ItemKind
    form: Form
    base: str
    then: str  # the word that must follow, empty for none
    language: str


def _inflected(base: str) -> tuple[str, str, str]:
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    stem = base + base[-1] if base in _DOUBLED else base
    if base.endswith("e"):
        ing = base if base.endswith("ee") else base[:-1]
        return base + "d", base + "s", ing + "ing"
    if base.endswith("fy"):
        return base[:-1] + "ied", base[:-1] + "ies", base + "ing"
    return stem + "ed", base + ("es" if base.endswith(("s", "ch")) else "s"), stem + "ing"


def _english() -> Iterator[tuple[str, _Verb]]:
    kinds: tuple[tuple[ItemKind, str], ...] = (
        ("request", _REQUESTS),
        ("recommendation", _RECOMMENDATIONS),
        ("commitment", _COMMITMENTS),
        ("decision", _DECISIONS),
    )
    for kind, verbs in kinds:
        for entry in verbs.split():
            base, _, then = entry.partition(":")
            past, present, participle = _inflected(base)
            yield past, _Verb(kind, "past", base, then, "en")
            yield present, _Verb(kind, "present", base, then, "en")
            yield participle, _Verb(kind, "participle", base, then, "en")
            yield base, _Verb(kind, "base", base, then, "en")


def _all() -> dict[str, list[_Verb]]:
    found: dict[str, list[_Verb]] = {}
    for word, verb in _english():
        found.setdefault(word, []).append(verb)
    for (language, kind, form), verbs in _ELSEWHERE.items():
        for entry in verbs.split():
            word, _, then = entry.partition(":")
            found.setdefault(word, []).append(_Verb(kind, form, entry, then, language))
            if language == "ru" and form == "past":
                found.setdefault(word + "а", []).append(_Verb(kind, form, entry, then, language))
    return found


_VERBS = _all()
_ADVERBS = frozenset(
    listed(
        "also further again strongly once therefore hereby accordingly then thus while in particular "
        "également aussi en outre nouveau vivement instamment encore à también además asimismo "
        "encarecidamente también вновь также настоятельно особо далее далее, أيضا كذلك"
    )
)
_WORD = re.compile(r"[\s“\"(]*([^\W\d_][\w’'-]*)[,;:]?")
_NOUN_CONTEXT = re.compile(
    r"\s+(?:the|that|with|all|its|upon|on|also|again|further|once|as|each|those|this|these|[A-Z])"
    r"(?:\b|(?<=[A-Z]))"
)


def operative_at(text: str, position: int = 0, *, language: str = "") -> Operative | None:
    """The operative verb with which the text begins at this place, or None.

    Up to three adverbs may stand before it ("Provisionally approved", "Once again urges"); they
    are part of the verb as written. `language` (two letters) keeps look-alikes of other languages
    out; empty means any.
    """
    if position < len(text) and text[position] >= "\u4e00":
        match = _CHINESE_VERB.match(text, position)
        if match is None:
            return None
        kind = _CHINESE_KIND[match["verb"]]
        return Operative(match[0], kind, "present", match.start(), match.end(), match["verb"], "zh")
    start = -1
    for _ in range(4):
        match = _WORD.match(text, position)
        if match is None:
            return None
        start = match.start(1) if start < 0 else start
        word = match[1].casefold()
        for verb in _VERBS.get(word, ()):
            if language and verb.language != language:
                continue
            end = _end_of(verb, text, match)
            if end and not _is_noun(word, verb, text, end):
                return Operative(
                    text[start:end], verb.kind, verb.form, start, end, verb.base, verb.language
                )
        if word not in _ADVERBS and not word.endswith("ly"):
            return None
        position = match.end()
    return None


def _end_of(verb: _Verb, text: str, match: re.Match[str]) -> int:
    """Where the verb ends if the word that it needs follows, else 0."""
    if not verb.then:
        return match.end(1)
    following = _WORD.match(text, match.end(1))
    if following is None or following[1].casefold() != verb.then:
        return 0
    counts = verb.then in ("note", "upon", "on", "forward", "acte", "nota", "félicite")
    return following.end(1) if counts or verb.language != "en" else match.end(1)


def _is_noun(word: str, verb: _Verb, text: str, end: int) -> bool:
    if verb.form != "present" or verb.language != "en" or word not in _NOUN_LIKE:
        return False
    return not _NOUN_CONTEXT.match(text, end)


PAST_SHAPE = re.compile(r"(?:[A-Z][a-z]+ly )?[A-Z]?[a-z]+(?:-[a-z]+)?ed\b")
"""A verb in the past tense by its shape, as paragraphs of a decision block begin."""
