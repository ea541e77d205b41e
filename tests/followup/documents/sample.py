"""Sample reports in six languages, with the fixed words that the glossary gives.

Four items: one accepted and claimed, one in part and late, one refused, and one with two
addressees of which one is silent.
"""

from dataclasses import dataclass, replace
from datetime import date

from babel.dates import format_date

from quintet.followup.documents.report import Count, Note, Report, Row, Words

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
AS_AT = date(2018, 12, 31)
ISSUED_ON = date(2026, 11, 22)


@dataclass(frozen=True)
class Phrases:
    """The words of one language: those of the report, the labels of codes, and what people wrote."""

    words: Words
    kind: str
    accepted: str
    partially_accepted: str
    not_accepted: str
    no_answer: str
    not_started: str
    in_progress: str
    implemented: str
    verified_as: str
    late: str
    subject: str
    session: str
    lede: str
    taken_on: str
    addressees: str
    texts: tuple[tuple[str, str], ...]  # title and text of the four items
    answers: tuple[str, str, str]
    notes: tuple[str, str]
    source_status: str


def long_date(day: date, language: str) -> str:
    return format_date(day, "long", locale=language.replace("-h", "_H"))


def _words(language: str, **words: str) -> Words:
    as_at, issued = words.pop("as_at"), words.pop("issued")
    return Words(
        language=language,
        rtl=language == "ar",
        number="#",
        as_at=as_at.format(long_date(AS_AT, language)),
        issued=issued.format(long_date(ISSUED_ON, language)),
        **words,
    )


