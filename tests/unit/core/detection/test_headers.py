"""What columns' names claim: in the languages and schemas of the world, and what merely looks like it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airflow_gov_provider.core.detection.headers import claims
from airflow_gov_provider.core.detection.headers.claims import Claim, words_of
from airflow_gov_provider.core.detection.headers.header import Header
from airflow_gov_provider.core.detection.headers.terms import (
    categories,
    contact,
    identity,
    money,
    online,
    persons,
    traits,
)
from airflow_gov_provider.core.taxonomy import GROUPS

#: Entity type → names of columns; a dot separates the names of a path.
NAMES = {
    "PERSON": """
        FirstName last_name custFirstName EMP_LNAME c_last_name strFullName contactName
        patient_full_name employee.name customer_name user.fullName nomDuClient prenom_client
        NOM_PRENOM apellido_paterno PrimerApellido nombreCompleto nome_completo NM_PACIENTE
        sobrenome_cliente cognome_nome KundenName Nachname_Kunde Vor-und_Nachname achternaam_klant
        imie_i_nazwisko nazwisko_klienta prijmeni_zakaznika Fornavn_elev etternavn_1
        sukunimi_asiakas musteri_adi_soyadi AdSoyad nume_si_prenume vezeteknev ugyfel_nev
        namaLengkap nama_pelanggan ho_va_ten HoTenKH ФИО ФИО_клиента ИмяКлиента фамилия_имя
        клиентФИО Επώνυμο_πελάτη שם_מלא اسم_العميل 姓名 客户姓名 学生姓名 氏名 患者氏名 氏名(漢字) 고객성명 회원이름
        cardholder_name nameOnCard account_holder_name driver_name guestName passengerFirstName
        child_last_name mother_maiden_name emergency_contact_name Contact_Last_Name__c
        legal_first_name preferredName middleInitial spouse_fname tenant_last_nm author_first_name
        h_name_family name.given name.family person.lastName applicant1_first_name first_nm lst_nm
    """,
    "EMAIL_ADDRESS": """
        Email E-Mail e_mail user_email emailAddress CustEmail primary_email email2
        work_email_address contactEmail EMAIL_ADDR SMTP_ADDR correo_electronico correoCliente
        adresse_mail adresseEmail courriel_client Mail_Privat EmailPrivat emailadres_klant
        adres_email e_posta eposta_adresi posta_elettronica e-mail_cim sahkoposti surel_pelanggan
        почта_клиента эл_почта email_клиента 邮箱 客户邮箱 メールアドレス 이메일주소 contact.email emails email.value
    """,
    "PHONE_NUMBER": """
        Phone phone_1 phoneNumber mobilePhone cell_phone_no HomePhone__c work_tel fax_number TelNo
        TELF1 customer_phone_num telefon_nr Telefonnummer telefono_casa TelefonoMovil
        numero_telefono celular_cliente nr_celular telemovel_cliente cellulare_cliente tel_portable
        NumTel gsm_klant telefoonnummer_prive nr_telefonu tel_kom telefon_kontaktowy telefonni_cislo
        mobilnummer_kund tlf_nr puhelinnumero cep_telefonu CepTel numar_telefon telefonszam no_hp
        no_telepon so_dien_thoai SDT sdt_khach_hang номер_телефона Телефон моб_тел κινητό_τηλέφωνο
        رقم_الجوال מספר_טלפון मोबाइल_नंबर 手机号 客户手机号 联系电话 電話番号 携帯電話番号 휴대폰번호 고객전화번호 phones.number
        order_status_phone caller_id dayPhone contact_phone_primary emergency_contact_phone msisdn
        whatsapp_number
    """,
    "STREET_ADDRESS": """
        street_address StreetName addr1 ADDRESS_LINE_1 addressLine2 mailing_address home_addr
        MailingStreet customer_address shippingAddress1 billing_address.line1 address.street strasse
        Straße_Hausnummer Anschrift_Kunde rue adresse_postale_client adresse_livraison
        direccion_envio calle_y_numero domicilio_cliente endereco logradouro_cliente rua_entrega
        indirizzo_residenza via_civico straatnaam woonadres_klant ulica_nr adres_zamieszkania
        ulice_cislo gatuadress gateadresse katuosoite ev_adresi acik_adres adresa_livrare
        utca_hazszam lakcim alamat_rumah alamat_pelanggan dia_chi_khach_hang DiaChi адрес_доставки
        АдресКлиента улица διεύθυνση_κατοικίας عنوان_السكن כתובת_מגורים घर_का_पता 地址 客户地址 收货地址 住所
        配送先住所 주소 상세주소
    """,
    "DATE_OF_BIRTH": """
        dob DOB_patient date_of_birth birthDate BirthDt birth_dt patient.birthDate geburtsdatum
        GebDat date_naissance DateNaissance fecha_nacimiento fec_nac FechaNac data_nascimento
        dt_nasc data_nascita geboortedatum data_urodzenia datum_narozeni fodselsdato födelsedatum
        syntymaaika dogum_tarihi data_nasterii szuletesi_datum tanggal_lahir tgl_lahir ngay_sinh
        NgaySinh дата_рождения ДатаРождения ημερομηνία_γέννησης تاريخ_الميلاد תאריך_לידה जन्म_तिथि
        出生日期 生年月日 생년월일 bday emp_dob child_birth_date
    """,
    "NATIONAL_ID": """
        national_id NationalIdNumber tax_id taxIdNumber TIN_number nino NI_Number aadhaar_no
        pan_number sin_number personnummer cpr_nr fodselsnummer hetu BSN burgerservicenummer pesel
        NR_PESEL rodne_cislo dni NIF_cliente curp RFC CPF cpf_cliente codice_fiscale CodiceFiscale
        numero_secu num_securite_sociale steuer_id SteuerIdNr sozialversicherungsnummer tc_kimlik_no
        TCKN cnp_client szemelyi_szam adoazonosito NIK_KTP no_ktp so_cmnd cccd_number ИНН СНИЛС
        инн_клиента ΑΦΜ ΑΜΚΑ رقم_الهوية_الوطنية תעודת_זהות आधार_संख्या 身份证号 身份证号码 客户身份证号 マイナンバー
        주민등록번호 cedula_identidad rut_cliente cuil identity_card_no
    """,
    "PASSPORT": """
        passport_no PassportNumber passport reisepassnr num_passeport numero_pasaporte nr_paszportu
        passnummer pasaport_no no_paspor so_ho_chieu номер_паспорта серия_паспорта رقم_جواز_السفر
        护照号码 パスポート番号 여권번호
    """,
    "DRIVER_LICENSE": """
        driver_license drivers_license_number DriverLicenseNo dl_number fuehrerscheinnummer
        permis_conduire licencia_conducir cnh_numero patente_guida rijbewijsnummer nr_prawa_jazdy
        korkort ehliyet_no водительское_удостоверение 驾驶证号 運転免許証番号 운전면허번호
    """,
    "US_SSN": """
        ssn SSN_number social_security_number soc_sec_no employee_ssn socialSecurityNumber
        status.patient.ssn
    """,
    "CREDIT_CARD": """
        credit_card creditCardNumber cc_number card_number CardNo ccnum payment.card.number
        kreditkartennummer numero_tarjeta num_carte numero_cartao numer_karty kart_no 卡号 信用卡号
        クレジットカード番号 카드번호 номер_карты
    """,
    "IBAN_CODE": """
        iban IBAN_No customer_iban iban_client ibanNumber
    """,
    "BANK_ACCOUNT": """
        bank_account BankAccountNumber account_number acct_no kontonummer KontoNr numero_compte
        numero_cuenta num_conta numero_conto rekeningnummer nr_konta cislo_uctu tilinumero hesap_no
        numar_cont bankszamlaszam no_rekening so_tai_khoan номер_счета رقم_الحساب 银行账号 口座番号 계좌번호
    """,
    "IP_ADDRESS": """
        ip ip_address clientIp remote_addr src_ip ipv4 last_login_ip user.ipAddress adresse_ip
        IP-Adresse ip地址 REMOTE_ADDR
    """,
    "MAC_ADDRESS": """
        mac mac_address wifiMac device_mac hwaddr
    """,
    "DEVICE_ID": """
        device_id deviceId imei IMEI_no android_id advertising_id idfa cookie_id visitor_id
        device_uuid 设备号 push_token
    """,
    "USERNAME": """
        username user_name userName login_name screen_name benutzername nom_utilisateur
        nombre_usuario nome_utente gebruikersnaam kullanici_adi ten_dang_nhap имя_пользователя логин
        用户名 ユーザー名 twitter_handle
    """,
    "SECRET": """
        password passwd user_pwd password_hash api_key apiKey secret_key client_secret access_token
        refreshToken auth_token private_key passwort mot_de_passe contrasena senha wachtwoord haslo
        heslo salasana sifre jelszo mat_khau пароль كلمة_المرور 密码 パスワード 비밀번호 cvv card_pin
    """,
    "HEALTH_ID": """
        mrn medical_record_number MedicalRecordNo nhs_number health_insurance_number medicare_id
        krankenversicherungsnummer versichertennummer num_assure historia_clinica
        numero_historia_clinica cartao_sus tessera_sanitaria номер_полиса 病历号 医保卡号 保険証番号 patient_no
        insurance_member_id
    """,
    "LICENSE_PLATE": """
        license_plate plate_number vehicle_registration_number kennzeichen kfz_kennzeichen
        immatriculation placa_vehiculo targa kenteken nr_rejestracyjny regnr plaka rendszam
        nomor_polisi bien_so_xe госномер 车牌号 차량번호
    """,
    "VIN": """
        vin VIN_number chassis_no fahrgestellnummer numero_bastidor numero_telaio
    """,
    "POSTAL_CODE": """
        zip zip_code postalCode ship_zip postcode PLZ code_postal codigo_postal cep cliente_cep
        postnummer kod_pocztowy psc irsz posta_kodu kode_pos индекс 邮编 郵便番号 우편번호 address.postal_code
    """,
    "LOCATION": """
        city City_Name billing_city shipCity ort wohnort ville ciudad cidade_cliente citta_residenza
        miasto mesto stad kaupunki sehir oras varos kota thanh_pho город 城市 市区町村 도시 address.city
        birth_place county state
    """,
    "AGE": """
        age customer_age alter edad idade leeftijd wiek vek yas возраст 年龄 年齢 나이 birth_year
    """,
    "GENDER": """
        sex gender geschlecht sexe sexo genero sesso geslacht plec pohlavi kon cinsiyet
        jenis_kelamin gioi_tinh пол 性别 性別 성별 gender_cd
    """,
    "RELIGION": """
        religion religion_status konfession религия 宗教
    """,
    "ETHNICITY": """
        ethnicity race_ethnicity ethnic_group etnia
    """,
    "HEALTH_CONDITION": """
        diagnosis diagnosis_code icd10_code diagnose диагноз 诊断 medical_condition
    """,
    "TRADE_UNION_MEMBERSHIP": """
        union_member gewerkschaft sindicato
    """,
}
#: The head is another word: a kind, a count, a date, a thing.
OTHERS = """
    phone_type email_opt_in address_count name_length account_balance is_email_verified email_domain
    card_type country_code order_status shipping_method product_name file_name hostname table_name
    column_name event_name category_name status_code company_name merchant_name last_login last_updated
    first_order_date email_sent_at password_changed_at has_phone phone_model mac_version token_count
    max_tokens card_brand card_expiry bank_name account_type account_status customer_count patient_count
    customer_type user_type user_agent customer_segment address_type address_verified street_type
    city_population state_tax zip_file username_length birth_weight birth_order age_of_account
    average_age page image storage message usage percentage package passenger_count driver_count
    plate_thickness vin_verified license_type license_expiry insurance_type insurance_premium
    health_score diagnosis_date email_bounced tipo_telefono tipo_documento fecha_emision_documento
    nombre_producto nombre_empresa nom_produit produktname nome_produto naam_product nazwa_produktu
    dosya_adi nama_produk ten_san_pham наименование_товара 商品名称 产品名称 商品名 상품명 ip_count login_count
    password_length secret_santa key_name name_en mobile_app_version cell_count cell_line tel_aviv_sales
    fax_count home_team work_hours contact_date contact_method employee_count employer_size
    manager_level first_half last_quarter given_answer middle_term family_size full_price surname_count
    card_count credit_limit credit_score id uuid order_number invoice_number tracking_number
    serial_number model_number product_code sku batch_no amount price quantity total latitude_error
    ship_date due_date created_at region_code login_time login_at mail_subject mail_count
    street_view_url hotel sport report cartel airport passphrase_hint
