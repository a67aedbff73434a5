# What mails and text messages say.

mail-test-subject = رسالة تجريبية من { -brand }
mail-test-words = أُرسلت هذه الرسالة لتجربة طريقة الإرسال { $sender }. لقد وصلت، ولا يلزم القيام بأي شيء.
