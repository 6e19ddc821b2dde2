"""What the desk refuses, in other languages than English: by the sentence that it says (`bridge.errors.Refused`)."""

from collections.abc import Mapping
from typing import Final

REFUSALS: Final[Mapping[str, Mapping[str, str]]] = {
    "fa": {
        "An empty message cannot be sent.": "پیام خالی را نمی‌توان فرستاد.",
        "A message may have {limit} characters; this one has {length}.": (
            "پیام می‌تواند {limit} نویسه داشته باشد؛ این یکی {length} دارد."
        ),
        "the message that you corrected is not yours, or is not there. Write it anew.": (
            "پیامی که ویرایش کردید از شما نیست، یا نیست. آن را از نو بنویسید."
        ),
        "An address is asked for only where nobody answers.": "تنها وقتی کسی پاسخ نمی‌دهد نشانی پرسیده می‌شود.",
        "“{value}” is no emoji.": "«{value}» شکلک نیست.",
        "There is no room {room} here.": "اتاق {room} اینجا نیست.",
        "There is no conversation here.": "اینجا گفتگویی نیست.",
        "This conversation is closed already.": "این گفتگو پیش از این پایان یافته است.",
        "Only agents can do that.": "این کار را تنها کارکنان می‌توانند.",
        "You are not permitted to do that.": "اجازهٔ این کار را ندارید.",
        "There is no conversation #{number}.": "گفتگوی #{number} نیست.",
        "That conversation is not known here.": "این گفتگو اینجا شناخته نیست.",
        "That line is not an offer.": "آن خط پیشنهاد نیست.",
        "Nobody waits at the moment.": "اکنون کسی منتظر نیست.",
        "Nobody is offered to you at the moment.": "اکنون کسی به شما پیشنهاد نشده است.",
        "Nothing goes on in this room.": "در این اتاق چیزی در جریان نیست.",
        "You have no conversation at the moment; say which one you mean: #7.": (
            "اکنون گفتگویی ندارید؛ بگویید کدام را می‌گویید: #7."
        ),
        "You have several conversations: {numbers}. Say which one you mean.": (
            "چند گفتگو دارید: {numbers}. بگویید کدام را می‌گویید."
        ),
        "#{number} {visitor} is over. When they write again, you are asked again.": (
            "#{number} {visitor} پایان یافته است. اگر دوباره بنویسد، باز از شما می‌پرسیم."
        ),
        "#{number} {visitor} is not offered to you.": "#{number} {visitor} به شما پیشنهاد نشده است.",
        "#{number} is another department's.": "#{number} از آن بخش دیگری است.",
        "#{number} {visitor} is not yours.": "#{number} {visitor} با شما نیست.",
        "#{number} {visitor} is theirs already.": "#{number} {visitor} پیش از این با اوست.",
        "#{number} {visitor} waits: take it first.": "#{number} {visitor} منتظر است: نخست آن را بردارید.",
        "#{number} {visitor}: {agent} has it already.": "#{number} {visitor}: پیش از این با {agent} است.",
        "#{number} {visitor}: {agent} has it, and may close it.": (
            "#{number} {visitor}: با {agent} است و او می‌تواند آن را پایان دهد."
        ),
        "#{number} {visitor}: {agent} has it, and may hand it over.": (
            "#{number} {visitor}: با {agent} است و او می‌تواند آن را بسپارد."
        ),
        "It waits in {department} already.": "پیش از این در {department} منتظر است.",
        "There is no department {department}.": "بخش {department} نیست.",
        "There is no agent {agent} here.": "{agent} از کارکنان اینجا نیست.",
        "There is no prepared text {name} here.": "متن آمادهٔ {name} اینجا نیست.",
        "{url} is no web address: it begins with https:// or http://.": (
            "{url} نشانی وب نیست: با https:// یا http:// آغاز می‌شود."
        ),
        "#{number} {visitor}: enter the room first.": "#{number} {visitor}: نخست به اتاق بیایید.",
        (
            "Visitors of the channel “{channel}” are not read while they type. An administrator can permit it "
            "(typing_preview: true), and the chat then tells visitors."
        ): (
            "نوشتهٔ بازدیدکنندگان کانال «{channel}» پیش از ارسال خوانده نمی‌شود. مدیر می‌تواند آن را روا دارد "
            "(typing_preview: true)، و گفتگو به آنان خواهد گفت."
        ),
        "This text is empty in the visitor's language.": "این متن به زبان بازدیدکننده خالی است.",
        "This visitor had no conversation before.": "این بازدیدکننده پیش از این گفتگویی نداشته است.",
        "“{tag}” cannot be a tag: letters, digits and dashes only.": ("«{tag}» برچسب نمی‌شود: تنها حرف، رقم و خط تیره."),
        "A conversation may have {limit} tags.": "گفتگو می‌تواند {limit} برچسب داشته باشد.",
        "Nobody is kept out for longer than a year.": "کسی را بیش از یک سال نمی‌توان مسدود کرد.",
        "“{value}” does not look right.": "«{value}» درست به نظر نمی‌رسد.",
        "No mail server is set up here; an administrator does that in parlour.yaml, under “mail”.": (
            "اینجا سرور ایمیلی تنظیم نشده است؛ مدیر آن را در parlour.yaml زیر «mail» می‌نویسد."
        ),
        "No e-mail address of {visitor} is known. Note it (email ADDRESS), or say where to (transcript ADDRESS).": (
            "نشانی ایمیل {visitor} دانسته نیست. آن را یادداشت کنید (ایمیل نشانی)، یا بگویید به کجا (رونوشت نشانی)."
        ),
        "{limit} letters wait for the mail server already. Tell your administrator.": (
            "هم‌اکنون {limit} نامه منتظر سرور ایمیل است. به مدیر بگویید."
        ),
        "Nothing was said in #{number}.": "در #{number} چیزی گفته نشده است.",
        "Only the department's agents can be on duty.": "تنها کارکنان بخش می‌توانند سر کار باشند.",
        (
            "I cannot see whether you are there. Add {address} to your contacts and let it see when you are available, "
            "or enter the lobby {lobby}."
        ): (
            "نمی‌بینم که هستید یا نه. {address} را به مخاطبان بیفزایید و بگذارید حضورتان را ببیند، "
            "یا به اتاق {lobby} بیایید."
        ),
        "There is no visitor {guest} here now; “visitors” lists them.": (
            "بازدیدکنندهٔ {guest} اکنون اینجا نیست؛ «بازدیدکنندگان» فهرستشان را می‌دهد."
        ),
        "Whom you invite is yours when they answer: be on duty first.": (
            "کسی که دعوت کنید با پاسخ دادن از آن شماست: نخست سر کار باشید."
        ),
        "{guest} is blocked at the moment.": "{guest} اکنون مسدود است.",
        "{guest} has a conversation already: #{number}.": "{guest} پیش از این گفتگو دارد: #{number}.",
        "{guest} was invited already, by {agent}.": "{guest} پیش از این دعوت شده است، از سوی {agent}.",
        "{guest} closed the invitation, and is left in peace for this visit.": (
            "{guest} دعوت را بست و در این دیدار آسوده می‌ماند."
        ),
        "{agent} is not on duty.": "{agent} سر کار نیست.",
        "Too many commands wait for an answer. Try again in a few seconds.": (
            "فرمان‌های زیادی منتظر پاسخ‌اند. چند ثانیهٔ دیگر دوباره بفرستید."
        ),
        (
            "“{command}” has not answered within {seconds} s. It may have been done all the same: look before you "
            "try again."
        ): "«{command}» در {seconds} ثانیه پاسخ نداد. شاید با این همه انجام شده باشد: پیش از تکرار نگاه کنید.",
        "“{command}” cannot be reached at the moment. Try again later, or tell your administrator.": (
            "«{command}» اکنون در دسترس نیست. بعداً دوباره بفرستید یا به مدیر بگویید."
        ),
        "“{command}” answered with an error ({status}). Tell your administrator if it stays so.": (
            "«{command}» با خطا ({status}) پاسخ داد. اگر چنین ماند به مدیر بگویید."
        ),
        "“{command}” answered something that cannot be read here. Tell your administrator.": (
            "پاسخ «{command}» اینجا خوانده نمی‌شود. به مدیر بگویید."
        ),
        "The store cannot be reached at the moment. Wait a while before you try again.": (
            "انبار اکنون در دسترس نیست. پیش از تکرار کمی صبر کنید."
        ),
        "Nobody else is on duty in {department}.": "کس دیگری در {department} سر کار نیست.",
    },
}
