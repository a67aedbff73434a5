# What mails and text messages say.

mail-trial-subject = Ett test från { -brand }
mail-trial-words = Det här meddelandet skickades för att prova avsändaren { $sender }. Det har kommit fram och du behöver inte göra något.
