"""Terms for what tells people apart only together: places, age, sex, work. How to read them: ``persons``."""

from __future__ import annotations

STRONG = {
    "POSTAL_CODE": """
        zip, zips, zip code, zipcode, zip cd, zipcd, zip5, zip 5, zip4, zip plus four, zipplus4,
        zip postal code, postal code, postalcode, postal cd, postalcd, post code, postcode, post cd, postal,
        pcode, pin code, pincode, pin cd india, eircode, plz, postleitzahl, plz ort, pstlz, code postal,
        codepostal, code post, cp code, cod postal, codpostal, código postal, codigo postal, codigopostal,
        cep, nr cep, cod cep, codice postale, codice avviamento postale, postkod, kod pocztowy, kodpocztowy,
        psč, psc, poštovní směrovací číslo, postnummer, postnr, post nr, postinumero, posta kodu, postakodu,
        cod poștal, irányítószám, iranyitoszam, irsz, ir szám, kode pos, kodepos, mã bưu chính, mã bưu điện,
        ma buu dien, poštanski broj, индекс, почтовый индекс, indeks pochtovy, pochtovy indeks,
        поштовий індекс, ταχυδρομικός κώδικας, τκ, τ κ, الرمز البريدي, رمز بريدي, מיקוד, पिन कोड, पिनकोड,
        डाक कोड, 邮编, 邮政编码, 郵遞區號, 郵便番号, 우편번호, youbian, yubin bango, รหัสไปรษณีย์, mailingpostalcode,
        کد پستی, საფოსტო ინდექსი, საფოსტო კოდი
    """,
    "LOCATION": """
        city, cities, city name, cityname, city nm, town, town name, village, municipality, locality,
        hamlet, suburb, borough, county, county name, state, state name, state cd, state province,
        state or province, stateprovince, province, region name, region of residence, district of residence,
        residence city, place of birth, placeofbirth, birth place, birthplace, birth city, birthcity,
        birth country, country of birth, city of birth, hometown, home town, home city, neighborhood,
        neighbourhood, mailingcity, mailing city, mailingstate, country, country name, country of residence,
        cntry, ort01, ort02, ort, wohnort, stadt, gemeinde, bundesland, landkreis, geburtsort, ortsteil,
        land wohnsitz, stadtteil, ville, commune, localité, département, canton, lieu naissance,
        lieu de naissance, ville naissance, pays, pays naissance, pays résidence, province residence,
        ciudad, municipio, localidad, poblacion, provincia, estado, departamento residencia,
        comunidad autónoma, lugar nacimiento, lugar de nacimiento, ciudad nacimiento, pais, país,
        pais nacimiento, colonia, barrio, comuna, cidade, município, localidade, bairro, freguesia,
        concelho, uf, estado uf, naturalidade, local nascimento, pais residencia, città, citta, comune,
        comune residenza, comune nascita, luogo nascita, luogo di nascita, provincia residenza, regione,
        nazione, frazione, stad, plaats, woonplaats, gemeente, provincie, geboorteplaats, miasto,
        miejscowość, miejscowosc, gmina, powiat, województwo, wojewodztwo, miejsce urodzenia, kraj,
        miejsce zamieszkania, město, mesto, obec, okres, kraj bydliště, místo narození, misto narozeni,
        miesto narodenia, stad ort, postort, kommun, födelseort, hemort, bynavn, poststed, postby, kommune,
        fylke, fødested, bosted, kaupunki, kunta, postitoimipaikka, maakunta, syntymäpaikka, kotikunta,
        asuinpaikka, şehir, sehir, ilçe, ilce, semt, doğum yeri, memleket, oraș, localitate, județ, judet,
        comună, locul nașterii, loc nastere, tara, város, varos, település, telepules, megye,
        születési hely, szülhely, ország, kota, kabupaten, kecamatan, kelurahan, provinsi, tempat lahir,
        thành phố, thanh pho, tỉnh, tinh thanh, quận, huyện, quan huyen, phường, phuong xa, nơi sinh,
        noi sinh, quê quán, que quan, город, населенный пункт, область, район, регион, место рождения,
        страна, gorod, oblast, mesto rozhdeniya, місто, πόλη, νομός, τόπος γέννησης, περιοχή, χώρα, المدينة,
        مدينة, المحافظة, المنطقة, الحي, مكان الميلاد, الدولة, עיר, ישוב, יישוב, מקום לידה, ארץ לידה, शहर,
        नगर, जिला, राज्य, जन्म स्थान, गाँव, 城市, 省份, 省, 市, 区县, 籍贯, 出生地, 县, 縣市, 鄉鎮市區, 国籍地, 市区町村, 都道府県, 出身地,
        市町村, 도시, 시도, 시군구, 출생지, chengshi, shengfen, จังหวัด, อำเภอ
    """,
    "GEO": """
        lat, latitude, lng, lon, longitude, lat long, latlong, latlng, lat lon, geolocation, geo location,
        geopoint, geo point, coordinates, coords, gps, gps coordinates, gps lat, gps lon, breitengrad,
        längengrad, latitud, longitud, latitudine, longitudine, breedtegraad, lengtegraad,
        szerokość geograficzna, długość geograficzna, koordinaten, coordonnées gps, coordenadas, coordinate,
        широта, долгота, 纬度, 经度, 緯度, 経度, 위도, 경도
    """,
    "AGE": """
        age, ages, age years, age in years, ageyears, age yrs, age at, current age, age group, agegroup,
        age range, age band, age bracket, birth year, birthyear, year of birth, yearofbirth, yob, birth yr,
        born year, year born, birth month, month of birth, alter, alter jahre, altersgruppe, lebensalter,
        geburtsjahr, jahrgang, âge, age client, tranche age, tranche d'âge, année naissance,
        année de naissance, edad, edad años, grupo edad, rango edad, año nacimiento, año de nacimiento,
        anio nacimiento, idade, faixa etária, faixa etaria, ano nascimento, ano de nascimento, età,
        anni età, fascia età, anno nascita, anno di nascita, leeftijd, leeftijdsgroep, geboortejaar, wiek,
        rok urodzenia, grupa wiekowa, věk, vek, rok narození, ålder, alder, fødselsår, födelseår,
        ålder grupp, aldersgruppe, ikä, syntymävuosi, ikäryhmä, yaş, yas, doğum yılı, yaş grubu, vârstă,
        varsta, anul nașterii, életkor, eletkor, születési év, umur, usia, tahun lahir, tuổi, tuoi,
        năm sinh, nam sinh, возраст, год рождения, vozrast, god rozhdeniya, вік, ηλικία, έτος γέννησης,
        العمر, السن, سنة الميلاد, גיל, שנת לידה, आयु, उम्र, जन्म वर्ष, 年龄, 出生年份, 年齡, 年齢, 生年, 나이, 연령, 출생연도,
        nianling, nenrei
    """,
    "GENDER": """
        sex, gender, gndr, gender cd, sex cd, sex code, gender code, gender identity, sex at birth,
        male female, geschlecht, gesch, geschl, gbdsx, anrede geschlecht, sexe, genre client, civilité sexe,
        sexo, género, genero, sesso, genere cliente, geslacht, płeć, plec, pohlaví, pohlavi, pohlavie, kön,
        kjønn, køn, sukupuoli, cinsiyet, cinsiyeti, sexul, neme, nem, jenis kelamin, kelamin, giới tính,
        gioi tinh, пол, стать, φύλο, الجنس, جنس, النوع, מין, מגדר, लिंग, 性别, 性別, 성별, xingbie, seibetsu, เพศ
    """,
    "OCCUPATION": """
        occupation, occupations, job, job title, jobtitle, job role, job position, profession, employment,
        employer, employer name, vocation, work title, position title, beruf, berufsbezeichnung, tätigkeit,
        arbeitgeber, stellenbezeichnung, profession client, métier, emploi, employeur, csp,
        catégorie socioprofessionnelle, profesión, ocupación, ocupacion, puesto, puesto trabajo, oficio,
        empleador, profissão, profissao, ocupação, ocupacao, cargo, empregador, professione, occupazione,
        mansione, datore lavoro, datore di lavoro, beroep, functietitel, werkgever, zawód, zawod,
        stanowisko, pracodawca, povolání, povolani, zaměstnání, zaměstnavatel, yrke, befattning,
        arbetsgivare, stilling, erhverv, stillingsbetegnelse, ammatti, työnantaja, meslek, mesleği, işveren,
        ocupație, ocupatie, profesie, loc de munca, foglalkozás, foglalkozas, beosztás, munkahely,
        pekerjaan, profesi, jabatan, nghề nghiệp, nghe nghiep, chức vụ, профессия, должность, работодатель,
        место работы, professiya, dolzhnost, επάγγελμα, المهنة, الوظيفة, מקצוע, עיסוק, व्यवसाय, पेशा, 职业,
        职务, 职位, 職業, 勤務先, 役職, 직업, 직장
    """,
    "MARITAL_STATUS": """
        marital status, maritalstatus, marital, marital stat, civil status, civilstatus, married,
        familienstand, famst, situation familiale, état civil, situation matrimoniale, estado civil,
        stato civile, burgerlijke staat, burgerlijke stand, stan cywilny, rodinný stav, civilstånd,
        civilstand, sivilstand, siviilisääty, medeni hal, medeni durum, stare civilă, stare civila,
        családi állapot, status perkawinan, status pernikahan, status kawin, tình trạng hôn nhân,
        tinh trang hon nhan, семейное положение, οικογενειακή κατάσταση, الحالة الاجتماعية, מצב משפחתי,
        वैवाहिक स्थिति, 婚姻状况, 婚姻, 婚姻狀況, 婚姻状態, 혼인상태, 결혼여부
    """,
    "EDUCATION": """
        education, education level, educationlevel, educational attainment, education status, educ,
        highest degree, degree level, schooling, qualification level, bildungsabschluss, schulabschluss,
        bildung, niveau études, niveau d'études, diplôme, nivel educativo, nivel estudios,
        nivel de estudios, escolaridad, escolaridade, grau instrução, titolo studio, titolo di studio,
        istruzione, opleiding, opleidingsniveau, wykształcenie, vzdělání, utbildning, utbildningsnivå,
        utdanning, uddannelse, koulutus, eğitim, eğitim durumu, nivel studii, studii, végzettség,
        pendidikan, trình độ học vấn, образование, εκπαίδευση, المستوى التعليمي, השכלה, शिक्षा, 学历, 教育程度,
        學歷, 学歴, 최종학력, 학력
    """,
    "INCOME": """
        income, annual income, household income, monthly income, salary, salaries, annual salary,
        base salary, wage, wages, pay rate, net worth, compensation amount, gehalt, einkommen, lohn,
        bruttogehalt, nettoeinkommen, salaire, revenu, revenus, salario, sueldo, ingresos, ingreso mensual,
        salário, renda, renda mensal, rendimento, stipendio, reddito, retribuzione, salaris, loon, inkomen,
        wynagrodzenie, pensja, dochód, mzda, příjem, lön, inkomst, lønn, løn, inntekt, indkomst, palkka,
        tulot, maaş, gelir, salariu, venit, fizetés, jövedelem, gaji, penghasilan, lương, thu nhập,
        зарплата, оклад, доход, zarplata, μισθός, εισόδημα, الراتب, الدخل, משכורת, שכר, הכנסה, वेतन, आय, 工资,
        薪水, 收入, 薪資, 年収, 給与, 급여, 연봉, 소득
    """,
    "NRP": """
        nationality, nationalities, citizenship, citizen of, nationalität, staatsangehörigkeit,
        staatsbürgerschaft, natio, nationalité, citoyenneté, nacionalidad, ciudadanía, nacionalidade,
        nazionalità, cittadinanza, nationaliteit, staatsburgerschap, narodowość, obywatelstwo, národnost,
        státní občanství, státní příslušnost, nationalitet, medborgarskap, statsborgerskap, statsborgerskab,
        kansalaisuus, uyruk, uyruğu, tabiiyet, vatandaşlık, naționalitate, cetățenie, cetatenie,
        állampolgárság, nemzetiség, kewarganegaraan, warga negara, quốc tịch, quoc tich, гражданство,
        национальность, grazhdanstvo, υπηκοότητα, ιθαγένεια, الجنسية, אזרחות, לאום, राष्ट्रीयता, नागरिकता,
        国籍, 國籍, 국적
    """,
}

WEAK = {
    "LOCATION": """
        region, district, place, area, location, land, stan, provincia nac, ctry, cntry cd, zone, lugar,
        lieu, luogo, locatie
    """,
    "POSTAL_CODE": """
        post, zip ext, cp, kod, posta, pin
    """,
    "OCCUPATION": """
        title, position, role, function, fonction, funktion, titel, titre, cargo funcion
    """,
}
