"""An article as grouping takes it. Imports the model and `summaries`."""

from bot.model import Article
from summaries.stories import Item


def item_of(article: Article) -> Item:
    """The article without what grouping does not read."""
    return Item(
        id=article.id,
        title=article.title,
        text=article.text,
        url_key=article.url_key,
        source=article.publisher,
        language=article.language,
        published_at=article.published_at,
    )
