"""Words around a term: who it belongs to, what kind it is, and heads that make it something else."""

from __future__ import annotations

#: Roles that people have: ``customer_email``, ``nombre_cliente``.
PEOPLE = """
    customer customers cust client clients clnt patient patients pat employee employees emp worker staff
    person persons people individual user users usr member members mbr owner holder guest passenger pax
    student pupil teacher tutor parent guardian mother father spouse wife husband partner child kid
    dependent kin relative sibling contact recipient sender receiver consignee shipper payer payee
    beneficiary applicant borrower lender debtor creditor buyer seller shopper subscriber insured claimant
    policyholder cardholder accountholder tenant landlord resident citizen voter donor volunteer participant
    respondent candidate player driver rider courier agent rep manager mgr supervisor boss director doctor
    physician nurse dentist provider practitioner caregiver attorney lawyer judge witness victim suspect
    defendant plaintiff officer author creator assignee reporter reviewer approver requester signatory
    signer organizer attendee speaker host caller callee visitor lead prospect referrer executor trustee
    nominee heir emergency representative personnel crew salesperson salesrep kunde kunden mitarbeiter
    angestellter patienten versicherter versicherten benutzer inhaber empfänger absender ansprechpartner
    mieter vermieter schüler lehrer eltern mutter vater ehepartner kind fahrer arzt antragsteller käufer
    verkäufer personen patiente salarié salarie employé employe utilisateur adhérent assuré titulaire
    destinataire expéditeur bénéficiaire locataire élève étudiant professeur mère père conjoint enfant
    conducteur médecin demandeur acheteur vendeur personne cliente clientes paciente empleado empleada
    trabajador usuario titular destinatario remitente beneficiario inquilino alumno estudiante profesor
    madre padre conyuge cónyuge hijo conductor medico médico solicitante comprador vendedor persona contacto
    funcionario funcionário empregado utente utilizador beneficiário aluno professor mãe mae pai cônjuge
    filho motorista requerente pessoa contato dipendente lavoratore assistito paziente intestatario mittente
    studente insegnante coniuge figlio conducente acquirente venditore contatto klant medewerker werknemer
    patiënt gebruiker houder ontvanger afzender huurder leerling ouder moeder vader bestuurder arts
    aanvrager koper verkoper persoon klient klienta pracownik pracownika pacjent pacjenta użytkownik
    użytkownika właściciel odbiorca nadawca uczeń matka ojciec kierowca lekarz osoba osoby zákazník
    zákazníka zaměstnanec pacient pacienta uživatel držitel příjemce odesílatel žák otec řidič lékař kund
    kunds anställd användare innehavare mottagare avsändare elev mor far förare läkare ansatt medarbejder
    bruger bruker indehaver modtager afsender mottaker avsender lege læge asiakas asiakkaan työntekijä
    potilas käyttäjä haltija vastaanottaja lähettäjä oppilas äiti isä kuljettaja lääkäri henkilö müşteri
    musteri çalışan calisan hasta kullanıcı sahibi alıcı gönderen öğrenci anne baba sürücü doktor kişi
    angajat utilizator destinatar expeditor mama tata sofer medic persoana ügyfél vevő dolgozó alkalmazott
    beteg felhasználó tulajdonos címzett feladó diák anya apa sofőr orvos személy pelanggan nasabah karyawan
    pegawai pasien pengguna pemilik penerima pengirim siswa mahasiswa guru ibu ayah anak khách hàng khach
    hang nhân viên nhan vien bệnh kh nv клиент клиента сотрудник сотрудника пациент пациента пользователь
    пользователя владелец владельца получатель отправитель ученик мать отец водитель врач sotrudnika
    patsienta πελάτης πελάτη ασθενής ασθενούς υπάλληλος χρήστης العميل المريض الموظف المستخدم لקוח הלקוח
    לקוח עובד ग्राहक मरीज रोगी कर्मचारी 客户 客戶 用户 用戶 员工 員工 患者 会员 會員 乘客 学生 顧客 会員 社員 従業員 利用者 고객 환자 직원 회원 사용자
    sachbearbeiter bearbeiter vertreter betreuer interlocuteur responsable rédacteur gestionnaire encargado
    responsável atendente atendido referente compilato behandelaar contactpersoon opiekun kontaktperson
    handläggare saksbehandler sagsbehandler kapcsolattartó ügyintéző ответственный исполнитель куратор
    відповідальний виконавець куратор υπεύθυνος المسؤول אחראי איש प्रभारी مسئول ผู้รับผิดชอบ ผู้ติดต่อ 担当者 記入者
    負責人 负责人 联络人 聯絡人 经办人 담당자 narahubung sorumlu yetkili surgeon prescriber referrer assessor
    auditor inspector examiner coach trainer mentor tutor signee drawer drawee remitter
"""
#: Heads that are things: shops, cities and files have names too.
THINGS = """
    merchant company companies corp corporation firm business biz enterprise employer product products item
    items article goods file files filename folder directory dir city cities country countries category
    categories store stores shop brand bank branch device devices browser event events column field table
    database db schema model host hostname domain domains street region state status type types code
    currency channel org organisation organization department dept team campaign project course class school
    university college hospital clinic vendor supplier manufacturer plan method key index path function
    server service app application package version month weekday day title sku place town province county
    district airport station port drug medicine test exam segment group groups os platform agency addr
    address variable parameter param property attribute attr feature metric measure tag label topic queue
    job task step stage node cluster pod container image layer module plugin library repo repository
    language locale theme style template form page screen view menu button report dashboard chart game movie
    film song track album book genre series episode show playlist media site website url link web network
    wifi ssid league club sport venue building room hotel restaurant airline flight route vehicle car cars
    ship vessel train bus species animal pet plant dish food recipe ingredient material chemical compound
    gene protein disease color colour size unit instrument stock fund contract policy program programme
    process workflow firma unternehmen firmen produkt artikel datei stadt land kategorie geschäft marke
    abteilung projekt kurs schule krankenhaus lieferant entreprise société societe produit fichier ville
    pays catégorie magasin marque banque département projet cours école hôpital fournisseur empresa compañía
    compañia producto articulo archivo ciudad pais categoria categoría tienda marca banco departamento
    proyecto curso escuela proveedor produto arquivo cidade loja escola fornecedor azienda società prodotto
    città paese negozio banca reparto progetto scuola ospedale fornitore bedrijf bedrijfsnaam bestand winkel
    merk afdeling leverancier firmy produktu plik miasto kraj kategoria sklep marka dział szkoła szpital
    dostawca společnost zboží soubor značka företag fil butik varumärke avdelning skola sjukhus leverantör
    virksomhed selskap bedrift butikk skole sykehus leverandør yritys tuote tiedosto kauppa merkki osasto
    projekti koulu sairaala toimittaja şirket sirket ürün urun dosya mağaza departman proje okul hastane
    tedarikçi companie produs fisier fișier magazin proiect școală spital furnizor cég vállalat termék fájl
    bolt márka osztály iskola kórház szállító perusahaan produk berkas toko merek departemen proyek sekolah
    rumah sakit pemasok công ty cong sản phẩm san pham tệp cửa hàng компания компании фирма товар товара
    файл файла магазин бренд отдел проект школа больница поставщик организация организации продукт εταιρεία
    προϊόν αρχείο κατάστημα الشركة شركة المنتج الملف المتجر חברה החברה מוצר קובץ חנות कंपनी उत्पाद फ़ाइल 公司
    企业 产品 商品 文件 商店 品牌 部门 项目 学校 医院 供应商 会社 企業 製品 店舗 部署 学校名 病院 회사 제품 상품 파일 매장 부서 학교 병원
"""
#: Heads that count, measure or date: nobody is identified by their values.
MEASURES = """
    amount amounts amt balance bal count counts cnt total totals price prices cost costs fee rate rates
    ratio score scores age days hour hours minute minutes second seconds date dates time times timestamp ts
    datetime created updated modified deleted expires expiry expiration type types status flag flags size
    length width height duration version percent percentage pct qty quantity currency weight limit sum avg
    mean median min max rank index step level usd eur gbp jpy inr value year years month months week weeks
    quarter lat lon lng latitude longitude betrag anzahl summe preis datum menge größe dauer montant nombre
    solde prix taux durée quantité importe monto cantidad precio saldo fecha tasa valor quantidade preço
    data taxa importo quantità prezzo durata bedrag aantal prijs hoeveelheid duur kwota liczba ilość cena
    částka počet množství belopp antal pris mängd beløb beløp antall määrä hinta summa tutar adet fiyat
    miktar suma numar pret cantitate összeg darab ár mennyiség jumlah harga nilai số lượng so luong gia
    сумма количество цена дата ποσό τιμή ποσότητα ημερομηνία المبلغ الكمية السعر التاريخ סכום כמות מחיר
    תאריך राशि मात्रा मूल्य 金额 数量 价格 日期 时间 金額 価格 日付 금액 수량 가격 날짜
"""
#: Around a term these change nothing: which one, whose, of what kind of number.
NEUTRAL = """
    number numbers no nr num nbr nmbr numb numero número numer numéro nummer nº nomor nomer číslo cislo szám
    numarası numara αριθμός номер رقم מספר संख्या नंबर 号 号码 番号 번호 value values val text txt str string raw
    orig original clean cleaned normalized full complete long short display formatted primary secondary main
    default alt alternate alternative alternativ other another new old current previous prev former personal
    private priv public business professional pro home work office day daytime evening night mobile cell
    fixed fix landline emergency billing bill shipping ship mailing mail delivery deliver invoice
    residential residence permanent temporary temp legal local international intl e164 national foreign
    domestic official field col column attr var id1 a b c d e i ii iii x y primary1 one two three second
    third privat privé prive privada privado geschäftlich dienstlich beruflich haupt neben persönlich liefer
    rechnung domicile bureau travail livraison facturation professionnel professionnelle personnel
    personnelle principal principale secondaire casa trabajo oficina envio envío facturacion facturación
    particular laboral secundario secundaria residencia residencial comercial trabalho entrega cobrança
    cobranca faturamento pessoal lavoro ufficio ufficiale spedizione fatturazione residenza personale thuis
    werk bezorg factuur zakelijk prywatny służbowy domowy dostawy soukromý pracovní domácí hem arbete hjem
    arbejde arbeid koti työ ev iş is acasa serviciu otthoni munkahelyi rumah kantor nhà riêng домашний
    рабочий личный основной дополнительный 主要 自宅 勤務先 自宅用 집 회사 de del di da do du des der die das dem den van
    von of the for to la le les el los las il lo gli l det et en za na kh tr cliente1 list array item items
    obj object json s 漢字 カナ かな 半角 全角 ローマ字 中文 英文 kana kanji romaji latin fr es it
"""
#: Before a term these make it something else: ``is_email``, ``tipo_telefono``, ``count_of_cards``.
BLOCKERS = """
    is has had was can could should allow allows allowed enable enabled require required requires accept
    accepts opt opted want wants count cnt total max min avg mean sum nb len length type kind tipo typ tipos
    rodzaj druh tyyppi tür tipul típus jenis loại тип نوع סוג valid invalid missing empty unique distinct
    same match matches matched different show hide use uses send sent sends receive received bounce bounced
    cantidad average anzahl aantal liczba antal počet количество percentage pct
"""