PHRASES = {
    "en": Phrases(
        words=_words(
            "en",
            title="Status of implementation of the recommendations",
            as_at="Progress report as at {}",
            issued="Issued on {} from the register",
            recommendation="Recommendation",
            management_response="Management response",
            responsibility="Responsibility",
            comments="Date of implementation/comments",
            addressee="Addressee",
            response="Response",
            status="Status",
            due="Due",
            claimed="claimed",
            verified="verified",
            coordination="in coordination with {names}",
            evidence="Evidence",
            summary="Summary",
            page="Page {page} of {pages}",
            nothing="There is nothing to report as at this date.",
            paragraph="Paragraph {number}",
            source="Source",
        ),
        kind="recommendation",
        accepted="Accepted",
        partially_accepted="Partially accepted",
        not_accepted="Not accepted",
        no_answer="No answer",
        not_started="Not started",
        in_progress="In progress",
        implemented="Implemented",
        verified_as="Verified as implemented",
        late="overdue by 276 days",
        subject="Evaluation of work across sectors in the regional commission",
        session="Evaluation report, November 2017",
        lede="Of four recommendations to five addressees, one is claimed as implemented; "
        "nobody has verified it yet, and one addressee has not answered.",
        taken_on="of what was accepted in whole or in part",
        addressees="of all answers asked for",
        texts=(
            (
                "Share knowledge between the divisions",
                "Give experts of all divisions one place in which they find what others know.",
            ),
            (
                "Plan work on common themes together",
                "Let the annual plan name, for every theme, the divisions that work on it.",
            ),
            ("Move the library", "House the library in the new building."),
            (
                "Report once a year",
                "Report to the Executive Committee on progress.\nThe report names what is late.",
            ),
        ),
        answers=(
            "The office opens the shared space to all staff and trains one person per division.",
            "Themes will be in the plan; naming divisions must wait for the new format.",
            "The building has no room for it; a reading room is offered instead.",
        ),
        notes=(
            "The shared space is open; four divisions use it.",
            "A pilot ran in two divisions.",
        ),
        source_status="(completed and ongoing)",
    ),
    "fr": Phrases(
        words=_words(
            "fr",
            title="État de la mise en œuvre des recommandations",
            as_at="Rapport d’étape au {}",
            issued="Établi le {} à partir du registre",
            recommendation="Recommandation",
            management_response="Réponse de l’administration",
            responsibility="Responsabilité",
            comments="Date de mise en œuvre/observations",
            addressee="Destinataire",
            response="Réponse",
            status="État",
            due="Échéance",
            claimed="déclarée",
            verified="vérifiée",
            coordination="en coordination avec {names}",
            evidence="Pièces justificatives",
            summary="Résumé",
            page="Page {page} sur {pages}",
            nothing="Rien à signaler à cette date.",
            paragraph="Paragraphe {number}",
            source="Source",
        ),
        kind="recommandation",
        accepted="Acceptée",
        partially_accepted="Acceptée en partie",
        not_accepted="Non acceptée",
        no_answer="Sans réponse",
        not_started="Non commencée",
        in_progress="En cours",
        implemented="Appliquée",
        verified_as="Application vérifiée",
        late="en retard de 276 jours",
        subject="Évaluation du travail intersectoriel de la commission régionale",
        session="Rapport d’évaluation, novembre 2017",
        lede="Sur quatre recommandations à cinq destinataires, une est déclarée appliquée, "
        "sans vérification à ce jour ; un destinataire n’a pas répondu.",
        taken_on="de ce qui a été accepté en tout ou en partie",
        addressees="de toutes les réponses demandées",
        texts=(
            (
                "Mettre les connaissances en commun",
                "Offrir aux experts de toutes les divisions un lieu unique de partage.",
            ),
            (
                "Planifier ensemble les thèmes communs",
                "Nommer dans le plan annuel, pour chaque thème, les divisions concernées.",
            ),
            ("Déplacer la bibliothèque", "Installer la bibliothèque dans le nouveau bâtiment."),
            (
                "Rendre compte une fois par an",
                "Rendre compte au Comité exécutif.\nLe rapport cite ce qui est en retard.",
            ),
        ),
        answers=(
            "Le bureau ouvre l’espace commun à tous et forme une personne par division.",
            "Les thèmes figureront au plan ; les divisions attendront le nouveau modèle.",
            "Le bâtiment n’offre pas la place voulue ; une salle de lecture est proposée.",
        ),
        notes=("L’espace commun est ouvert à quatre divisions.", "Essai dans deux divisions."),
        source_status="(achevée, se poursuit)",
    ),
    "es": Phrases(
        words=_words(
            "es",
            title="Estado de la aplicación de las recomendaciones",
            as_at="Informe sobre la marcha de los trabajos al {}",
            issued="Emitido el {} a partir del registro",
            recommendation="Recomendación",
            management_response="Respuesta de la administración",
            responsibility="Responsabilidad",
            comments="Fecha de aplicación/observaciones",
            addressee="Destinatario",
            response="Respuesta",
            status="Estado",
            due="Fecha límite",
            claimed="declarada",
            verified="verificada",
            coordination="en coordinación con {names}",
            evidence="Pruebas documentales",
            summary="Resumen",
            page="Página {page} de {pages}",
            nothing="No hay nada que comunicar en esta fecha.",
            paragraph="Párrafo {number}",
            source="Fuente",
        ),
        kind="recomendación",
        accepted="Aceptada",
        partially_accepted="Aceptada parcialmente",
        not_accepted="No aceptada",
        no_answer="Sin respuesta",
        not_started="No iniciada",
        in_progress="En curso",
        implemented="Aplicada",
        verified_as="Aplicación verificada",
        late="atrasada 276 días",
        subject="Evaluación del trabajo intersectorial de la comisión regional",
        session="Informe de evaluación, noviembre de 2017",
        lede="De cuatro recomendaciones a cinco destinatarios, una se declara aplicada, "
        "sin verificación hasta ahora; un destinatario no ha respondido.",
        taken_on="de lo aceptado total o parcialmente",
        addressees="de todas las respuestas pedidas",
        texts=(
            (
                "Compartir conocimientos entre divisiones",
                "Dar a los expertos de todas las divisiones un lugar común de consulta.",
            ),
            (
                "Planificar juntos los temas comunes",
                "Nombrar en el plan anual, para cada tema, las divisiones que lo tratan.",
            ),
            ("Trasladar la biblioteca", "Instalar la biblioteca en el nuevo edificio."),
            (
                "Informar una vez al año",
                "Informar al Comité Ejecutivo.\nEl informe cita lo que está atrasado.",
            ),
        ),
        answers=(
            "La oficina abre el espacio común a todos y forma a una persona por división.",
            "Los temas figurarán en el plan; las divisiones esperarán al nuevo modelo.",
            "El edificio no tiene sitio; se ofrece una sala de lectura.",
        ),
        notes=("El espacio común está abierto; lo usan cuatro divisiones.", "Ensayo en dos."),
        source_status="(terminada y en curso)",
    ),
    "ru": Phrases(
        words=_words(
            "ru",
            title="Состояние выполнения рекомендаций",
            as_at="Доклад о ходе работы по состоянию на {}",
            issued="Подготовлено {} на основе реестра",
            recommendation="Рекомендация",
            management_response="Ответ руководства",
            responsibility="Ответственный",
            comments="Срок выполнения/замечания",
            addressee="Адресат",
            response="Ответ",
            status="Состояние",
            due="Срок",
            claimed="заявлено",
            verified="подтверждено",
            coordination="в координации с: {names}",
            evidence="Подтверждающие материалы",
            summary="Резюме",
            page="Страница {page} из {pages}",
            nothing="На эту дату сообщать не о чем.",
            paragraph="Пункт {number}",
            source="Источник",
        ),
        kind="рекомендация",
        accepted="Принята",
        partially_accepted="Принята частично",
        not_accepted="Не принята",
        no_answer="Ответа нет",
        not_started="Не начато",
        in_progress="В процессе выполнения",
        implemented="Выполнена",
        verified_as="Выполнение подтверждено",
        late="просрочена на 276 дней",
        subject="Оценка межсекторальной работы региональной комиссии",
        session="Доклад об оценке, ноябрь 2017 года",
        lede="Из четырех рекомендаций пяти адресатам одна заявлена как выполненная и пока "
        "никем не подтверждена; один адресат не ответил.",
        taken_on="из принятого полностью или частично",
        addressees="из всех запрошенных ответов",
        texts=(
            (
                "Обмениваться знаниями между отделами",
                "Дать экспертам всех отделов единое место, где собрано то, что знают другие.",
            ),
            (
                "Планировать общие темы вместе",
                "Указывать в годовом плане для каждой темы отделы, которые ею занимаются.",
            ),
            ("Перенести библиотеку", "Разместить библиотеку в новом здании."),
            (
                "Отчитываться раз в год",
                "Отчитываться перед Исполнительным комитетом.\nУказывать, что просрочено.",
            ),
        ),
        answers=(
            "Канцелярия открывает общее пространство всем и обучает по сотруднику от отдела.",
            "Темы войдут в план; отделы будут указаны с введением нового формата.",
            "В здании нет места; вместо этого предлагается читальный зал.",
        ),
        notes=("Пространство открыто, им пользуются четыре отдела.", "Опыт в двух отделах."),
        source_status="(завершено и продолжается)",
    ),
    "ar": Phrases(
        words=_words(
            "ar",
            title="حالة تنفيذ التوصيات",
            as_at="تقرير مرحلي في {}",
            issued="صدر في {} من السجل",
            recommendation="التوصية",
            management_response="رد الإدارة",
            responsibility="المسؤولية",
            comments="تاريخ التنفيذ/التعليقات",
            addressee="الجهة الموجّه إليها",
            response="الرد",
            status="الحالة",
            due="الموعد المحدد",
            claimed="معلن",
            verified="متحقَّق منه",
            coordination="بالتنسيق مع {names}",
            evidence="الأدلة",
            summary="موجز",
            page="الصفحة {page} من {pages}",
            nothing="لا يوجد ما يُبلَّغ عنه في هذا التاريخ.",
            paragraph="الفقرة {number}",
            source="المصدر",
            digits="٠١٢٣٤٥٦٧٨٩",
        ),
        kind="توصية",
        accepted="مقبولة",
        partially_accepted="مقبولة جزئياً",
        not_accepted="غير مقبولة",
        no_answer="دون رد",
        not_started="لم يبدأ",
        in_progress="قيد التنفيذ",
        implemented="منفَّذة",
        verified_as="متحقَّق من تنفيذها",
        late="متأخرة ٢٧٦ يوماً",
        subject="تقييم العمل الشامل للقطاعات في اللجنة الإقليمية",
        session="تقرير التقييم، تشرين الثاني/نوفمبر ٢٠١٧",
        lede="من أصل أربع توصيات موجّهة إلى خمس جهات، أُعلن تنفيذ واحدة ولم يتحقق منها أحد بعد، "
        "ولم ترد جهة واحدة.",
        taken_on="مما قُبل كلياً أو جزئياً",
        addressees="من جميع الردود المطلوبة",
        texts=(
            (
                "تبادل المعارف بين الشُّعب",
                "توفير مكان واحد لخبراء جميع الشُّعب يجدون فيه ما يعرفه غيرهم.",
            ),
            (
                "التخطيط المشترك للمواضيع المشتركة",
                "أن تُذكر في الخطة السنوية، لكل موضوع، الشُّعب العاملة فيه (انظر A/RES/72/266).",
            ),
            ("نقل المكتبة", "وضع المكتبة في المبنى الجديد."),
            (
                "تقديم تقرير مرة في السنة",
                "تقديم تقرير إلى اللجنة التنفيذية.\nيذكر التقرير ما تأخر.",
            ),
        ),
        answers=(
            "يفتح المكتب الحيز المشترك لجميع الموظفين ويدرّب شخصاً واحداً من كل شعبة.",
            "ستَرِد المواضيع في الخطة، أما الشُّعب فتنتظر الشكل الجديد.",
            "لا يتسع المبنى لها، وتُعرض قاعة مطالعة بدلاً منها.",
        ),
        notes=("فُتح الحيز المشترك وتستخدمه أربع شُعب.", "أُجريت تجربة في شعبتين."),
        source_status="(أُنجزت ومستمرة)",
    ),
    "zh-hans": Phrases(
        words=_words(
            "zh-hans",
            title="建议执行情况",
            as_at="截至{}的进度报告",
            issued="{}由登记册印发",
            recommendation="建议",
            management_response="管理层的答复",
            responsibility="责任方",
            comments="执行日期/评论",
            addressee="承办方",
            response="答复",
            status="执行情况",
            due="到期日",
            claimed="自报",
            verified="已核实",
            coordination="与{names}协调",
            evidence="证明材料",
            summary="摘要",
            page="第{page}页，共{pages}页",
            nothing="截至该日无可报告事项。",
            paragraph="第{number}段",
            source="来源",
        ),
        kind="建议",
        accepted="已接受",
        partially_accepted="部分接受",
        not_accepted="未接受",
        no_answer="未答复",
        not_started="未开始",
        in_progress="执行中",
        implemented="已执行",
        verified_as="执行已核实",
        late="逾期276天",
        subject="区域委员会跨部门工作评价",
        session="评价报告，2017年11月",
        lede="向五个承办方提出的四项建议中，一项自报已执行，尚无人核实；一个承办方未答复。",
        taken_on="在全部或部分接受的建议中",
        addressees="在要求的全部答复中",
        texts=(
            ("各司之间共享知识", "为各司专家设立一个共同的场所，从中找到他人所知。"),
            ("共同规划共同主题", "在年度计划中为每个主题列明从事该主题工作的各司。"),
            ("迁移图书馆", "将图书馆设在新楼。"),
            ("每年报告一次", "向执行委员会报告进展。\n报告应列明逾期事项。"),
        ),
        answers=(
            "办公室向全体工作人员开放共享空间，每司培训一人。",
            "主题将列入计划；各司名称须待新格式。",
            "新楼没有空间；改为提供一间阅览室。",
        ),
        notes=("共享空间已开放，四个司正在使用。", "已在两个司试行。"),
        source_status="（已完成并持续）",
    ),
}


