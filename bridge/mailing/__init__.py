"""Letters on their way to the mail server: how they are written, and how they are sent.

             postman.py ──▶ Desk.letters_due ──▶ transcript.py (words.py, dates.py) ──▶ smtp.py ──▶ the mail server
                  └──────── Desk.letter_sent · letter_refused · letter_put_off ◀───────────┘

The only part that names aiosmtplib. The desk knows nothing of it; the composition root lets the postman go.
"""
