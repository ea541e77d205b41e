"""The words of the field in six languages: heads of columns, answers, statuses, labels.

Terms after United Nations usage and the peers' own forms (evaluation management responses, audit
annexes, boards' decision tables).
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from quintet.followup.intake.candidate import ItemKind, ResponseCode, StatusCode
from quintet.followup.intake.language import listed

Role = Literal[
    "number", "paragraph", "recommendation", "decision", "request", "commitment", "response",
    "responsible", "due", "comments", "status", "priority", "category", "source",
]  # fmt: skip


SUBJECTS: tuple[ItemKind, ...] = ("request", "recommendation", "commitment", "decision")

_HEADS: dict[Role, str] = {
    "number": """#|no|nos|nr|number|item|item no|rec|rec no|rec number|recommendation no|
        recommendation number|recommendation #|ref|ref no|reference|s/n|sn|serial no|n°|nº|№|
        numéro|núm|número|n|n.o|n.os|п/п|№ п/п|номер|
        الرقم|رقم|رقم التوصية|序号|编号|号|建议编号|№ рекомендации|
        numéro de la recommandation|número de la recomendación""",
    "paragraph": "paragraph|para|paragraph no|paragraphe|párrafo|пункт|الفقرة|段次|段|paragraph reference",
    "recommendation": """recommendation|recommendations|evaluation recommendation|
        description of the recommendation|description of recommendation|summary of recommendation|
        text of recommendation|brief description of the recommendation|audit recommendation|
        recommandation|recommandations|recomendación|recomendaciones|
        рекомендация|рекомендации|содержание рекомендации|التوصية|التوصيات|موجز التوصية|建议|建议内容|
        建议摘要|brève description de la recommandation|breve descripción de la recomendación""",
    "decision": """decision|decisions|décision|décisions|decisión|decisiones|решение|решения|
        المقرر|المقررات|القرار|决定""",
    "request": """request|requests|action requested|requested action|action point|action points|
        demande|demandes|solicitud|solicitudes|просьба|просьбы|الطلب|الطلبات|请求""",
    "commitment": """commitment|commitments|pledge|engagement|engagements|compromiso|compromisos|
        обязательство|обязательства|الالتزام|الالتزامات|承诺""",
    "response": """management response|management's response|response|management comments|
        administration's response|administration response|acceptance|accepted|accepted/not accepted|
        client response|organization's response|position|agreed|response of management|
        réponse de l'administration|réponse de la direction|réponse|suite donnée par l'administration|
        respuesta de la administración|respuesta de la dirección|respuesta|aceptación|
        ответ руководства|ответ администрации|ответ|رد الإدارة|رد|الرد|管理层的答复|管理层答复|管理当局的答复|
        答复|管理层回应""",
    "responsible": """responsibility|responsible|responsible unit|responsible units|responsible party|
        responsible parties|responsible office|responsible entity|responsible department|
        responsible officer|responsible division|responsible person|department|lead|lead entity|
        lead unit|lead office|lead agency|owner|focal point|focal points|assigned to|addressee|
        implementing entity|unit|unit responsible|units responsible|
        department responsible|department/office|who|responsabilité|responsable|entité responsable|
        service responsable|point focal|responsabilidad|responsables|entidad responsable|dependencia|
        oficina responsable|ответственный|ответственные|ответственность|ответственное подразделение|
        исполнитель|المسؤولية|الجهة المسؤولة|المسؤول|الإدارة المسؤولة|责任方|负责单位|责任部门|
        责任单位|承办方|主管部门|负责部门""",
    "due": """due date|due|target date|deadline|date of implementation|implementation date|timeline|
        timeframe|time frame|time-frame|completion date|date of completion|expected completion|
        expected completion date|estimated completion date|estimated date of completion|when|
        revised target date|due by|date d'exécution|date|échéance|délai|calendrier|date d'achèvement|
        fecha límite|fecha de aplicación|plazo|fecha prevista|fecha|срок|сроки|срок выполнения|
        дата выполнения|الموعد المحدد|تاريخ التنفيذ|الموعد النهائي|الموعد المستهدف|到期日|
        执行日期|期限|目标日期|完成日期|截止日期""",
    "comments": """comments|comment|action taken|actions taken|actions taken to date|progress|
        progress and follow up actions|progress and follow-up actions|progress report|follow-up|
        follow up|follow-up action|update|updates|remarks|implementation progress|measures taken|
        action plan|planned action|planned actions|key action|key actions|action|actions|
        board's assessment|assessment|actions to be taken|action to be taken|
        progress made|current status and comments|tracking|
        action taken to implement the recommendation|
        observations|commentaires|mesures prises|suite donnée|progrès accomplis|mesure prise|
        comentarios|medidas adoptadas|progresos|observaciones|seguimiento|
        комментарии|замечания|принятые меры|ход выполнения|примечания|التعليقات|الإجراءات المتخذة|
        الإجراء المتخذ|التقدم المحرز|ملاحظات|评论|采取的行动|已采取的行动|进展情况|进展|说明|备注|意见""",
    "status": """status|implementation status|status of implementation|state of implementation|
        current status|status of recommendation|status after verification|
        état de la mise en œuvre|état d'application|état|statut|avancement|estado|
        estado de la aplicación|estado de aplicación|situación|состояние выполнения|статус|состояние|
        حالة التنفيذ|الحالة|حالة|执行情况|状态|现状|执行状况""",
    "priority": """priority|risk|risk rating|rating|criticality|importance|priorité|prioridad|
        приоритет|приоритетность|الأولوية|优先级|优先次序""",
    "category": "category|type|theme|area|catégorie|categoría|категория|الفئة|类别",
    "source": """source|report|report reference|audit report|audit report year|document|year|
        session|rapport|informe|доклад|التقرير|报告""",
}  # fmt: skip


def plain(text: str) -> str:
    """Lower case, accents of letters kept, punctuation and bracketed remarks gone."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("\n", " ")
    text = re.sub(r"[\u064b-\u0652]", "", re.sub(r"\([^()]{0,80}\)|\.(?=\s)", " ", text))
    return " ".join(text.strip(" .:：;*-–—|").split())