def rows(language: str) -> tuple[Row, ...]:
    say = PHRASES[language]
    untouched = Row(
        item="",
        kind="recommendation",
        kind_label=say.kind,
        number="",
        paragraph="",
        title="",
        text="",
        source="ECE/EX/2018/12",
        addressee="UNECE",
        addressee_code="unece",
        co_addressees=(),
        responsible=(),
        response="awaiting",
        response_label=say.no_answer,
        response_text="",
        claimed="",
        claimed_label="",
        verified="",
        verified_label="",
        status_text="",
        due_on=None,
        due_label="",
        late_label="",
    )

    def item(place: int) -> Row:
        title, text = say.texts[place - 1]
        slug = f"evaluation-2017-{place}"
        return replace(
            untouched,
            item=slug,
            number=str(place),
            paragraph=str(40 + place),
            title=title,
            text=text,
        )

    due_on = date(2018, 3, 30)
    earlier, later = date(2018, 5, 31), date(2018, 12, 15)
    return (
        replace(
            item(1),
            responsible=("OES (CdC)", "PMU"),
            co_addressees=("SDGU",),
            response="accepted",
            response_label=say.accepted,
            response_text=say.answers[0],
            claimed="implemented",
            claimed_label=say.implemented,
            status_text=say.source_status,
            due_on=date(2018, 2, 28),
            due_label=long_date(date(2018, 2, 28), language),
            notes=(
                Note(earlier, long_date(earlier, language), say.notes[1]),
                Note(
                    later,
                    long_date(later, language),
                    say.notes[0],
                    ("https://unece.org/info/excom?id=12&lang=en", "minutes-2018.pdf"),
                ),
            ),
        ),
        replace(
            item(2),
            responsible=("PMU",),
            response="partially_accepted",
            response_label=say.partially_accepted,
            response_text=say.answers[1],
            claimed="in_progress",
            claimed_label=say.in_progress,
            due_on=due_on,
            due_label=long_date(due_on, language),
            late_label=say.late,
        ),
        replace(
            item(3),
            response="not_accepted",
            response_label=say.not_accepted,
            response_text=say.answers[2],
            claimed="not_started",
            claimed_label=say.not_started,
        ),
        replace(
            item(4),
            responsible=("OES",),
            response="accepted",
            response_label=say.accepted,
            claimed="implemented",
            claimed_label=say.implemented,
            verified="implemented",
            verified_label=say.verified_as,
        ),
        replace(item(4), addressee="ITC", addressee_code="itc"),
    )


def report(language: str, items: tuple[Row, ...] | None = None) -> Report:
    """The sample report in a language, or one of other rows under the same words."""
    say = PHRASES[language]
    return Report(
        words=say.words,
        heading=say.subject,
        subtitle=say.session,
        as_at=AS_AT,
        issued_on=ISSUED_ON,
        rows=rows(language) if items is None else items,
        counts=(
            Count("accepted", say.accepted, 2, 5, say.addressees, "yes"),
            Count("partially_accepted", say.partially_accepted, 1, 5, say.addressees, "part"),
            Count("not_accepted", say.not_accepted, 1, 5, say.addressees, "refused"),
            Count("awaiting", say.no_answer, 1, 5, say.addressees, "silent"),
            Count("verified", say.verified_as, 1, 3, say.taken_on, "verified"),
            Count(
                "claimed", f"{say.implemented} ({say.words.claimed})", 1, 3, say.taken_on, "claimed"
            ),
            Count("in_progress", say.in_progress, 1, 3, say.taken_on, "going"),
            Count("late", say.late, 1, 5, say.addressees, "late"),
        ),
        lede=say.lede,
        links={
            f"evaluation-2017-{place}": f"https://quintet.example/items/{place}"
            for place in range(1, 5)
        },
    )
