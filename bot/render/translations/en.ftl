# What Nutgraf says in English. Short, warm, plain; no message ends in a line break.
# Placeholders are the same in every catalogue (tests/render/test_translations.py).

## Days

day-today = today
day-tomorrow = tomorrow, { $day }
days-every = every day
days-working = Monday to Friday
days-weekend = Saturday and Sunday

## Buttons

button-settings = Settings
button-more = { $n } more
button-back = Back
button-continue = Continue
button-done = Done
button-other = Other…
button-skip = Skip
button-change = Change
button-cancel = Cancel
button-undo = Undo
button-next-page = Next
button-previous-page = Previous
button-zone-yes = Yes, { $city }
button-follow = Follow
button-unfollow = Stop following
button-mute-week = Mute for a week
button-unmute = Unmute
button-sources = Sources
button-timeline = Timeline
button-earlier = Earlier
button-shorter = Shorter
button-longer = Longer
button-share = Share
button-open-story = Whole story
button-other-story = The other story
button-subscribe-site = Subscribe to this site
button-digest = Digest { $n }
button-new-digest = New digest
button-language = Language
button-topics = Topics
button-news-languages = News in: { $names }
button-times = Times
button-n-stories = { $n } stories
button-digest-now = Digest now
button-feeds = Your sources
button-export-feeds = As a file (OPML)
button-remove-feed = Remove it
button-keep-feed = Keep it
button-add-list = { $n ->
    [one] Add { $n } feed
   *[other] Add { $n } feeds
}
button-unsubscribe = Unsubscribe
button-unsubscribe-yes = Yes, unsubscribe
button-forget-yes = Yes, erase everything
button-send-again = Send it again
button-empty-silence = Nothing new: silence
button-empty-line = Nothing new: one line
button-repeat-never = If it may be lost: ask me
button-repeat-once = If it may be lost: send again

## Set-up

welcome-title = Welcome to Nutgraf
welcome-what = I read the news and bring you a digest at the time you choose. Articles about the same event become one story, told in the sources' own sentences, each linked to where it stands.
another-title = One more digest
welcome-topics = What do you want to read about? Tap as many as you like.
topics-title = Topics
topics-how = Tap to add or remove a topic.
news-languages-title = Languages of the news
news-languages-how = Tap those that you read. A topic without sources in any of them is told in the language that its button names.
topics-all = All topics
time-title = When shall the digest come?
time-how = Tap an hour. “Other…” takes any time.
time-also = Also set: { $times }
time-type = Type a time, for example 7:45 or 18.30.
zone-title = Where are you?
zone-guess = { $city }? It is { $time } there now.
zone-how = The digest follows the clocks of that place, summer time included.
zone-type = Type your city or the nearest big one, for example “Lisbon” or “New York”. You can also share your location.
zone-which = Which one do you mean?
zone-set = Times are now those of { $city }.
done-first = First digest { $day }, { $time } ({ $city })
done-now = Here is one right away, from what I have read so far.
done-now-empty = I have nothing on these topics yet. As soon as the first stories are in, they will be in your digest.

## Digest

digest-title = Your digest · { $day }, { $time }
digest-late = late: due { $due }, sent { $sent }
digest-repeat = This may have reached you before.
digest-nothing = Nothing new since { $since }.
digest-other = More
digest-update = Update
digest-since = new since { $since }
left-out = left out: { $what }
left-out-seen = { $n } shown before
left-out-muted = { $n } muted
left-out-below = { $n } below the cut
coverage-outlets = { $n ->
    [one] { $n } outlet
   *[other] { $n } outlets
}
coverage-first = first { $time } { $outlet }
coverage-single = single source
no-subscription = You have no digest yet. /start sets one up in a minute.

## Why

why-title = Why these stories · digest of { $when }
why-age = { $hours ->
    [0] newest part came within the hour
    [one] newest part came { $hours } hour before
   *[other] newest part came { $hours } hours before
}
why-words = your words: { $words }
why-seen = { $n ->
    [one] { $n } story was left out because you have seen it and nothing was new in it.
   *[other] { $n } stories were left out because you have seen them and nothing was new in them.
}
why-muted = { $n ->
    [one] { $n } story was left out because of what you muted.
   *[other] { $n } stories were left out because of what you muted.
}
why-below = { $n ->
    [one] { $n } story was below the cut: fewer outlets, or older.
   *[other] { $n } stories were below the cut: fewer outlets, or older.
}
why-order = Stories that many outlets report come first, then newer ones. Copies of one text count once.
why-none = I have not sent a digest here yet.

## Story

