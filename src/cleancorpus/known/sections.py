"""Names of the sections of newspapers, as they stand before a date."""

from __future__ import annotations

# Folded. No word that says something of a date: «Termine», «Release» and «Start» are of events.
SECTIONS = frozenset(
    """
    sport sports news politics business economy culture world opinion science technology health education lifestyle
    politik wirtschaft kultur nachrichten meinung wissen wissenschaft feuilleton lokales regionales panorama gesellschaft
    politique économie société actualités monde santé política economía economia cultura deportes sociedad mundo opinión
    noticias esporte esportes saúde politica cronaca esteri mondo salute nieuws economie binnenland buitenland cultuur
    nyheter kultur ekonomi inrikes utrikes nyheder økonomi kultura polityka gospodarka wiadomości kraj świat zprávy
    politika domácí zahraničí политика экономика общество культура спорт новости мир політика економіка культура ekonomi
    siyaset spor gündem dünya πολιτική οικονομία κόσμος αθλητισμός
    """.split()
)
