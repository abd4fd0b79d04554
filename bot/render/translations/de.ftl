# Was Nutgraf auf Deutsch sagt. Kurz, freundlich, schlicht.

## Days

day-today = heute
day-tomorrow = morgen, { $day }
days-every = täglich
days-working = Montag bis Freitag
days-weekend = Samstag und Sonntag

## Buttons

button-settings = Einstellungen
button-more = { $n } weitere
button-back = Zurück
button-continue = Weiter
button-done = Fertig
button-other = Andere …
button-skip = Überspringen
button-change = Ändern
button-cancel = Abbrechen
button-undo = Rückgängig
button-next-page = Weiter
button-previous-page = Zurück
button-zone-yes = Ja, { $city }
button-follow = Folgen
button-unfollow = Nicht mehr folgen
button-mute-week = Eine Woche stumm
button-unmute = Wieder zeigen
button-sources = Quellen
button-timeline = Verlauf
button-earlier = Früher
button-shorter = Kürzer
button-longer = Länger
button-share = Teilen
button-open-story = Ganze Meldung
button-other-story = Die andere Meldung
button-subscribe-site = Diese Seite abonnieren
button-digest = Überblick { $n }
button-new-digest = Neuer Überblick
button-language = Sprache
button-topics = Themen
button-news-languages = Nachrichten auf: { $names }
button-times = Zeiten
button-n-stories = { $n } Meldungen
button-digest-now = Überblick jetzt
button-feeds = Deine Quellen
button-export-feeds = Als Datei (OPML)
button-remove-feed = Entfernen
button-keep-feed = Behalten
button-add-list = { $n ->
    [one] { $n } Feed aufnehmen
   *[other] { $n } Feeds aufnehmen
}
button-unsubscribe = Abbestellen
button-unsubscribe-yes = Ja, abbestellen
button-forget-yes = Ja, alles löschen
button-send-again = Noch einmal senden
button-empty-silence = Nichts Neues: nichts senden
button-empty-line = Nichts Neues: eine Zeile
button-repeat-never = Vielleicht verloren: erst fragen
button-repeat-once = Vielleicht verloren: neu senden

## Set-up

welcome-title = Willkommen bei Nutgraf
welcome-what = Ich lese die Nachrichten und bringe dir zur gewünschten Zeit einen Überblick. Artikel über dasselbe Ereignis werden zu einer Meldung, erzählt in den eigenen Sätzen der Quellen, jeder mit Link zur Fundstelle.
another-title = Noch ein Überblick
welcome-topics = Worüber möchtest du lesen? Tippe an, was du magst.
topics-title = Themen
topics-how = Antippen fügt ein Thema hinzu oder nimmt es weg.
news-languages-title = Sprachen der Nachrichten
news-languages-how = Tippe an, welche du liest. Ein Thema ohne Quellen in einer davon wird in der Sprache erzählt, die sein Knopf nennt.
topics-all = Alle Themen
time-title = Wann soll der Überblick kommen?
time-how = Tippe eine Stunde an. „Andere …“ nimmt jede Uhrzeit.
time-also = Außerdem eingestellt: { $times }
time-type = Schreib mir eine Uhrzeit, zum Beispiel 7:45 oder 18.30.
zone-title = Wo bist du?
zone-guess = { $city }? Dort ist es jetzt { $time } Uhr.
zone-how = Der Überblick richtet sich nach den Uhren dort, Sommerzeit eingeschlossen.
zone-type = Schreib mir deine Stadt oder die nächste große, zum Beispiel „Lissabon“ oder „Zürich“. Du kannst auch deinen Standort teilen.
zone-which = Welche Stadt meinst du?
zone-set = Die Zeiten gelten jetzt für { $city }.
done-first = Erster Überblick { $day }, { $time } Uhr ({ $city })
done-now = Hier ist gleich einer aus dem, was ich schon gelesen habe.
done-now-empty = Zu diesen Themen habe ich noch nichts. Sobald die ersten Meldungen da sind, stehen sie in deinem Überblick.

