"""Agents for tests: XMPP clients of other makes than the library that the bridge uses.

agent       xmpp.js under Node, driven message by message: says, corrects, replies, reacts as Converse or Dino do
profanity   the terminal client, in tmux: what a person would see on the screen
poezio      another, in tmux (`terminal` is what both have in common)
converse    Converse.js in Chromium, with the page of the demonstration
gajim       Gajim under Xvfb, read through AT-SPI
dino        Dino in the same way (`desktop` is what both have in common)
matrix      what each of the real ones was seen to do
"""
