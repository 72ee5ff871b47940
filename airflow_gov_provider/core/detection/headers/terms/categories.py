"""Terms for special categories of personal data (GDPR Art. 9). How to read them: ``persons``."""

from __future__ import annotations

STRONG = {
    "RELIGION": """
        religion, religions, religious affiliation, religious belief, religious beliefs, religion code,
        religion status, religion name, faith, denomination religious, konfession, religionszugehörigkeit,
        kirchensteuermerkmal, glaube, konfe, religion client, confession religieuse, religión,
        creencia religiosa, religião, religiao, religione, credo religioso, geloofsovertuiging, godsdienst,
        religie, wyznanie, náboženství, náboženské vyznání, trosbekännelse, trossamfund, trossamfunn,
        uskonto, uskontokunta, din dini, dini, dini inanç, mezhep, religia, cult religios, vallás, vallása,
        felekezet, agama, tôn giáo, ton giao, религия, вероисповедание, veroispovedanie, віросповідання,
        θρησκεία, θρήσκευμα, الديانة, الدين, דת, धर्म, 宗教, 宗教信仰, 종교
    """,
    "ETHNICITY": """
        ethnicity, ethnicities, ethnic, ethnic group, ethnic origin, ethnic background, ethnicity code,
        ethnic code, race ethnicity, race and ethnicity, racial group, racial origin, race code, race desc,
        ethnie, origine ethnique, herkunft ethnisch, ethnische herkunft, ethnische zugehörigkeit, etnia,
        origen étnico, grupo étnico, raça, cor raça, raça cor, raca cor, origem étnica, razza,
        origine etnica, etnische afkomst, etniciteit, pochodzenie etniczne, etnický původ, etnicitet,
        etnisk bakgrund, etnisk bakgrunn, etninen tausta, etnik köken, etnik, etnie, origine etnică,
        etnikai hovatartozás, suku bangsa, dân tộc, dan toc, этническая принадлежность, национальность этн,
        εθνικότητα, العرق, الأصل العرقي, מוצא אתני, जाति, जातीयता, 民族, 种族, 族裔, 人種, 민족, 인종
    """,
    "SEXUAL_ORIENTATION": """
        sexual orientation, sexualorientation, sexual preference, sexuality, orientation sexual,
        sexuelle orientierung, sexuelle ausrichtung, orientation sexuelle, orientación sexual,
        orientacion sexual, orientação sexual, orientamento sessuale, seksuele geaardheid,
        seksuele voorkeur, orientacja seksualna, sexuální orientace, sexuell läggning, sexuell orientering,
        seksuel orientering, seksuell orientering, seksuaalinen suuntautuminen, cinsel yönelim,
        orientare sexuală, szexuális irányultság, orientasi seksual, xu hướng tính dục,
        сексуальная ориентация, σεξουαλικός προσανατολισμός, الميل الجنسي, נטייה מינית, यौन अभिविन्यास, 性取向,
        性的指向, 성적 지향
    """,
    "POLITICAL_OPINION": """
        political opinion, political opinions, political affiliation, political party, political view,
        political views, political leaning, party affiliation, party membership, party registration,
        voter party, registered party, voted for, parteizugehörigkeit, politische meinung,
        politische einstellung, parti politique, opinion politique, opinions politiques,
        affiliation politique, afiliación política, afiliacion politica, partido político, opinión política,
        filiação partidária, partido politico, opinião política, affiliazione politica, partito politico,
        opinione politica, orientamento politico, politieke voorkeur, politieke overtuiging,
        poglądy polityczne, przynależność partyjna, politické názory, politická příslušnost, politisk åsikt,
        partitillhörighet, politisk opfattelse, politisk oppfatning, poliittinen kanta, siyasi görüş,
        siyasi parti, opinie politică, apartenență politică, politikai vélemény, pártállás,
        pandangan politik, đảng viên, chính kiến, политические взгляды, партийность, πολιτικές πεποιθήσεις,
        الانتماء السياسي, דעה פוליטית, राजनीतिक दल, राजनीतिक विचार, 政治面貌, 党派, 政治信条, 支持政党, 정치성향, 지지정당
    """,
    "TRADE_UNION_MEMBERSHIP": """
        trade union, trade union member, trade union membership, labor union, labour union, union member,
        union membership, union affiliation, union name, is union member, gewerkschaft,
        gewerkschaftsmitglied, gewerkschaftszugehörigkeit, syndicat, appartenance syndicale,
        adhésion syndicale, affiliation syndicale, sindicato, afiliación sindical, afiliacion sindical,
        filiação sindical, sindacato, iscrizione sindacale, appartenenza sindacale, vakbond,
        vakbondslidmaatschap, lid vakbond, związek zawodowy, przynależność związkowa, odbory,
        členství v odborech, fackförbund, fackmedlem, facklig tillhörighet, fagforening, fagforeningsmedlem,
        ammattiliitto, ammattiliiton jäsen, sendika, sendika üyeliği, sindicat, apartenență sindicală,
        szakszervezet, szakszervezeti tagság, serikat pekerja, công đoàn, cong doan, профсоюз,
        членство в профсоюзе, συνδικάτο, النقابة, عضوية النقابة, איגוד מקצועי, ट्रेड यूनियन, 工会, 工会会员, 労働組合,
        노동조합, 노조
    """,
    "HEALTH_CONDITION": """
        diagnosis, diagnoses, diagnosis code, diagnosis codes, diagnosis name, diagnosis description,
        diagnosis desc, diagnosis text, diag, diag code, diag cd, dx, dx code, primary diagnosis, icd, icd9,
        icd10, icd 9, icd 10, icd code, icd10 code, icd 10 code, icd9 code, icd 9 code, medical condition,
        medical conditions, health condition, health conditions, disease, diseases, illness, comorbidity,
        comorbidities, hiv status, hiv, disability, disabilities, disability status, allergies, allergy,
        medical history, symptoms, symptom, medication, medications, prescription, prescriptions,
        blood type, blood group, smoking status, pregnancy status, pregnant, vaccination status,
        mental health, chronic condition, diagnose, diagnosen, diagnosecode, erkrankung, erkrankungen,
        krankheit, krankheiten, vorerkrankung, vorerkrankungen, behinderung, schwerbehinderung,
        grad der behinderung, allergien, blutgruppe, medikation, medikamente, diagnostic, diagnostics,
        maladie, maladies, pathologie, antécédents, groupe sanguin, traitement médical, médicaments,
        diagnóstico, diagnosticos, enfermedad, enfermedades, patología, discapacidad, alergias,
        grupo sanguíneo, medicación, doença, doenças, cid10, cid 10, deficiência, tipo sanguíneo, alergia,
        medicamentos, diagnosi, malattia, patologie, disabilità, gruppo sanguigno, allergie, farmaci,
        ziekte, ziekten, aandoening, bloedgroep, medicatie, rozpoznanie, choroba, choroby,
        niepełnosprawność, grupa krwi, alergie, leki, diagnóza, nemoc, onemocnění, invalidita,
        krevní skupina, léky, diagnos, sjukdom, funktionsnedsättning, blodgrupp, sygdom, diagnosekode,
        sykdom, funksjonsnedsettelse, blodtype, diagnoosi, sairaus, sairaudet, veriryhmä, lääkitys, teşhis,
        tanı, hastalık, hastalığı, engel durumu, kan grubu, alerji, ilaçlar, boală, afecțiune,
        grupa sanguină, diagnózis, betegség, fogyatékosság, vércsoport, gyógyszerek, penyakit,
        riwayat penyakit, disabilitas, golongan darah, alergi, chẩn đoán, chan doan, bệnh, bệnh lý, bệnh sử,
        khuyết tật, nhóm máu, nhom mau, dị ứng, диагноз, болезнь, заболевание, инвалидность, группа крови,
        аллергии, диагноз мкб, мкб, мкб10, diagnoz, διάγνωση, ασθένεια, αναπηρία, ομάδα αίματος, التشخيص,
        المرض, الإعاقة, فصيلة الدم, אבחנה, מחלה, נכות, סוג דם, निदान, रोग, बीमारी, विकलांगता, रक्त समूह, 诊断,
        疾病, 病史, 残疾, 血型, 過敏史, 診断, 診断名, 病名, 病歴, 障害, 血液型, 既往歴, 진단, 진단명, 병명, 질병, 장애, 혈액형, 병력
    """,
}

WEAK = {
    "ETHNICITY": """
        race, color race, origin, caste, tribe, suku
    """,
    "POLITICAL_OPINION": """
        party, partei, parti, partido, partito, partij, partia, strana
    """,
    "HEALTH_CONDITION": """
        condition, conditions, drug, drugs, procedure, problem, status hiv
    """,
}
