# What mails and text messages say.

mail-test-subject = Koeviesti: { -brand }
mail-test-words = Tällä viestillä kokeiltiin lähetystapaa { $sender }. Viesti tuli perille, eikä mitään tarvitse tehdä.
