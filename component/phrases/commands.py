"""What commands are called, in every language: words that mean it, what follows them, and what it does.

Rule: the first word is the one that help shows; English words are understood from everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Entry:
    """`usage` names what follows the word, `title` says what the command does."""

    words: tuple[str, ...]
    title: str
    usage: str = ""


VOCABULARY: Final[Mapping[str, Mapping[str, Entry]]] = {
    "en": {
        "take": Entry(("take", "mine", "i take"), "the conversation is mine"),
        "decline": Entry(("decline", "not me"), "let others answer"),
        "transfer": Entry(("transfer",), "ask a colleague or a department to take over", "NAME [note]"),
        "invite": Entry(("invite",), "call a colleague into the room", "NAME [note]"),
        "leave": Entry(("leave",), "give it up, to a colleague who is in the room or to whoever is free"),
        "join": Entry(("join",), "come into the room; it stays whose it is"),
        "takeover": Entry(("takeover", "take over"), "take it away from whoever has it"),
        "close": Entry(("close",), "it is over"),
        "note": Entry(("note",), "for colleagues only", "…"),
        "info": Entry(("info",), "who the visitor is"),
        "trail": Entry(("trail",), "the pages that the visitor saw; with V7 those of one who is only looking"),
        "conversations": Entry(("conversations", "list"), "who waits, and which conversations go on"),
        "visitors": Entry(("visitors",), "who is on the site now"),
        "greet": Entry(("greet",), "say something to a visitor who is only looking", "V7 [words]"),
        "open": Entry(("open",), "the same, and the chat opens on their page", "V7 [words]"),
        "canned": Entry(("canned", "c"), "send a prepared text, or list them", "[NAME]"),
        "push": Entry(("push",), "send the visitor a link", "LINK [words]"),
        "preview": Entry(("preview",), "read what the visitor types before it is sent, or no more", "on|off"),
        "history": Entry(("history",), "earlier conversations with this visitor"),
        "name": Entry(("name",), "what the visitor is called", "[NAME]"),
        "email": Entry(("email", "e-mail"), "the visitor's e-mail address", "[ADDRESS]"),
        "phone": Entry(("phone",), "the visitor's telephone number", "[NUMBER]"),
        "tag": Entry(("tag",), "file it under words; -word takes one away", "WORD …"),
        "mail": Entry(
            ("transcript", "mail"), "send the conversation by e-mail, to the visitor or elsewhere", "[ADDRESS]"
        ),
        "block": Entry(("block",), "end it, and do not hear this visitor for a while (a day)", "[1 h] [reason]"),
        "unblock": Entry(("unblock",), "hear this visitor again"),
        "onduty": Entry(("on duty", "onduty"), "I take new visitors, wherever I am online"),
        "offduty": Entry(("off duty", "offduty"), "I take none, also in the lobby"),
        "draining": Entry(("draining", "drain"), "I keep those I have, and get no new ones"),
        "bypresence": Entry(("by presence",), "on duty as my client says"),
        "alerts": Entry(("alerts",), "repeat to me what I do not notice, or do not", "on|off"),
        "who": Entry(("who",), "who is on duty"),
        "signoff": Entry(("signoff", "sign off"), "take a colleague off duty; what they have waits again", "NAME"),
        "stats": Entry(("stats",), "the figures of today"),
        "help": Entry(("help", "?"), "this list"),
    },
    "fa": {
        "take": Entry(("بردار", "برمی‌دارم", "برمیدارم", "می‌گیرم", "میگیرم"), "گفتگو با من است"),
        "decline": Entry(("رد", "رد می‌کنم", "رد میکنم"), "دیگران پاسخ دهند"),
        "transfer": Entry(("بسپار",), "از همکار یا بخشی بخواهید ادامه دهد", "نام [یادداشت]"),
        "invite": Entry(("دعوت",), "همکاری را به اتاق بخوانید", "نام [یادداشت]"),
        "leave": Entry(("رها",), "گفتگو را به همکار حاضر یا دیگران واگذارید"),
        "join": Entry(("ورود",), "به اتاق بیایید؛ با همان که هست می‌ماند"),
        "takeover": Entry(("تصاحب",), "آن را از هر که دارد بگیرید"),
        "close": Entry(("پایان",), "پایان گفتگو"),
        "note": Entry(("یادداشت",), "فقط برای همکاران", "…"),
        "info": Entry(("کیست",), "بازدیدکننده کیست"),
        "trail": Entry(("رد پا", "ردپا"), "صفحه‌هایی که بازدیدکننده دید؛ با V7 از آنِ کسی که تنها می‌نگرد"),
        "conversations": Entry(("گفتگوها", "فهرست"), "چه کسی منتظر است و کدام گفتگوها در جریان است"),
        "visitors": Entry(("بازدیدکنندگان",), "چه کسی اکنون در سایت است"),
        "greet": Entry(("خوشامد", "خوش‌آمد"), "به بازدیدکننده‌ای که تنها می‌نگرد چیزی بگویید", "V7 [متن]"),
        "open": Entry(("باز کن", "بازکن"), "همان، و گفتگو در صفحهٔ او باز می‌شود", "V7 [متن]"),
        "canned": Entry(("آماده",), "متن آماده بفرستید یا فهرست آن‌ها", "[نام]"),
        "push": Entry(("پیوند",), "پیوندی به بازدیدکننده بفرستید", "پیوند [متن]"),
        "preview": Entry(
            ("پیش‌نمایش", "پیش نمایش"), "آنچه بازدیدکننده می‌نویسد پیش از ارسال بخوانید، یا دیگر نه", "روشن|خاموش"
        ),
        "history": Entry(("پیشینه",), "گفتگوهای پیشین با این بازدیدکننده"),
        "name": Entry(("نام",), "نام بازدیدکننده", "[نام]"),
        "email": Entry(("ایمیل",), "نشانی ایمیل بازدیدکننده", "[نشانی]"),
        "phone": Entry(("تلفن",), "شمارهٔ تلفن بازدیدکننده", "[شماره]"),
        "tag": Entry(("برچسب",), "برچسب بزنید؛ ‎-واژه برمی‌دارد", "واژه …"),
        "mail": Entry(("رونوشت",), "گفتگو را با ایمیل برای بازدیدکننده یا دیگری بفرستید", "[نشانی]"),
        "block": Entry(("مسدود",), "پایان دهید و مدتی (یک روز) نشنوید", "[1 h] [دلیل]"),
        "unblock": Entry(("رفع‌انسداد", "رفع انسداد"), "دوباره این بازدیدکننده را بشنوید"),
        "onduty": Entry(("سر کار",), "بازدیدکنندهٔ تازه می‌پذیرم، هر جا آنلاین باشم"),
        "offduty": Entry(("پایان کار",), "نمی‌پذیرم، در اتاق کارکنان هم"),
        "draining": Entry(("بی‌تازه", "بی تازه"), "آن‌ها را که دارم نگه می‌دارم و تازه نمی‌گیرم"),
        "bypresence": Entry(("به حضور",), "همان که برنامه‌ام می‌گوید"),
        "alerts": Entry(("هشدار", "هشدارها"), "آنچه نمی‌بینم را برایم تکرار کن، یا نکن", "روشن|خاموش"),
        "who": Entry(("چه کسی",), "چه کسی سر کار است"),
        "signoff": Entry(("مرخص",), "همکاری را از کار بردارید؛ گفتگوهایش منتظر می‌مانند", "نام"),
        "stats": Entry(("آمار",), "آمار امروز"),
        "help": Entry(("راهنما", "کمک"), "این فهرست"),
    },
}

PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "help_room": (
            "What you write here reaches the visitor, with corrections, retractions, replies and reactions. "
            "Lines that begin with ! do not:\n{commands}"
        ),
        "help_desk": (
            "What you can tell me; #7 is the number of a conversation, which may be left out where only one can be "
            "meant:\n{commands}\n👍 on an offer – take that one"
        ),
        "lacks_choice": "{word}: who, or which? One of: {choices}",
        "unknown_choice": "“{given}” is not known here. One of: {choices}",
        "lacks_text": "!{word} {usage}: something is missing after it.",
        "takes_nothing": "{word}: nothing may follow it.",
        "unmarked_number": (
            "Which conversation? Say it with a #, since {number} may belong to what you say: “{word} #7 {given}”, or "
            "“{word} #{given}” if that is the conversation."
        ),
        "done_transfer": "#{number}: {target} is asked. It stays yours until somebody has taken it.",
        "done_invite": "#{number}: {target} is invited.",
        "done_join": "#{number}: you are invited into the room.",
        "done_leave": "#{number} is not yours any more.",
        "done_close": "#{number} is over.",
        "done_note": "#{number}: noted in its room, for colleagues.",
        "done_moved": "#{number} waits in {target} now.",
        "choose": "Choose a command, then fill in what it needs.",
        "conversation": "Conversation",
        "target": "To whom",
        "colleague": "Colleague",
        "words": "Note for colleagues",
        "done": "Done.",
        "done_tag": "#{number}: {tags}",
        "done_block": "#{number}: this visitor is not heard until {until}. !unblock ends that.",
        "was_blocked": "They had been blocked until {until}: “{reason}”",
        "was_blocked_bare": "They had been blocked until {until}, without a reason",
        "done_unblock": "#{number}: this visitor is heard again.",
        "done_noted": "Noted: {kept}",
        "no_canned": "There are no prepared texts here; an administrator writes them in parlour.yaml under “canned”.",
        "prepared": "Prepared text",
        "url": "Link",
        "before_link": "Words before it",
        "value": "Value; empty forgets it",
        "tags": "Tags",
        "span": "For how long (1 h, 2 d; a day if left out)",
        "reason": "Reason, for colleagues",
        "the_visitor": "visitor",
        "no_conversation": "There is no conversation for which this could be done.",
        "state_waiting": "waiting",
        "state_active": "{agent}",
        "state_closed": "over",
    },
    "fa": {
        "help_room": (
            "آنچه اینجا بنویسید به بازدیدکننده می‌رسد، با ویرایش، حذف، پاسخ و واکنش. خطی که با ! آغاز شود نمی‌رسد:\n"
            "{commands}"
        ),
        "help_desk": (
            "آنچه می‌توانید به من بگویید؛ ‎#7 شمارهٔ گفتگوست و اگر تنها یکی باشد لازم نیست:\n{commands}\n"
            "👍 روی یک پیشنهاد – همان را بردارید"
        ),
        "lacks_choice": "{word}: چه کسی، یا کدام؟ یکی از: {choices}",
        "unknown_choice": "«{given}» اینجا شناخته نیست. یکی از: {choices}",
        "lacks_text": "!{word} {usage}: چیزی پس از آن کم است.",
        "takes_nothing": "{word}: چیزی پس از آن نمی‌آید.",
        "unmarked_number": (
            "کدام گفتگو؟ آن را با # بنویسید، چون {number} شاید بخشی از گفته باشد: «{word} #7 {given}»، یا "
            "«{word} #{given}» اگر همان گفتگوست."
        ),
        "done_transfer": "#{number}: از {target} خواسته شد. تا کسی برندارد با شماست.",
        "done_invite": "#{number}: {target} دعوت شد.",
        "done_join": "#{number}: به اتاق دعوت شدید.",
        "done_leave": "#{number} دیگر با شما نیست.",
        "done_close": "#{number} پایان یافت.",
        "done_note": "#{number}: در اتاقش برای همکاران یادداشت شد.",
        "done_moved": "#{number} اکنون در {target} منتظر است.",
        "choose": "فرمانی را برگزینید و آنچه لازم است بنویسید.",
        "conversation": "گفتگو",
        "target": "به چه کسی",
        "colleague": "همکار",
        "words": "یادداشت برای همکاران",
        "done": "انجام شد.",
        "done_tag": "#{number}: {tags}",
        "done_block": "#{number}: این بازدیدکننده تا {until} شنیده نمی‌شود. !unblock آن را پایان می‌دهد.",
        "was_blocked": "پیش از این تا {until} مسدود بود: «{reason}»",
        "was_blocked_bare": "پیش از این تا {until} مسدود بود، بی دلیل",
        "done_unblock": "#{number}: این بازدیدکننده دوباره شنیده می‌شود.",
        "done_noted": "یادداشت شد: {kept}",
        "no_canned": "اینجا متن آماده‌ای نیست؛ مدیر آن‌ها را در parlour.yaml زیر «canned» می‌نویسد.",
        "prepared": "متن آماده",
        "url": "پیوند",
        "before_link": "متن پیش از آن",
        "value": "مقدار؛ خالی یعنی فراموشی",
        "tags": "برچسب‌ها",
        "span": "برای چه مدت (1 h، 2 d؛ بی آن یک روز)",
        "reason": "دلیل، برای همکاران",
        "the_visitor": "بازدیدکننده",
        "no_conversation": "گفتگویی برای این کار نیست.",
        "state_waiting": "منتظر",
        "state_active": "{agent}",
        "state_closed": "پایان",
    },
}
