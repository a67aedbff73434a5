# What mails and text messages say.

mail-test-subject = A test from { -brand }
mail-test-words = This message was sent to try the sender { $sender } out. It arrived, and nothing needs to be done.