## Digest

digest-title = Dein Überblick · { $day }, { $time } Uhr
digest-late = verspätet: fällig { $due }, gesendet { $sent }
digest-repeat = Das hast du vielleicht schon bekommen.
digest-nothing = Nichts Neues seit { $since }.
digest-other = Weiteres
digest-update = Neues
digest-since = neu seit { $since }
left-out = weggelassen: { $what }
left-out-seen = { $n } schon gezeigt
left-out-muted = { $n } stumm
left-out-below = { $n } weiter unten
coverage-outlets = { $n ->
    [one] { $n } Medium
   *[other] { $n } Medien
}
coverage-first = zuerst { $time } { $outlet }
coverage-single = nur eine Quelle
no-subscription = Du hast noch keinen Überblick bestellt. Mit /start geht das in einer Minute.

## Why

why-title = Warum diese Meldungen · Überblick von { $when }
why-age = { $hours ->
    [0] Neuestes kam in der Stunde davor
    [one] Neuestes kam { $hours } Stunde zuvor
   *[other] Neuestes kam { $hours } Stunden zuvor
}
why-words = deine Wörter: { $words }
why-seen = { $n ->
    [one] { $n } Meldung fehlt, weil du sie kennst und nichts Neues darin steht.
   *[other] { $n } Meldungen fehlen, weil du sie kennst und nichts Neues darin steht.
}
why-muted = { $n ->
    [one] { $n } Meldung fehlt, weil du ihren Inhalt stummgeschaltet hast.
   *[other] { $n } Meldungen fehlen, weil du ihren Inhalt stummgeschaltet hast.
}
why-below = { $n ->
    [one] { $n } Meldung lag weiter unten: weniger Medien oder älter.
   *[other] { $n } Meldungen lagen weiter unten: weniger Medien oder älter.
}
why-order = Zuerst kommt, worüber viele Medien berichten, dann das Neuere. Kopien eines Textes zählen einmal.
why-none = Ich habe hier noch keinen Überblick gesendet.

## Story

story-changed = Neu seit { $when }
story-unchanged = Nichts Neues, seit du sie gelesen hast ({ $when }).
story-so-far = Was schon bekannt war
story-earlier = Früher, bis { $day }:
story-how = Sende /story mit der Nummer einer Meldung oder öffne eine aus einem Überblick.
sources-title = { $n ->
    [one] { $n } Medium, nach Zeit geordnet
   *[other] { $n } Medien, nach Zeit geordnet
}
sources-copies = { $n ->
    [one] gleicher Text: { $names }
   *[other] gleicher Text { $n }-mal: { $names }
}
timeline-title = Wie es verlief

## Answers

answer-newest = neuester Bericht { $when }
answer-also = Oder meintest du:
answer-nothing = Nichts zu „{ $question }“ seit { $since }.
answer-nearest = Am nächsten kommen:
answer-try = Versuch es mit weniger oder anderen Wörtern, oder mit /latest.
answer-empty-store = Ich habe noch keine Nachrichten gelesen und kann darum nicht antworten. Versuch es in ein paar Minuten noch einmal.
latest-title = Neueste Meldungen
latest-topic = Neueste Meldungen: { $topic }
latest-none = Noch nichts. Versuch es in ein paar Minuten noch einmal oder wähle andere Themen: /topics
rest-title = Mehr aus diesem Überblick
rest-none = Das hast du inzwischen alles gesehen.
search-how = Sende /search mit Wörtern, die in der Meldung stehen müssen. "Wörter in Anführungszeichen" stehen zusammen, -wort darf nicht vorkommen, und wor* darf weitergehen.
search-title = Gefunden: { $query }
search-none = Keine Meldung enthält das alles. Versuch es mit weniger Wörtern oder frag mich einfach.
search-more = Es gibt mehr davon. Ein Wort mehr grenzt sie ein.
catchup-title = Noch nicht gesehen · { $period }
catchup-none = Du hast alles davon gesehen.
catchup-more = { $n ->
    [one] { $n } weitere Meldung steht dahinter.
   *[other] { $n } weitere Meldungen stehen dahinter.
}
follow-none = Du folgst keiner Meldung. Öffne eine und tippe auf „Folgen“.
follow-title = Du folgst
follow-muted = Zurzeit stumm
summary-too-short = Der Text ist schon kurz, darum steht er hier ganz.
summary-how = Sende /summary mit einem Link oder Text, oder als Antwort auf eine Nachricht. Auch Textdokumente (.txt, .html) gehen.
ask-how = Was möchtest du wissen? Zum Beispiel: /ask was ist im Hafen passiert
reading = Ich lese …

