"""Every tool, and which of them a question needs: the prompt stays small when the list is long.

The five core tools (open, list, describe, query, rows) are always offered. Another is offered when a word of the
question suggests it, in any of the languages below, or when the conversation used it before, so that “and on row 7?”
works. It is deterministic, and it errs towards offering: one tool too many costs a hundred tokens, one too few costs
the answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from bot.tools import (
    arranging,
    assignments,
    attaching,
    browsing,
    changing,
    columns,
    filing,
    histories,
    lookup,
    quality,
    reading,
    requests,
    sharing,
    sheets,
    summary,
    switches,
    talking,
)
from bot.tools.declaration import Tool

ALL: tuple[Tool[Any], ...] = (
    *reading.CATALOG,
    *browsing.CATALOG,
    *lookup.CATALOG,
    *assignments.CATALOG,
    *quality.CATALOG,
    *histories.CATALOG,
    *changing.CATALOG,
    *arranging.CATALOG,
    *columns.CATALOG,
    *sharing.CATALOG,
    *filing.CATALOG,
    *talking.CATALOG,
    *attaching.CATALOG,
    *sheets.CATALOG,
    *requests.CATALOG,
    *summary.CATALOG,
    *switches.CATALOG,
)

_OF_FILES = """
    file, csv, excel, xlsx, workbook, spreadsheet, import, upload, datei, tabelle, importier, fichier, classeur,
    importe, archivo, libro, importa, foglio di, arquivo, planilha, dosya, aktar, bestand, invoer, ملف, استورد,
    ファイル, 取り込, 文件, 导入
