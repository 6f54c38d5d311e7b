// InputDeck
