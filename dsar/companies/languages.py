"""Which language a text is written in, from the small words that every text is full of."""

import re
from typing import Final

_COMMON: Final = {
    "English": "the and of to you your we our in for is that with this are may by not have will",
    "Swedish": "och att det som för på är av den med till inte har ett du vi din våra eller kan",
    "Norwegian": "og å det som for på er av den med til ikke har et du vi din våre eller kan",
    "Danish": "og at det som for på er af den med til ikke har et du vi din vores eller kan",
    "Dutch": "de het een en van wij u uw is dat op te zijn voor met niet ons of door kunnen",
    "German": "der die das und wir sie ihre ist zu den von mit nicht für werden oder ein auf uns",
    "French": "le la les et de des vous nous votre est que pour dans une du pas sur vos avec",
    "Spanish": "el la los y de que en usted sus para por con una del se su nuestro datos no",
    "Italian": "il la di e che per un del sono dei i con non una nostro tuoi nel può dati gli",
    "Finnish": "ja on ei että se tai voi sinun meidän tietoja kun jos ovat mukaan myös olla",
    "Polish": "i w na z do nie jest się że dla przez oraz lub które państwa danych są być od",
    "Portuguese": "o a os e de que do da em para com uma não por dos seus nossos dados ou se",
}
ENGLISH: Final = "English"


def language_of(text: str) -> str:
    """Its English name; empty where the text is too short, or like none of these."""
    words = re.findall(r"[^\W\d_]+", text[:100_000].lower())
    if len(words) < 20:
        return ""
    shares = {
        name: sum(word in common for word in words) / len(words)
        for name, common in ((name, frozenset(few.split())) for name, few in _COMMON.items())
    }
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > 0.12 else ""