## Settings

settings-title = Einstellungen
settings-none = Noch kein Überblick bestellt. „Neuer Überblick“ legt einen an.
settings-language = { $name }
settings-how = Auf jedem Knopf steht, was gilt. Antippen ändert es.
settings-next = nächster: { $when }
length-headlines = Nur Überschriften
length-short = Kurz
length-full = Ausführlich
language-title = Sprache
unsubscribe-question = Soll dieser Überblick nicht mehr kommen?
unsubscribed = Erledigt, dieser Überblick kommt nicht mehr. Mit /start bestellst du jederzeit einen neuen.
times-set = Der Überblick kommt jetzt um { $times } Uhr. Nächster: { $when }.
status-title = Stand
status-last = { $n ->
    [one] Letzter Überblick: { $when }, { $n } Meldung.
   *[other] Letzter Überblick: { $when }, { $n } Meldungen.
}
status-no-last = Es wurde noch kein Überblick gesendet.
status-next = Die nächsten ({ $city }):
status-none = Es ist nichts bestellt. Mit /start legst du los.
status-failed = { $n ->
    [one] { $n } Nachricht konnte nicht gesendet werden.
   *[other] { $n } Nachrichten konnten nicht gesendet werden.
}
status-retry = { $n ->
    [one] { $n } Nachricht konnte nicht gesendet werden; nächster Versuch { $when }.
   *[other] { $n } Nachrichten konnten nicht gesendet werden; nächster Versuch { $when }.
}
status-unknown = Der letzte Überblick ist vielleicht nicht angekommen.
feeds-title = Deine eigenen Quellen
feeds-none = Noch keine. Schick mir den Link zu einer Seite oder einem Feed oder eine Liste von Feeds (.opml), dann nehme ich sie auf.
feeds-choose = Es gibt mehrere Feeds. Welchen möchtest du?
feeds-export-caption = Deine Quellen. Andere Leseprogramme können diese Datei öffnen, und ich kann sie wieder einlesen.
feeds-how = Ein Link fügt eine Quelle hinzu (in einer Gruppe: /sources und der Link), ihr Knopf nimmt sie heraus.
feeds-more = { $n ->
    [one] und { $n } weitere
   *[other] und { $n } weitere
}
feed-added = Hinzugefügt: { $name }
feed-removed = Entfernt: { $name }
feed-known = { $name } hast du schon.
feed-kept = { $name } bleibt unter deinen Quellen.
feed-well = gelesen { $when }
feed-new = noch nicht gelesen
feed-off = vom Betreiber dieses Bots abgeschaltet
feed-gone = beendet: { $reason }
feed-ended = { $name } ist beendet: { $reason } Ich sehe dort nicht mehr nach.
feed-lost = { $name } kann ich seit { $since } nicht mehr lesen: { $reason } Ich versuche es weiter.
feed-of-channel = Das ist eine Quelle deines Kanals { $channel }. Sende dort /sources, um sie zu entfernen.
feed-failing = gestört seit { $since }: { $reason } Nächster Versuch { $again }.
list-question = { $n ->
    [one] In dieser Liste ist { $n } Feed. Soll ich ihn in deinen Überblick aufnehmen?
   *[other] In dieser Liste sind { $n } Feeds. Soll ich sie in deinen Überblick aufnehmen?
}
list-refused = { $n ->
    [one] { $n } Adresse liegt nicht im öffentlichen Internet und bleibt weg.
   *[other] { $n } Adressen liegen nicht im öffentlichen Internet und bleiben weg.
}
list-added = { $n ->
    [one] { $n } Feed aufgenommen.
   *[other] { $n } Feeds aufgenommen.
}
list-known = { $n ->
    [one] { $n } war schon da.
   *[other] { $n } waren schon da.
}
mute-none = Keine Wörter sind stummgeschaltet.
mute-list = Stumme Wörter: { $words }
mute-how = /mute mit einem Wort lässt Meldungen weg, in denen es vorkommt; /unmute mit dem Wort zeigt sie wieder.
muted = Stumm: { $word }
unmuted = Nicht mehr stumm: { $word }
forget-title = Alles löschen?
forget-what = Deine Bestellungen, Einstellungen, Merkzeichen und alles, was ich dir gesendet habe, werden gelöscht und lassen sich nicht zurückholen. Mit /export bekommst du vorher eine Kopie.
forgotten = Gelöscht. Ich weiß nichts mehr über diesen Chat. Mit /start fängst du neu an.
export-caption = Alles, was ich über diesen Chat weiß.
cancelled = Abgebrochen, es bleibt alles, wie es war.
nothing-to-cancel = Es gibt nichts abzubrechen.
owner-claimed = Du bist jetzt der Besitzer.
owner-refused = Dieser Besitzer-Link gilt nicht, oder er wurde schon benutzt.

