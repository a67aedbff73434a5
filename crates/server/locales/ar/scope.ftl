# ما يجوز للتطبيق، نطاقًا بعد نطاق، تتمةً لجملة «إذا سمحت بذلك، يمكن للتطبيق:».

scope-openid = التعرّف عليك
    .detail = بمعرّف يرمز إلى حسابك
scope-profile = الاطّلاع على اسمك وبياناتك الأساسية
    .detail = مثل صورتك ولغتك وتاريخ ميلادك، إن كنت قد ذكرتها
scope-email = الاطّلاع على عنوان بريدك الإلكتروني
    .detail = وعلى ما إذا كان مؤكَّدًا
scope-address = الاطّلاع على عنوانك البريدي
    .detail = كما هو مسجّل في حسابك
scope-phone = الاطّلاع على رقم هاتفك
    .detail = وعلى ما إذا كان مؤكَّدًا
scope-idp-id = رؤية رقم يعرفك به بنكك
    .detail = بدلًا من رقم هويتك الشخصية
scope-nin = رؤية رقم هويتك الشخصية
    .detail = الرقم الذي تعرفك به الدولة
scope-ftn-extra = رؤية البنك الذي تحققتَ من هويتك عن طريقه
    .detail = وما تقوله عنك شبكة الثقة الفنلندية غير ذلك، ومنه رقم هويتك الشخصية
scope-offline_access = البقاء متصلًا أثناء غيابك
    .detail = إلى أن تنهي أنت أو الخدمة ذلك

# نطاق ليست له كلمات خاصة به.
consent-other = استخدام الوصول الذي يسميه { $scope }

# بيانات مفردة يطلبها التطبيق بأسمائها.
consent-claims = الاطّلاع على هذه البيانات عنك
claim-name = الاسم الكامل
claim-given_name = الاسم الأول
claim-family_name = اسم العائلة
claim-middle_name = الأسماء الوسطى
claim-nickname = اللقب
claim-preferred_username = اسم المستخدم
claim-profile = صفحة الملف الشخصي
claim-picture = الصورة
claim-website = موقع الويب
claim-gender = الجنس
claim-birthdate = تاريخ الميلاد
claim-zoneinfo = المنطقة الزمنية
claim-locale = اللغة
claim-updated_at = وقت آخر تغيير في بياناتك
claim-email = عنوان البريد الإلكتروني
claim-email_verified = ما إذا كان عنوان بريدك الإلكتروني مؤكَّدًا
claim-phone_number = رقم الهاتف
claim-phone_number_verified = ما إذا كان رقم هاتفك مؤكَّدًا
claim-address = العنوان البريدي
claim-groups = المجموعات التي تنتمي إليها