def _phrases() -> dict[str, Role]:
    found: dict[str, Role] = {}
    for role, phrases in _HEADS.items():
        for phrase in phrases.split("|"):
            found.setdefault(plain(phrase) or phrase.strip(), role)
    return found


_ROLES = _phrases()
_BY_LENGTH = sorted(_ROLES, key=len, reverse=True)
_CONTAINED = re.compile(
    r"(?<!\w)(?:"
    + "|".join(re.escape(phrase) for phrase in _BY_LENGTH if len(phrase) > 3)
    + r")(?!\w)"
    + "|"
    + "|".join(
        re.escape(phrase) for phrase in _BY_LENGTH if len(phrase) > 1 and phrase[0] >= "\u4e00"
    )
)
_LONGEST_HEAD = 90


def roles_of_head(head: str) -> frozenset[Role]:
    """What a column holds, by its head; more than one for "Date of implementation/comments".

    Empty where the head is none of the field's words, or too long to be a head.
    """
    words = plain(head)
    if head.strip() == "#":
        return frozenset(("number",))
    if not words or len(words) > _LONGEST_HEAD:
        return frozenset()
    if words in _ROLES:
        return frozenset((_ROLES[words],))
    parts = [part.strip() for part in re.split(r"/| and | & | et | y | и ", words)]
    if len(parts) > 1 and all(part in _ROLES for part in parts):
        return frozenset(_ROLES[part] for part in parts)
    matches = [match[0] for match in _CONTAINED.finditer(words)]
    if not matches:
        return frozenset()
    return frozenset((_ROLES[max(matches, key=len)],))