"""

# Beginnings of words (“comment” also means “comments”, “commented”), and phrases; accents do not matter.
CUES: Mapping[str, str] = MappingProxyType(
    {
        "browse": """
            workspace, folder, dashboard, sight, report, favourite, favorite, starred, recent, lately, home, browse,
            where is, where are, arbeitsbereich, ordner, bericht, favorit, zuletzt, espace de travail, dossier,
            rapport, tableau de bord, espacio de trabajo, carpeta, informe, panel, cartella, relatorio, pasta,
            calisma alan, klasor, rapor, gosterge, werkruimte,
            مجلد, مساحة العمل, تقرير, レポート, フォルダ, 报告, 文件夹
        """,
        "search": """
            search, find, mention, look for, looking for, contain, anywhere, occurs, which sheet, what sheet, where,
            suche, finde, erwahn, wo steht, cherche, recherche, trouve, mentionn, ou est, busca, encuentra, menciona,
            donde, cerca, trova, procura, bul, ara, nerede, gecen, zoek, vind,
            بحث, ابحث, أين, 検索, 搜索, 查找, 在哪
        """,
        "look_up": """
            comment, discuss, said, say, says, conversation, note, attach, file, document, pdf, history, histor,
            notes, files, pdfs, rules,
            changed, change, moved, move, edited, modified, previous, before, original, slipped, slip, postponed,
            share, shared, sharing, access, permission, who can, can see, collaborator, summary field, sheet summary,
            summary, update request, automation, workflow, alert, reminder, rule, cross-sheet, cross sheet, reference,
            linked, kommentar, diskussion, anhang, anhange, datei, verlauf, geandert, verschoben, freigegeben, freigabe,
            zugriff, zusammenfassung, automatisierung, commentaire, piece jointe, fichier, historique, modifi, partag,
            acces, comentario, adjunto, archivo, historial, cambi, movi, compart, acceso, allegat, condivis, cronologia,
            modificat, anexo, yorum, ekler, dosya, gecmis, degis, paylas, erisim, otomasyon, opmerking, bijlage,
            geschiedenis, gedeeld,
            تعليق, مرفق, سجل, مشارك, غير, コメント, 添付, 履歴, 共有, 变更, 评论, 附件, 历史, 共享
        """,
        "assigned_to_me": """
            me, my, mine, i, myself, ich, mir, mich, mein, moi, mes, mon, ma, je, mi, mis, yo, tengo, io, mio, miei,
            meu, minha, minhas, bana, benim, uzerim, gorevlerim, islerim, mij, mijn, ik, مهامي, لي, 私, 我
        """,
        "change_history": """
            you change, you changed, you do, you did, you done, the bot, sheetline, change history, audit, undo, undone,
            who approved, was approved, geandert hast, hast du, le bot, el bot, il bot, degistirdin
        """,
        "check_quality": """
            quality, duplicate, duplicated, twice, missing, empty, blank, incomplete, inconsisten, error, errors,
            invalid, wrong, clean, cleanup, problem, issue with, check, valid, orphan, unassigned, unused, messy,
            qualitat, doppelt, dublett, fehlen, fehlt, leer, fehler, unvollstandig, prufe, doublon, manqu, vide, erreur,
            qualite, verifi, duplicad, falta, vaci, errores, calidad, revisa, duplicat, mancant, vuot, qualita,
            kalite, yinelenen, eksik, bos, hata, kontrol, dubbel, ontbre, leeg, fout, مكرر, ناقص, فارغ, أخطاء, 重複, 空,
            エラー, 重复, 错误, 缺失
        """,
        "update_rows": """
            set, change, update, mark, put, assign, clear, correct, fix, fill, rename, replace, reassign, postpone,
            link,
            formula, formel, formule,
            setze, ander, markier, weise, aktualisier, modifie, marque, assigne, pon, cambia, marca, asigna, actualiza,
            imposta, aggiorna, assegna, muda, atualiza, atribui, ayarla, degistir, guncelle, ata, zet, wijzig, werk bij,
            حدث, عدل, 変更, 更新, 设置, 修改
        """,
        "add_rows": """
            add, create, insert, new row, new task, append, erganz, fuge, neue zeile, erstelle, ajoute, cree, anade,
            agrega, crea, aggiungi, adiciona, cria, ekle, olustur, voeg, maak, أضف, 追加, 添加, 新建
        """,
        "delete_rows": """
            delete, remove, drop, get rid, losche, entferne, supprime, efface, borra, elimina, quita, cancella, apaga,
            exclui, sil, kaldir, verwijder, احذف, 削除, 删除
        """,
        "move_rows": """
            move, indent, outdent, reorder, put under, below, verschiebe, einruck, deplace, mueve, sposta, tasi,
            verplaats, انقل, 移動, 移动
        """,
        "sort_rows": """
            sort, reorder, rearrange, arrange, order by, put in order, alphabetic, sortier, ordne, trier, trie, ordena,
            ordina, sirala, sorteer, رتب, 並べ替え, 排序
        """,
        "transfer_rows": """
            copy, archive, archiv, transfer, move, kopier, verschieb, copie, deplace, copia, mueve, sposta, copiar,
            mova, tasi, kopyala, kopieer, verplaats, انسخ, انقل, コピー, 移動, 复制, 移动
        """,
        "edit_columns": """
            column, dropdown, checkbox, field, formula, spalte, colonne, columna, colonna, coluna, sutun, kolom, عمود,
            列, フィールド
        """,
        "share": """
            share, unshare, sharing, access, invite, teile, freigeb, zugriff, partag, acces, compart, acceso,
            condivid, accesso, paylas, erisim, deel, toegang, شارك, 共有, 共享
        """,
        "add_rows_from_file": _OF_FILES,
        "create_sheet_from_file": _OF_FILES,
        "comment": """
            comment, reply, respond, discussion, kommentar, kommentier, antworte, diskussion, repond, comenta, responde,
            commenta, rispondi, yorum, yanitla, opmerking, reageer, antwoord, تعليق, علق, コメント, 返信, 评论, 回复
        """,
        "attach": """
            attach, http, https, link, file, anhang, hange, fichier, piece jointe, joins, lien, adjunt, enlace,
            archivo, allega, collegamento, anexa, anexo, ekle, baglanti, bijlage, koppel, أرفق, مرفق, رابط, 添付,
            リンク, 附件, 链接
        """,
        "create_sheet": """
            create, make a, make me, set up, build, new sheet, need a sheet, template, erstell, neues blatt, vorlage,
            cree, creer, nouvelle feuille, modele, crea, crear, nueva hoja, plantilla, nuovo foglio, modello, cria,
            nova planilha, modelo, olustur, yeni sayfa, sablon, maak, nieuw blad, sjabloon, أنشئ, قالب, 作成,
            テンプレート, 创建, 新建, 模板
        """,
        "edit_sheet": """
            rename, copy, duplicate, move, benenne, umbenenn, kopier, verschieb, renomm, copie, deplace, renombra,
            copia, mueve, rinomina, sposta, renomeia, mova, yeniden adlandir, kopyala, tasi, hernoem, kopieer,
            verplaats,
            انقل, انسخ, 名前を変更, コピー, 移動, 重命名, 复制, 移动
        """,
        "delete_sheet": """
            delete, remove, get rid, losche, entferne, supprime, efface, borra, elimina, cancella, apaga, exclui, sil,
            kaldir, verwijder, احذف, 削除, 删除
        """,
        "request_update": """
            request, ask, remind, update request, chase, nudge, anfrage, frage, bitte, erinner, demande, rappel, pide,
            solicita, recuerda, chiedi, richiest, pede, lembra, iste, sor, hatirlat, vraag, herinner, اطلب, 依頼, 请求
        """,
        "edit_summary": """
            summary, zusammenfassung, resume, resumen, riepilogo, resumo, ozet, samenvatting, ملخص, サマリー, 摘要
        """,
        "switch": """
            favourite, favorite, star, unstar, starred, automation, automations, workflow, enable, disable, turn on,
            turn off, switch, favorit, automatisierung, aktivier, deaktivier, favori, automatisation, activ, desactiv,
            favorit, automatizacion, preferit, attiva, disattiva, favorito, automacao, sik kullan, otomasyon, etkin,
            devre disi, favoriet, automatisering, المفضلة, أتمتة, お気に入り, 自動化, 收藏, 自动化
        """,
        "delete_columns": """
            column, field, spalte, colonne, columna, colonna, coluna, sutun, kolom, عمود, 列
        """,
    }
)
OF_FILES = frozenset({"add_rows_from_file", "create_sheet_from_file", "attach"})
"""What is offered whenever a file is at hand, whatever is said."""

_SHORT = 4
"""A cue of up to this many letters means the whole word: “me” is not “meeting”."""


def choose(question: str, tools: Sequence[Tool[Any]] = ALL, *, used: Collection[str] = ()) -> tuple[Tool[Any], ...]:
    """The tools to offer for a question, in the order of `tools`; `used` names those the conversation has called.

    A tool without cues is always offered. So is every tool for a question in a script in which no cue was found, as
    no word of it could have been known.
    """
    said = f" {_plain(question)} "
    wanted = {name for name, cues in CUES.items() if any(_occurs(cue, said) for cue in _known(cues))}
    if not wanted and not re.search(r"[a-z]", said) and re.search(r"[^\W\d_]", said):
        return tuple(tools)
    return tuple(tool for tool in tools if tool.name not in CUES or tool.name in wanted or tool.name in used)


@cache
def _known(cues: str) -> tuple[str, ...]:
    """The cues of a tool, plain, each once."""
    return tuple(dict.fromkeys(_plain(cue) for cue in cues.split(",")))


def _plain(text: str) -> str:
    """Words in small letters without accents, one space between them."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    return " ".join(re.sub(r"[^\w]+", " ", "".join(c for c in decomposed if not unicodedata.combining(c))).split())


def _occurs(cue: str, said: str) -> bool:
    """At the beginning of a word; anywhere in scripts that do not put spaces between words or put articles before."""
    if not cue.isascii():
        return cue in said
    return f" {cue} " in said if len(cue) <= _SHORT else f" {cue}" in said