"""


def sure(name):
    return {claim.entity for claim in Header.of(name.split(".")).claims if claim.sure}


@pytest.mark.parametrize("entity", NAMES)
def test_names_in_many_languages_and_spellings_claim_their_type(entity):
    assert [name for name in NAMES[entity].split() if entity not in sure(name)] == []


def test_a_name_whose_head_is_another_word_claims_no_type():
    assert {name: found for name in OTHERS.split() if (found := sure(name))} == {}


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("name", "PERSON"), ("first", "PERSON"), ("address", "STREET_ADDRESS"), ("home street", "STREET_ADDRESS"),
        ("perm_addr", "STREET_ADDRESS"), ("contact", "PERSON"), ("user_id", "PERSON_ID"), ("CustomerId", "PERSON_ID"),
        ("Kundennummer", "PERSON_ID"), ("license_no", "DRIVER_LICENSE"), ("policy_number", "HEALTH_ID"),
        ("shipping.name", "PERSON"), ("token", "SECRET"), ("account", "BANK_ACCOUNT"), ("handle", "USERNAME"),
    ],
)  # fmt: skip
def test_a_name_with_several_meanings_only_suggests_its_type(name, entity):
    assert Claim(entity, sure=False) in Header.of(name.split(".")).claims
    assert not Header.of(name.split(".")).is_sure


@pytest.mark.parametrize("name", ["pet_name", "company.name", "bank_addr", "product_id", "order_no"])
def test_things_have_names_addresses_and_numbers_too(name):
    assert Header.of(name.split(".")).claims == ()


@pytest.mark.parametrize(
    ("path", "entity"),
    [
        ("status.patient.ssn", "US_SSN"), ("shipping_address.first_name", "PERSON"), ("patient.birthDate", "DATE_OF_BIRTH"),
        ("price.email", "EMAIL_ADDRESS"), ("phones.number", "PHONE_NUMBER"), ("customer.name", "PERSON"),
        ("birth.date", "DATE_OF_BIRTH"), ("emails.value", "EMAIL_ADDRESS"), ("billing_details.address.line1", "STREET_ADDRESS"),
    ],
)  # fmt: skip
def test_the_last_name_of_a_path_decides_and_its_parent_helps_one_that_says_little(path, entity):
    assert sure(path) == {entity}


@pytest.mark.parametrize(
    "path", ["email.status", "phone.type", "patient.count", "ssn.verified_at", "company.name"]
)
def test_a_parent_makes_no_claim_for_a_child_that_is_something_else(path):
    assert sure(path) == set()


@pytest.mark.parametrize(
    "name", ["phone_type", "account_balance", "created_at", "price_usd", "email_count", "Betrag"]
)
def test_measures_support_nothing(name):
    assert Header.of([name]).measures


@pytest.mark.parametrize(
    "name", ["day_phone", "order_status_phone", "email", "date_of_birth", "religion_status"]
)
def test_a_measure_that_is_not_the_head_does_not_matter(name):
    assert not Header.of([name]).measures


def test_the_head_decides_when_two_terms_meet():
    assert sure("contact_person_mobile") == {"PHONE_NUMBER"}
    assert sure("identity_card_no") == {"NATIONAL_ID"}
    assert sure("town_house_number") == {"STREET_ADDRESS"}


def test_an_identity_number_supports_those_of_every_country_and_no_card():
    header = Header.of(["dni"])
    assert header.supports_type("ES_NIF")
    assert header.supports_type("PL_PESEL")
    assert not header.supports_type("CREDIT_CARD")
    assert not Header.of(["dni_count"]).supports_type("ES_NIF")


@pytest.mark.parametrize("name", ["prénom", "prenom", "PRÉNOM", "Prénom"])
def test_accents_and_case_do_not_matter(name):
    assert sure(name) == {"PERSON"}


@pytest.mark.parametrize("name", ["Familienangehörige Straße", "FAMILIENANGEHOERIGE_STRASSE"])
def test_umlauts_may_be_written_as_two_letters(name):
    assert words_of(name)[-1] == "strasse"
    assert sure("Identitaetsnummer") == sure("Identitätsnummer") == {"NATIONAL_ID"}


@given(st.text(max_size=40))
def test_any_text_is_a_name(text):
    header = Header.of([text])
    assert header.phrase == " ".join(header.words)
    assert all(claim.entity in GROUPS for claim in header.claims)


@given(
    st.sampled_from(
        [name for names in NAMES.values() for name in names.split() if name.isascii() and "." not in name]
    )
)
def test_case_and_separators_change_no_claim(name):
    words = words_of(name)
    assert sure("_".join(words)) == sure(" ".join(words)) == sure("-".join(words).upper())


def test_every_term_is_of_a_type_that_the_taxonomy_knows():
    for topic in (categories, contact, identity, money, online, persons, traits):
        assert set(topic.STRONG) | set(topic.WEAK) <= set(GROUPS)


def test_terms_of_plain_letters_are_spelled_as_all_others_are(monkeypatch):
    phrases = {
        phrase
        for topic in claims._TOPICS
        for table in (topic.STRONG, topic.WEAK)
        for listed in table.values()
        for phrase in listed.split(",")
    } | {"", " ", "straße", "a\n b", "e-mail", "line 1", "né le"}
    quick = {phrase: claims._spellings(phrase) for phrase in phrases}
    monkeypatch.setattr(claims, "_PLAIN", re.compile("(?!)"))
    assert quick == {phrase: claims._spellings(phrase) for phrase in phrases}
