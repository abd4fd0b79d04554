"""Articles invented for the tests, each with traps that real ones set."""

from datetime import UTC, datetime

from summaries import SourceText

# A scraped page: site behind a bar, a standfirst told twice, a claim with its correction, a
# quotation whose speaker stands in the sentence before, back-references, a comment form.
HARBOUR = """\
Opening the new quay, Lindholm says ferry strike is over | Coast and Country News

The visit was the first of a minister to the island since the ferries stopped running.

Transport Minister Karin Lindholm said the strike that kept the island's ferries in port for a \
month “is over” as she opened the rebuilt quay of Sandholm beside its mayor, Peter Aalto.

The visit on Monday was the first of a minister to the island of Sandholm since its four ferries \
stopped running in the strike.

Sandholm now depends on cargo boats for its food, after the crews walked out over a rota that \
halves their time ashore between two crossings.

“There is no agreement,” the local paper quoted Aalto as saying. Lindholm interrupted: “There is \
one, and it was signed.”

After five weeks on the picket line the crews have little to show: the owner, whose shops feed \
half of the island, has offered them two more free Sundays a year.

Some of the fishermen who bring the post over would gladly keep the line for good, Aalto joked in \
the parish newsletter.

Nobody on the council has taken up that idea.

“They are asking to sail in winter, ask me for money … for a fourth boat, for a new crane,” Aalto \
said, turning to Lindholm, who laughed. “But of course, I keep them in the harbour, as agreed”.

“We will not leave anybody on the quay,” she said, thanking the fishermen for their help.

The remarks came after the owner had praised the rota as a “gift” to young families. The union \
called its members together over the remarks.

Since Friday the coast guard has been teaching the fishermen how to moor a ferry in a side wind.

Accordingly, two pilots from the mainland will stay until autumn.

In response, Lindholm announced a law against dismissals during a strike. She wants it passed \
before the winter timetable begins.

Leave a Reply

Your email address will not be published. Required fields are marked *
"""

BRIDGE = SourceText(
    title="Bridge over the Aare closed after crack is found",
    text="""\
Engineers closed the Kornhaus bridge on Tuesday after a crack was found in one of its arches.

The bridge carries 24,000 cars and three tram lines a day across the river Aare in the old town.

Trams are being sent over the station bridge, which adds 12 minutes to a ride into the centre.

City engineer Ruth Amstutz said the crack was two metres long and had grown since a check in May.

She expects the repair to take at least six weeks and to cost four million francs.

Shops in the upper part of the old town fear for the summer sales, which begin next week.

The city council will meet on Thursday to decide whether buses can run through the pedestrian zone.

A similar crack closed the bridge in 1998 for two months, when a support had to be replaced.
""",
    source="Bund",
    published_at=datetime(2026, 6, 2, 9, tzinfo=UTC),
)

BRIDGE_AGAIN = SourceText(
    title="Trams rerouted as crack shuts bridge",
    text="""\
A two-metre crack has shut the Kornhaus bridge, one of the busiest crossings of the old town.

Tram passengers will need 15 minutes longer, the transport company said on Tuesday afternoon.

The company has hired 20 buses from neighbouring towns for the morning rush.

Amstutz told reporters that divers would look at the foundations of the bridge on Wednesday.

The mayor asked commuters to work at home if they can until the weekend.
""",
    source="Zeitung",
    published_at=datetime(2026, 6, 2, 12, tzinfo=UTC),
)

BRIDGE_LATER = SourceText(
    title="Divers find no damage to foundations",
    text="""\
Divers found no damage to the foundations of the Kornhaus bridge, the city said on Wednesday.

Steel braces will now be set under the damaged arch so that trams can return in three weeks.

Cars will have to wait until the arch is rebuilt in autumn, engineer Ruth Amstutz said.
""",
    source="Anzeiger",
    published_at=datetime(2026, 6, 3, 12, tzinfo=UTC),
)

STORY = (BRIDGE, BRIDGE_AGAIN, BRIDGE_LATER)