## Help

help-title = Was ich kann
help-plain = Schreib mir einfach eine Frage, und ich antworte mit Sätzen aus den Nachrichten. Schick mir einen Link oder einen Text, und ich kürze ihn.
help-digest = dein Überblick, jetzt gleich
help-latest = die neuesten Überschriften, auch /latest mit einem Thema
help-catchup = was du verpasst hast, auch /catchup 5d
help-ask = eine Frage zu den Nachrichten
help-summary = ein Link oder Text, gekürzt
help-story = eine Meldung mit allen Quellen
help-search = Meldungen nach Wörtern, „Wortfolgen“ und -ohne
help-follow = Meldungen, denen du folgst oder die stumm sind
help-subscribe = ein neuer Überblick
help-schedule = wann der Überblick kommt
help-topics = worum es darin geht
help-sources = deine eigenen Seiten und Feeds
help-settings = alles, was sich einstellen lässt
help-status = letzter und nächste Überblicke
help-why = warum welche Meldung darin steht
help-export = alles, was ich über dich weiß
help-forget = alles löschen

## Notices: bubbles over a pressed button, at most 200 characters

notice-old-button = Dieser Knopf gehört zu einer älteren Nachricht und geht nicht mehr. /settings und /latest haben neue.
notice-followed = Du folgst dieser Meldung jetzt.
notice-unfollowed = Du folgst dieser Meldung nicht mehr.
notice-muted = Eine Woche lang stumm.
notice-unmuted = Nicht mehr stumm.
notice-saved = Gespeichert.
notice-admins-only = Das dürfen nur Admins dieser Gruppe ändern.
notice-topic-needed = Mindestens ein Thema muss bleiben. Wähle erst ein anderes, oder /unsubscribe.
notice-sent-again = Noch einmal gesendet.
notice-working = Einen Moment …

## What cannot be done

