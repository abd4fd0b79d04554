"""Articles invented for the tests, each with traps that real ones set."""

from datetime import UTC, datetime

from summaries import SourceText
from summaries.furniture import clean_title

# A scraped page: site behind a dash, a standfirst told again more fully, a claim with its
# correction, a quotation whose speaker stands in the sentence before, back-references, a form.
OBSERVATORY = """\
Glass for the great telescope arrives, and nobody may touch it – The Upland Courier

A mirror blank for the telescope on Mount Karsk has crossed the pass after eleven days on the road.

The lorry took the last bends at walking pace, with a grader scraping ice in front and two fire \
engines behind. Schoolchildren counted its wheels and got to ninety-six.

The blank, six metres of glass for the new telescope on Mount Karsk, has crossed the pass after \
eleven days on the road and a night in a tunnel.

Polishing will take the optician Ilse Vorhees and her team of nine until the spring of 2029, \
because a grain of dust is enough to ruin a month of work.

“We are on time and below our budget,” the director of the telescope, Tomas Quell, told reporters \
beside the crate. Vorhees interrupted: “Below the third budget, Tomas.”

Costs have doubled since parliament first heard of 40 million francs in 2017. Auditors blame the \
price of energy, as the glass had to cool for fourteen months in a heated pit.

Herders on the northern slope, where the road was widened, were promised a dairy in return and \
still wait for its roof. Let the lorry get stuck until it comes, wrote one of them, Jon Abel.

No minister has answered that idea.

“They want a road, then a bridge … and now they want the valley dark at night,” Abel said of the \
astronomers, to laughter. “Still, we sell them our cheese, as neighbours ought to”. “I will \
believe in the roof when my cows do,” he said, pointing at four posts in the snow.

Light is the next quarrel: from June, shop signs must be off by ten, and the cable car may no \
longer use its searchlight.

Consequently, two hotels have hired lawyers in the capital.

In response, the canton offered to pay for shutters. It wants an agreement before the telescope \
takes its first picture.

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


def scraped(raw: str) -> SourceText:
    """A text as it was taken off a page: its first line is the headline, with the site's name."""
    headline, _, text = raw.partition("\n")
    return SourceText(title=clean_title(headline), text=text.lstrip("\n"))


# An event and, weeks later, how it went on: title and text.
AGROUND = (
    "Ferry Aurora runs aground off Brindle Point",
    (
        "The ferry Aurora with 214 people on board ran aground off Brindle Point on Monday "
        "morning. Two passengers were slightly hurt, the coastguard said."
    ),
)
INQUIRY = (
    "Aurora's captain was asleep when ferry ran aground at Brindle Point, inquiry finds",
    (
        "The captain of the ferry Aurora was asleep when she ran aground off Brindle Point "
        "with 214 people on board, investigators of the coastguard said. Two passengers were "
        "hurt."
    ),
)