story-changed = New since { $when }
story-unchanged = Nothing new since you looked at it ({ $when }).
story-so-far = What was known before
story-earlier = Earlier, until { $day }:
story-how = Send /story with the number of a story, or open one from a digest.
sources-title = { $n ->
    [one] { $n } outlet, in the order of publication
   *[other] { $n } outlets, in the order of publication
}
sources-copies = { $n ->
    [one] same text: { $names }
   *[other] same text { $n } times: { $names }
}
timeline-title = How it went

## Answers

answer-newest = newest report { $when }
answer-also = Or did you mean:
answer-nothing = Nothing on “{ $question }” since { $since }.
answer-nearest = The nearest headlines:
answer-try = Try fewer or other words, or /latest.
answer-empty-store = I have not read any news yet, so I cannot answer. Try again in a few minutes.
latest-title = Latest stories
latest-topic = Latest stories: { $topic }
latest-none = Nothing yet. Try again in a few minutes, or choose other /topics.
rest-title = More from this digest
rest-none = You have seen all of it by now.
search-how = Send /search with words that a story must hold. "Words in quotes" stand together, -word must not occur, and wor* may go on.
search-title = Found: { $query }
search-none = No story holds all of that. Try fewer words, or just ask me.
search-more = There are more. One more word narrows them down.
catchup-title = Not seen yet · { $period }
catchup-none = You have seen all of it.
catchup-more = { $n ->
    [one] { $n } more story ranks below these.
   *[other] { $n } more stories rank below these.
}
follow-none = You follow no story. Open one and tap “Follow”.
follow-title = You follow
follow-muted = Muted for now
summary-too-short = This text is already short, so here it is whole.
summary-how = Send /summary with a link or a text, or as a reply to a message. Text documents (.txt, .html) work too.
ask-how = What do you want to know? For example: /ask what happened at the port
reading = Reading it…

## Settings

settings-title = Settings
settings-none = No digest is set up. “New digest” makes one.
settings-language = { $name }
settings-how = Each button says what is set. Tap it to change it.
settings-next = next: { $when }
length-headlines = Headlines only
length-short = Short
length-full = Full length
language-title = Language
unsubscribe-question = Shall this digest end?
unsubscribed = Done, this digest no longer comes. /start makes a new one whenever you like.
times-set = The digest now comes at { $times }. Next: { $when }.
status-title = Status
status-last = { $n ->
    [one] Last digest: { $when }, { $n } story.
   *[other] Last digest: { $when }, { $n } stories.
}
status-no-last = No digest has been sent yet.
status-next = Next digests ({ $city }):
status-none = No digest is due. /start sets one up.
status-failed = { $n ->
    [one] { $n } message could not be sent.
   *[other] { $n } messages could not be sent.
}
status-retry = { $n ->
    [one] { $n } message could not be sent; I try again at { $when }.
   *[other] { $n } messages could not be sent; I try again at { $when }.
}
status-unknown = The last digest may not have arrived.
feeds-title = Your own sources
feeds-none = None yet. Send me a link to a site or a feed, or a list of feeds (.opml), and I will add it.
feeds-choose = There are several feeds. Which one do you want?
feeds-export-caption = Your sources. Other readers can open this file, and I can read it again.
feeds-how = A link adds a source (in a group: /sources and the link), its button takes it out.
feeds-more = { $n ->
    [one] and { $n } more
   *[other] and { $n } more
}
feed-added = Added: { $name }
feed-removed = Removed: { $name }
feed-known = You already have { $name }.
feed-kept = { $name } stays among your sources.
feed-well = read { $when }
feed-new = not read yet
feed-off = switched off by the owner of this bot
feed-gone = ended: { $reason }
feed-ended = { $name } has ended: { $reason } I no longer look at it.
feed-lost = I have not been able to read { $name } since { $since }: { $reason } I go on trying.
feed-of-channel = It is a source of your channel { $channel }. Post /sources there to remove it.
feed-failing = fails since { $since }: { $reason } Next try { $again }.
list-question = { $n ->
    [one] There is { $n } feed in this list. Shall I add it to your digest?
   *[other] There are { $n } feeds in this list. Shall I add them to your digest?
}
list-refused = { $n ->
    [one] { $n } address is not on the public internet, so I leave it out.
   *[other] { $n } addresses are not on the public internet, so I leave them out.
}
list-added = { $n ->
    [one] Added { $n } feed.
   *[other] Added { $n } feeds.
}
list-known = { $n ->
    [one] { $n } was there already.
   *[other] { $n } were there already.
}
mute-none = No words are muted.
mute-list = Muted words: { $words }
mute-how = /mute and a word leaves out stories that contain it; /unmute and the word brings them back.
muted = Muted: { $word }
unmuted = No longer muted: { $word }
forget-title = Erase everything?
forget-what = Your digests, settings, marks and what I have sent you will be erased and cannot be brought back. /export gives you a copy first.
forgotten = Erased. I no longer know anything about this chat. /start begins anew.
export-caption = Everything I know about this chat.
cancelled = Cancelled, nothing was changed.
nothing-to-cancel = There is nothing to cancel.
owner-claimed = You are the owner now.
owner-refused = This owner link is not valid, or was used before.

