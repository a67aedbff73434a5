# What mails and text messages say.

mail-test-subject = Ein Test von { -brand }
mail-test-words = Mit dieser Nachricht wurde der Versandweg { $sender } ausprobiert. Sie ist angekommen, und es ist nichts weiter zu tun.