@dataclass(frozen=True, slots=True)
class Field:
    """The label of a value ("Management response:"): its role, number, and where the value is."""

    role: Role
    number: str
    value: int


_FIELD = re.compile(
    r"\s*(?:[-•*]\s)?(?P<label>[^\W\d_][^:：\n]{0,60}?)\s*"
    r"(?:(?:no\.?|n°|nº|№|number|#)\s*)?(?P<number>\d{1,3}(?:\.\d{1,2})?|[IVX]{1,5}\b)?"
    r"\s*(?:[:：]|(?<=[\dIVX])\s*[.)–—-](?=\s|$)|(?<=[\dIVX])\s*$)\s*",
    re.IGNORECASE,
)
_FIELD_SIGN = re.compile(r"[:：\dIVX]")
_FIELD_ROLES = frozenset(SUBJECTS) | {"response", "responsible", "due", "comments", "status"}


def field_at(text: str) -> Field | None:
    """The label with which a line begins, if it is one of the field's own words.

    A recommendation needs its number or a colon; "Status of the budget:" is no label.
    """
    if not _FIELD_SIGN.search(text, 0, 100):
        return None
    match = _FIELD.match(text, 0, 160)
    if match is None:
        return None
    label = plain(match["label"])
    role = _ROLES.get(label)
    if role is None or role not in _FIELD_ROLES or len(label) < 2:
        return None
    if role not in SUBJECTS and match["number"]:
        return None
    if role in SUBJECTS and not match["number"] and label in _PLURALS:
        return None
    return Field(role, match["number"] or "", match.end())


_PLURALS = frozenset(
    listed(
        "recommendations decisions requests commitments recommandations décisions demandes "
        "recomendaciones decisiones solicitudes рекомендации решения التوصيات المقررات"
    )
)


def begins_field(line: str) -> bool:
    """Whether a line of plain text begins with a label and its value."""
    return (":" in line[:70] or "：" in line[:70] or line[:80].rstrip()[-1:].isdigit()) and (
        field_at(line) is not None
    )