## Help

help-title = What I do
help-plain = Just write a question and I answer with sentences from the news. Send a link or a text and I make it short.
help-digest = your digest, now
help-latest = the latest headlines, also /latest and a topic
help-catchup = what you have missed, also /catchup 5d
help-ask = a question about the news
help-summary = a link or a text made short
help-story = one story with all its sources
help-search = stories by words, “phrases” and -not
help-follow = stories that you follow or have muted
help-subscribe = a new digest
help-schedule = when the digest comes
help-topics = what it is about
help-sources = your own sites and feeds
help-settings = everything that can be set
help-status = last and next digests
help-why = why each story is in your digest
help-export = everything I know about you
help-forget = erase it

## Notices: bubbles over a pressed button, at most 200 characters

notice-old-button = This button is from an older message and no longer works. /settings and /latest have fresh ones.
notice-followed = You follow this story now.
notice-unfollowed = You no longer follow this story.
notice-muted = Muted for a week.
notice-unmuted = No longer muted.
notice-saved = Saved.
notice-admins-only = Only admins of this group may change that.
notice-topic-needed = At least one topic has to stay. Choose another first, or /unsubscribe.
notice-sent-again = Sent again.
notice-working = One moment…

## What cannot be done

error-time = “{ $text }” is not a time I know. Write it like 7:45, 18.30 or 8 pm.
error-zone = I know no place called “{ $text }”. Try the nearest big city, or a zone such as Europe/Berlin.
error-zone-offset = “{ $text }” would be wrong half of the year. Tell me a city instead, and I follow its summer time.
error-topic = There is no topic “{ $text }”. /topics shows them all.
error-language = I do not speak “{ $text }” yet. /language shows what I speak.
error-no-words = I find no words in that. Write me a question or send me a link.
error-unknown-command = I do not know { $command }. /help shows what I do.
error-admins-only = Only admins of this group may change that. Everyone may ask.
error-private-bot = This bot is private. Ask its owner for an invitation.
error-no-text = I found no article text there.
error-text-forgotten = I no longer have that text. Send it again, please.
error-nothing-empty = There is no word in that, so there is nothing to make short.
error-nothing-furniture = There are only headings, links or notices in that, and no sentence of an article.
error-nothing-too-long = No sentence in that ends within 5,000 characters, and I never cut one.
error-link = I could not read that link: { $reason }
reason-busy = the site asks to be left alone for a while.
reason-certificate = the site's certificate is not valid.
reason-connect = the site cannot be reached.
reason-damaged = the answer came damaged.
reason-dns = there is no site of that name.
reason-encoding = the answer came in a form that I cannot unpack.
reason-ended = the site says that it no longer exists.
reason-format = what comes from there is not a feed.
reason-hard = it was too much for me to work through.
reason-address = the address is not on the public internet.
reason-too-large = it is too large.
reason-gone = the page is gone.
reason-headers = the site's answer is malformed.
reason-network = the connection failed.
reason-redirects = the address leads elsewhere without end, or to where it is not safe.
reason-status = the site answered HTTP { $status }.
reason-timeout = the site takes too long.
error-link-private = That address is not on the public internet, so I do not open it.
error-document = I can read .txt and .html documents and lists of feeds (.opml), not this one.
error-no-opml = I found no feeds in that file. A list of feeds (OPML) is what other readers export.
error-list-gone = I no longer see that file. Please send it again.
error-too-many-feeds = That is more than I can keep for one chat: at most { $n } sources.
error-too-large = That is too large for me. Send at most { $megabytes } MB.
error-no-feed = I found no feed there. Send me the address of the site's news page or of its feed.
error-period = “{ $text }” is not a period I know. Write it like 5d, 12h or 2w.
error-no-story = There is no such story. /latest shows the newest ones.
error-no-digest = There is no such digest. /settings shows yours.
error-too-many = That is enough for one chat: at most { $n }.
error-too-hard = That was too much for me to work through. Try a shorter text.
error-busy = I am busy with many requests. Please try again in a minute.
error-ours = Something went wrong on my side. It is written down; please try again.
error-number = Its number:
