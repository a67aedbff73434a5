# What mails and text messages say.

mail-trial-subject = رسالة تجريبية من { -brand }
mail-trial-words = أُرسلت هذه الرسالة لتجربة طريقة الإرسال { $sender }. لقد وصلت، ولا يلزم القيام بأي شيء.