error-time = „{ $text }“ ist keine Uhrzeit, die ich kenne. Schreib sie wie 7:45, 18.30 oder 8.
error-zone = Ich kenne keinen Ort namens „{ $text }“. Versuch die nächste große Stadt oder eine Zeitzone wie Europe/Berlin.
error-zone-offset = „{ $text }“ wäre das halbe Jahr falsch. Nenn mir lieber eine Stadt, dann stimmt auch die Sommerzeit.
error-topic = Es gibt kein Thema „{ $text }“. /topics zeigt alle.
error-language = „{ $text }“ spreche ich noch nicht. /language zeigt meine Sprachen.
error-no-words = Darin finde ich keine Wörter. Schreib mir eine Frage oder schick mir einen Link.
error-unknown-command = { $command } kenne ich nicht. /help zeigt, was ich kann.
error-admins-only = Das dürfen nur Admins dieser Gruppe ändern. Fragen dürfen alle.
error-private-bot = Dieser Bot ist privat. Bitte seinen Besitzer um eine Einladung.
error-no-text = Dort habe ich keinen Artikeltext gefunden.
error-text-forgotten = Diesen Text habe ich nicht mehr. Schick ihn bitte noch einmal.
error-nothing-empty = Darin steht kein Wort, also gibt es nichts zu kürzen.
error-nothing-furniture = Darin stehen nur Überschriften, Links oder Hinweise und kein Satz eines Artikels.
error-nothing-too-long = Darin endet kein Satz innerhalb von 5.000 Zeichen, und ich schneide keinen ab.
error-link = Diesen Link konnte ich nicht lesen: { $reason }
reason-busy = Die Seite bittet, eine Weile in Ruhe gelassen zu werden.
reason-certificate = Das Zertifikat der Seite ist nicht gültig.
reason-connect = Die Seite ist nicht zu erreichen.
reason-damaged = Die Antwort kam beschädigt an.
reason-dns = Eine Seite dieses Namens gibt es nicht.
reason-encoding = Die Antwort kam in einer Form, die ich nicht auspacken kann.
reason-ended = Die Seite sagt, dass es ihn nicht mehr gibt.
reason-format = Was von dort kommt, ist kein Feed.
reason-hard = Es war zu viel für mich.
reason-address = Die Adresse liegt nicht im öffentlichen Internet.
reason-too-large = Es ist zu groß.
reason-gone = Die Seite gibt es nicht mehr.
reason-headers = Die Antwort der Seite ist fehlerhaft.
reason-network = Die Verbindung ist gescheitert.
reason-redirects = Die Adresse führt endlos weiter oder dorthin, wo es nicht sicher ist.
reason-status = Die Seite antwortete mit HTTP { $status }.
reason-timeout = Die Seite braucht zu lange.
error-link-private = Diese Adresse liegt nicht im öffentlichen Internet, darum öffne ich sie nicht.
error-document = Ich kann Dokumente mit .txt und .html und Listen von Feeds (.opml) lesen, dieses hier nicht.
error-no-opml = In dieser Datei habe ich keine Feeds gefunden. Eine Liste von Feeds (OPML) ist das, was andere Leseprogramme ausgeben.
error-list-gone = Ich sehe diese Datei nicht mehr. Bitte schick sie noch einmal.
error-too-many-feeds = Das ist mehr, als ich für einen Chat behalten kann: höchstens { $n } Quellen.
error-too-large = Das ist mir zu groß. Sende höchstens { $megabytes } MB.
error-no-feed = Dort habe ich keinen Feed gefunden. Schick mir die Adresse der Nachrichtenseite oder ihres Feeds.
error-period = „{ $text }“ ist kein Zeitraum, den ich kenne. Schreib ihn wie 5d, 12h oder 2w.
error-no-story = Diese Meldung gibt es nicht. /latest zeigt die neuesten.
error-no-digest = Diesen Überblick gibt es nicht. /settings zeigt deine.
error-too-many = Das ist genug für einen Chat: höchstens { $n }.
error-too-hard = Das war mir zu viel auf einmal. Versuch es mit einem kürzeren Text.
error-busy = Gerade fragen sehr viele. Bitte versuch es in einer Minute noch einmal.
error-ours = Bei mir ist etwas schiefgegangen. Es ist notiert; bitte versuch es noch einmal.
error-number = Die Nummer:
