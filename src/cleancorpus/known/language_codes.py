"""Codes of languages: the three letters of ISO 639-3, which crawlers and archives write, and the two of ISO 639-1.

Source: the code tables of ISO 639-1 and 639-3, macrolanguages and their commonest languages included.
"""

from __future__ import annotations

_TWO_BY_THREE = dict(
    pair.split(":")
    for pair in """
    aar:aa abk:ab afr:af aka:ak als:sq amh:am ara:ar arb:ar arg:an ary:ar arz:ar asm:as ava:av aym:ay aze:az
    azj:az bak:ba bam:bm bel:be ben:bn bih:bh bis:bi bod:bo bos:bs bre:br bul:bg cat:ca ces:cs cha:ch che:ce
    chu:cu chv:cv cmn:zh cor:kw cos:co cre:cr cym:cy dan:da deu:de div:dv dzo:dz ekk:et ell:el eng:en epo:eo
    est:et eus:eu ewe:ee fao:fo fas:fa fij:fj fin:fi fra:fr fry:fy ful:ff gla:gd gle:ga glg:gl glv:gv grn:gn
    guj:gu hat:ht hau:ha hbs:sh heb:he her:hz hin:hi hmo:ho hrv:hr hun:hu hye:hy ibo:ig ido:io iii:ii iku:iu
    ile:ie ina:ia ind:id ipk:ik isl:is ita:it jav:jv jpn:ja kal:kl kan:kn kas:ks kat:ka kau:kr kaz:kk khk:mn
    khm:km kik:ki kin:rw kir:ky kom:kv kon:kg kor:ko kua:kj kur:ku lao:lo lat:la lav:lv lim:li lin:ln lit:lt
    ltz:lb lub:lu lug:lg lvs:lv mah:mh mal:ml mar:mr mkd:mk mlg:mg mlt:mt mon:mn mri:mi msa:ms mya:my nau:na
    nav:nv nbl:nr nde:nd ndo:ng nep:ne nld:nl nno:nn nob:nb nor:no nya:ny oci:oc oji:oj ori:or orm:om oss:os
    pan:pa pbt:ps pes:fa pli:pi plt:mg pol:pl por:pt prs:fa pus:ps que:qu roh:rm ron:ro run:rn rus:ru sag:sg
    san:sa sin:si slk:sk slv:sl sme:se smo:sm sna:sn snd:sd som:so sot:st spa:es sqi:sq srd:sc srp:sr ssw:ss
    sun:su swa:sw swe:sv swh:sw tah:ty tam:ta tat:tt tel:te tgk:tg tgl:tl tha:th tir:ti ton:to tsn:tn tso:ts
    tuk:tk tur:tr twi:tw uig:ug ukr:uk urd:ur uzb:uz uzn:uz ven:ve vie:vi vol:vo wln:wa wol:wo wuu:zh xho:xh
    ydd:yi yid:yi yor:yo zha:za zho:zh zsm:ms zul:zu
    """.split()
)


def two_letters(code: str) -> str:
    """The code of two letters for one of three; a code that has none, or has two letters already, as it is.

    >>> two_letters("eng"), two_letters("CEB"), two_letters("de")
    ('en', 'ceb', 'de')
    """
    code = code.strip().lower()
    return _TWO_BY_THREE.get(code, code)
