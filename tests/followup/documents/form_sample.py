"""Sample forms in six languages: three items, of which one was answered before, and a question."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from quintet.followup.documents.form import Form, FormLine, FormWords, QuestionLine
from quintet.followup.documents.reference import reference

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
CODE = "RX4T9"
FIELDS = (
    *("answer", "reason", "plan", "responsible", "due_on"),
    *("status", "text", "as_at", "evidence", "reply"),
)
ANSWERS = ("accepted", "partially_accepted", "not_accepted", "under_consideration", "not_relevant")
STATUSES = ("not_started", "in_progress", "implemented", "continuing")


def _words(
    language: str, *, heads: str, answers: str, statuses: str, fixed: str, **words: str
) -> FormWords:
    number, item, question, questions, response, progress = fixed.split("|")
    guide = tuple(words.pop("guide").split("|"))
    return FormWords(
        language=language,
        rtl=language == "ar",
        guide=guide,
        heads=dict(zip(FIELDS, heads.split("|"), strict=True)),
        answers=dict(zip(ANSWERS, answers.split("|"), strict=True)),
        statuses=dict(zip(STATUSES, statuses.split("|"), strict=True)),
        number=number,
        item=item,
        question=question,
        questions=questions,
        response=response,
        progress=progress,
        digits="٠١٢٣٤٥٦٧٨٩" if language == "ar" else "0123456789",
        **words,
    )


WORDS: Mapping[str, FormWords] = {
    "en": _words(
        "en",
        title="Reporting form",
        how="How to fill in this form",
        guide="Fill in the white cells; leave the grey ones as they are.|"
        "Where you have nothing to change, change nothing: such rows do nothing.|"
        "Send the file back as it is, under any name.",
        reference="Reference",
        fixed="No.|Recommendation|Question|Questions|Response|Progress",
        heads="Answer|Reason|What will be done|By whom|By when|Status|"
        "What was done since|As at|Evidence|Reply",
        answers="Accepted|Partially accepted|Not accepted|Under consideration|Not relevant",
        statuses="Not started|In progress|Implemented|Implemented, continuing",
        page="Page {page} of {pages}",
    ),
    "fr": _words(
        "fr",
        title="Formulaire de rapport",
        how="Comment remplir ce formulaire",
        guide="Remplissez les cases blanches ; laissez les grises telles quelles.|"
        "Une ligne inchangée reste sans effet.|Renvoyez le fichier sous n’importe quel nom.",
        reference="Référence",
        fixed="N°|Recommandation|Question|Questions|Réponse|Avancement",
        heads="Réponse|Motif|Ce qui sera fait|Par qui|Échéance|État|Ce qui a été fait|"
        "Au|Pièces justificatives|Réponse",
        answers="Acceptée|Acceptée en partie|Non acceptée|À l’examen|Sans objet",
        statuses="Non commencée|En cours|Appliquée|Appliquée, se poursuit",
        page="Page {page} sur {pages}",
    ),
    "es": _words(
        "es",
        title="Formulario de informe",
        how="Cómo rellenar este formulario",
        guide="Rellene las casillas blancas; no modifique las grises.|"
        "Las filas sin cambios no producen efecto.|Devuelva el archivo con cualquier nombre.",
        reference="Referencia",
        fixed="Núm.|Recomendación|Pregunta|Preguntas|Respuesta|Avance",
        heads="Respuesta|Motivo|Qué se hará|Quién|Fecha límite|Estado|Qué se ha hecho|"
        "Al|Pruebas documentales|Respuesta",
        answers="Aceptada|Aceptada parcialmente|No aceptada|En examen|No pertinente",
        statuses="No iniciada|En curso|Aplicada|Aplicada, continúa",
        page="Página {page} de {pages}",
    ),
    "ru": _words(
        "ru",
        title="Форма отчетности",
        how="Как заполнить форму",
        guide="Заполните белые ячейки; серые оставьте как есть.|"
        "Строки без изменений ничего не меняют.|Верните файл под любым именем.",
        reference="Ссылка",
        fixed="№|Рекомендация|Вопрос|Вопросы|Ответ|Ход выполнения",
        heads="Ответ|Причина|Что будет сделано|Кем|Срок|Состояние выполнения|Что сделано|"
        "По состоянию на|Подтверждающие материалы|Ответ",
        answers="Принята|Принята частично|Не принята|На рассмотрении|Неприменима",
        statuses="Не начато|В процессе выполнения|Выполнена|Выполнена, продолжается",
        page="Страница {page} из {pages}",
    ),
    "ar": _words(
        "ar",
        title="استمارة الإبلاغ",
        how="كيفية ملء الاستمارة",
        guide="املأ الخانات البيضاء واترك الرمادية كما هي.|"
        "الصفوف التي لم تتغير لا أثر لها.|أعد الملف بأي اسم كان.",
        reference="المرجع",
        fixed="الرقم|التوصية|السؤال|الأسئلة|الرد|التقدم المحرز",
        heads="الرد|السبب|ما سيجري عمله|الجهة المسؤولة|الموعد المحدد|حالة التنفيذ|"
        "ما جرى عمله|في|الأدلة|الجواب",
        answers="مقبولة|مقبولة جزئياً|غير مقبولة|قيد النظر|غير ذات صلة",
        statuses="لم يبدأ|قيد التنفيذ|منفَّذة|منفَّذة ومستمرة",
        page="الصفحة {page} من {pages}",
    ),
    "zh-hans": _words(
        "zh-hans",
        title="报告表",
        how="如何填写本表",
        guide="请填写白色单元格，灰色单元格请勿改动。|未改动的行不产生任何影响。|文件可用任何名称发回。",
        reference="编号代码",
        fixed="序号|建议|问题|各项问题|答复|进展",
        heads="答复|理由|将采取的行动|责任方|到期日|执行情况|已采取的行动|截至|证明材料|回复",
        answers="已接受|部分接受|未接受|审议中|不相关",
        statuses="未开始|执行中|已执行|已执行并持续",
        page="第 {page} 页，共 {pages} 页",
    ),
}

_TEXTS = {
    "en": (
        "Share knowledge between the divisions",
        "Give experts of all divisions one place in which they find what others know.",
        "The office opens the shared space to all staff.",
        "Which lessons should others know of?",
    ),
    "ar": (
        "تبادل المعارف بين الشُّعب",
        "توفير مكان واحد لخبراء جميع الشعب يجدون فيه ما يعرفه الآخرون (A/RES/1).",
        "يفتح المكتب الحيز المشترك أمام جميع الموظفين.",
        "ما الدروس التي ينبغي أن يعرفها الآخرون؟",
    ),
    "zh-hans": (
        "各司之间共享知识",
        "为各司专家提供一个统一的知识共享场所，以便了解他人所知。",
        "办公室向全体工作人员开放共享空间。",
        "哪些经验值得他人借鉴？",
    ),
}


def lines(language: str = "en") -> tuple[FormLine, ...]:
    title, text, plan, _ = _TEXTS.get(language, _TEXTS["en"])
    answered = {
        "answer": "accepted",
        "reason": "",
        "plan": plan,
        "responsible": "Deputy Executive Secretary\nLibrary",
        "due_on": "2027-12-31",
        "status": "in_progress",
    }
    return (
        FormLine(reference(CODE, 1), "17", "CEB/2021/3", title, f"{text}\n{text}", answered),
        FormLine(reference(CODE, 2), "18", "CEB/2021/3", "", text, {}),
        FormLine(
            reference(CODE, 3),
            "19",
            "CEB/2021/3",
            title,
            text,
            {"answer": "not_accepted", "reason": plan, "status": ""},
        ),
    )


def form(language: str = "en") -> Form:
    words = WORDS[language]
    question = _TEXTS.get(language, _TEXTS["en"])[3]
    return Form(
        words=words,
        code=CODE,
        heading="HLCM – 42",
        party="World Health Organization",
        dates="2027-06-30 – 2027-07-31",
        made_on=date(2027, 6, 1),
        lines=lines(language),
        questions=(QuestionLine(reference(CODE, 4), question, ""),),
    )


def with_lines(language: str, *given: FormLine) -> Form:
    return replace(form(language), lines=given, questions=())