# fmt: off
_RESPONSES: tuple[tuple[ResponseCode, str], ...] = (
    ("partially_accepted",
        r"partial(?:ly)?[\s-]+(?:accept|agree|concur|support)|partly (?:accept|agree)|"
        r"(?:accept|agree|concur)\w*\s(?:\w+\s){0,3}(?:partially|partly|in part)\b|partial acceptance|"
        r"accept\w* with (?:reservations|modifications)|^partial(?:ly)?$|"
        r"partiellement (?:accept|approuv|d'accord)|accept\w* (?:\w+ ){0,3}(?:en partie|partiellement)|"
        r"^partiellement$|parcialmente (?:acept|de acuerdo)|acept\w* (?:\w+ ){0,3}parcialmente|"
        r"частично (?:принят|принима|соглас)|(?:принят|принима|соглас)\w* (?:\w+ ){0,3}частично|"
        r"(?:مقبول|قبل|تقبل|يقبل|قبول|توافق)\w*\s(?:\w+\s){0,3}جزئيا?|部分(?:地)?(?:接受|同意|赞同)"),
    ("not_accepted",
        r"\bnot\s(?:\w+\s){0,2}(?:accept|agree|concur|support)\w*|\bcannot (?:accept|agree)|"
        r"\breject(?:s|ed)?\b|\bdisagree|declined?\b|^no$|non accept|n'accepte pas|pas accept|rejet|refus|"
        r"\bno (?:fue |ha sido |es )?acept|no est\w+ de acuerdo|rechaz|не (?:принят|принима|соглас)|отклон|"
        r"غير مقبول|لا (?:تقبل|توافق|يقبل)|رفض|مرفوض|(?:未|不)(?:予)?(?:接受|同意|赞同)|拒绝"),
    ("accepted",
        r"\baccept(?:s|ed|ance)?\b|\bagree(?:s|d)?\b|\bconcur(?:s|red)?\b|\bsupport(?:s|ed)?\b|^yes$|"
        r"\baccept(?:e|ée?s?|ons)\b|souscri|\bd'accord|approuv|^oui$|\bacept\w*|\bde acuerdo|^sí$|"
        r"принят\w*|принима\w*|соглас\w*|^да$|مقبول\w*|قبلت|تقبل|يقبل|موافق\w*|توافق|وافقت|接受|同意|赞同|^是$"),
)
_UNDECIDED = (
    r"under (?:consideration|review)|being considered|to be determined|not (?:relevant|applicable)|^n/?a$|"
    r"à l'examen|en examen|на рассмотрении|قيد النظر|审议中"
)
_STATUSES: tuple[tuple[StatusCode, str], ...] = (
    ("not_started",
        r"\bnot (?:yet |been )*(?:started|implemented|initiated|commenced|begun|completed)|"
        r"\bpending\b|\bno action\b|^planned$|^open$|^outstanding$|"
        r"non commenc|non appliqu|pas (?:encore )?(?:commenc|appliqu)|"
        r"en attente|no iniciad|no aplicad|sin (?:iniciar|aplicar)|pendiente|не начат|не выполнен|"
        r"لم (?:يبدأ|تبدأ|ينفذ|تنفذ)|غير منفذ|未开始|尚未(?:开始|执行)|未执行"),
    ("closed",
        r"\bclosed\b|overtaken|superseded|no longer (?:applicable|relevant|valid|required)|"
        r"\bcancel|\bwithdrawn\b|classée|caduque|sans objet|remplacée|cerrad|superada por|"
        r"sustituid|закрыт|утратил|заменен|مغلق|"
        r"تجاوزتها|استعيض|已结案|结案|不再适用|取代"),
    ("in_progress",
        r"partial(?:ly)? (?:implemented|complete)|under implementation|appliquée? partiellement|"
        r"partiellement appliqu|parcialmente aplicad|частично выполнен|部分执行|منفذة? جزئيا"),
    ("implemented",
        r"(?<!be )(?<!being )\b(?:implemented|completed?|achieved|finali[sz]ed)\b|^done$|^fully$|"
        r"^appliquée|\bappliquée?s?\b|achevée?|exécutée|\baplicad|completad|concluid|\bвыполнен[аоы]?\b|завершен|"
        r"نفذت|منفذة?|اكتمل|已执行|已完成|完成"),
    ("in_progress",
        r"in progress|on-?going|under\s?way|on track|\bstarted\b|\binitiated\b|delayed|in process|continuing|"
        r"to be (?:implemented|completed)|en cours|en curso|en proceso|en marcha|в процессе|выполняется|"
        r"ведется|осуществляется|قيد التنفيذ|جاري?|执行中|进行中|正在"),
)
# fmt: on
_RESPONSE_PATTERNS = tuple((code, re.compile(words)) for code, words in _RESPONSES)
_UNDECIDED_PATTERN = re.compile(_UNDECIDED)
_STATUS_PATTERNS = tuple((code, re.compile(words)) for code, words in _STATUSES)
_SENTENCE = re.compile(r"[.;!?。；\n]+\s*")


def response_of(text: str) -> ResponseCode | None:
    """The answer that a response gives, from the first sentence that gives one."""
    for sentence in _SENTENCE.split(text[:4_000]):
        words = _lowered(sentence)
        if _UNDECIDED_PATTERN.search(words):
            return None
        for code, pattern in _RESPONSE_PATTERNS:
            if pattern.search(words):
                return code
    return None


def status_of(text: str) -> StatusCode | None:
    """The status that a short text tells ("completed and ongoing" → implemented)."""
    words = _lowered(text[:300])
    return next((code for code, pattern in _STATUS_PATTERNS if pattern.search(words)), None)


def _lowered(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    text = re.sub(r"[\u064b-\u0652]", "", text)
    return " ".join(text.strip(" .:;()[]*-–—").split())
