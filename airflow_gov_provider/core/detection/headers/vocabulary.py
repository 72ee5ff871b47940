"""Words that recognizers look for. Our own lists, in no order of importance; matching says how."""

from __future__ import annotations

# ruff: noqa: SIM905 - thousands of quotes would hide the words

#: Given names that are no common word, place or brand in English text (so no May, Will, Austin, Paris).
GIVEN_NAMES = frozenset(
    """
    Aaron Abdul Abdullah Abigail Ada Adam Adele Adrian Adriana Agnes Agnieszka Ahmad Ahmed Aida Aisha Akira Alan
    Alana Alba Albert Alberto Alejandra Alejandro Aleksandr Aleksandra Alessandra Alessandro Alexander Alexandra
    Alexandre Alexis Alfonso Alfred Alfredo Ali Alice Alicia Alina Alison Allison Alma Alonso Amanda Amara Amelia
    Amelie Amina Amir Amit Amy Ana Anastasia Anders Andre Andrea Andreas Andrei Andrew Andrzej Angela Angelica
    Angelo Anika Anil Anita Anja Anjali Ann Anna Annalena Anne Annette Annie Antoine Anton Antonia Antonio Anya
    Arash Ariana Arjun Armando Arnaud Arthur Arturo Arun Asha Ashley Asif Astrid Aurelie Aya Ayesha Barbara Bartosz
    Beatrice Beatriz Ben Benedikt Benjamin Bernadette Bernard Bernhard Bianca Birgit Björn Bogdan Boris Brandon
    Brenda Brian Bridget Brigitte Bruno Bryan Camila Camille Carl Carla Carlos Carmen Carol Carolina Caroline
    Catalina Catarina Catherine Cecilia Cedric Celine Cesar Chantal Charles Chiara Chioma Chloe Christian Christina
    Christine Christoph Christophe Christopher Claire Clara Claudia Claudio Colin Connor Corinne Craig Cristian
    Cristina Cynthia Dagmar Dalia Damian Daniel Daniela Danielle Danuta Darius David Deborah Deepak Denise Dennis
    Derek Diana Diego Dieter Dimitri Dirk Dmitri Dmitry Dolores Dominik Dominique Donald Donna Dorothea Dorothy
    Douglas Duncan Dylan Edith Edoardo Eduardo Edward Edwin Eileen Elaine Eleanor Elena Eleni Elif Elijah Elisa
    Elisabeth Elise Elizabeth Ella Ellen Eloise Elsa Emeka Emil Emilia Emilie Emily Emma Emmanuel Enrico Enrique
    Eric Erica Erik Erika Ernesto Ernst Esteban Esther Ethan Eugene Eva Evelyn Ewa Fabian Fabio Fatima Fatma
    Federica Federico Felicia Felipe Felix Fernanda Fernando Filip Fiona Florian Francesca Francesco Francisco
    Franck Francois François Frank Franz Frederic Frederik Freya Frida Friedrich Gabriel Gabriela Gabrielle Gareth
    Gary Gavin Geoffrey Georg George Georgios Gerald Gerard Gerhard Giacomo Gianluca Gilles Giorgio Giovanna
    Giovanni Gisela Giulia Giuseppe Gloria Gordon Grace Graham Greg Gregor Gregory Greta Grzegorz Guido Guillaume
    Guillermo Gunnar Gustavo Guy Gwen Hadi Halima Hamid Hamza Hana Hanna Hannah Hans Harald Harold Harriet Harry
    Hasan Hassan Hector Heidi Heike Heinrich Heinz Helen Helena Helene Helga Henri Henrik Henry Herbert Hiroshi
    Holger Horst Howard Hubert Hugo Hussein Ian Ibrahim Ida Ignacio Igor Ikram Ilaria Ines Inga Inge Ingrid Irene
    Irina Iris Isaac Isabel Isabella Isabelle Isla Ismail Ivan Ivana Jack Jacek Jackie Jacob Jacqueline Jacques
    Jakob Jakub James Jamie Jan Jana Jane Janet Janice Janine Jarek Jason Javier Jean Jeanne Jeffrey Jelena Jennifer
    Jens Jeremy Jerome Jessica Jill Joachim Joan Joanna Joanne Joao João Joaquin Jochen Joel Johan Johanna Johannes
    John Jon Jonas Jonathan Jorge Jose José Josef Joseph Josephine Joshua Joyce Juan Juana Judith Julia Julian
    Juliana Julie Julien Juliette Julio Jürgen Justin Justyna Kamal Kamila Kamil Karen Karim Karin Karl Karla
    Karolina Karsten Katarina Katarzyna Kate Katharina Katherine Kathleen Kathrin Kathryn Katie Katja Kavita Keith
    Kelly Kenji Kenneth Kerstin Kevin Khadija Khalid Kim Klaus Kofi Konrad Konstantin Krishna Kristian Kristin
    Kristina Krzysztof Kunal Kurt Kwame Kyle Laetitia Laila Lars Larissa Laura Lauren Laurence Laurent Lea Leah Leila
    Lena Leo Leon Leonard Leonardo Leonie Leonor Leticia Li Liam Lidia Liesel Lilian Lina Linda Lisa Lorenzo Lorraine
    Lothar Louis Louise Luca Lucas Lucia Luciana Lucie Lucy Luigi Luis Luisa Luiz Lukas Lydia Lynn Maciej Madeleine
    Magdalena Mahmoud Maja Malgorzata Malik Manfred Manish Manuel Manuela Marc Marcel Marcello Marcelo Marcin Marco
    Marcos Marcus Margaret Margarita Margit Maria María Mariam Mariana Marianne Marie Marina Mario Marion Marisol
    Marjorie Marlene Marta Martha Martin Martina Martyna Mary Maryam Massimo Mateo Mateusz Mathieu Mathilde Matteo
    Matthew Matthias Matthieu Maureen Maurice Mauricio Maximilian Megan Mehmet Mei Melanie Melissa Mercedes Merve
    Michael Michaela Michal Michał Michel Michele Michelle Miguel Mikael Mikhail Milan Milena Ming Miriam Miroslav
    Mohamed Mohammad Mohammed Mohan Moira Moritz Muhammad Murat Mustafa Nadia Nadine Nancy Naomi Natalia Natalie
    Natasha Nathalie Nathan Nathaniel Neha Neil Nele Ngozi Niamh Nicholas Nicola Nicolas Nicole Nigel Niklas Nikola
    Nikolai Nikos Nils Nina Noah Noel Noemi Noor Nora Norbert Norman Nuno Octavia Olaf Oleg Olena Olga Oliver Olivia
    Olivier Omar Oscar Oskar Osman Otto Pablo Pamela Paola Paolo Pascal Patricia Patrick Patrizia Paul Paula Paulina
    Pauline Paulo Pavel Pawel Paweł Pedro Penelope Peter Petra Philip Philipp Philippe Phillip Pierre Pilar Piotr
    Prakash Priya Rachel Radek Rafael Rafal Rainer Raj Rajesh Ralf Ralph Ramon Rania Raphael Raquel Rashid Raul
    Ravi Raymond Rebecca Regina Reinhard Renata Renate Rene René Reza Ricardo Richard Rita Rob Robert Roberta Roberto
    Rodrigo Roger Rohan Roland Rolf Roman Ronald Rosa Rosemary Roxana Ruben Rudolf Rui Rupert Russell Ruth Ryan
    Sabine Sabrina Said Sally Salma Salvatore Sam Samantha Samira Samuel Sana Sandra Sandrine Sanjay Sara Sarah
    Sasha Scott Sean Sebastian Selin Serena Serge Sergei Sergio Shannon Sharon Shirley Siddharth Silke Silvia Simon
    Simona Simone Sofia Sofie Solveig Sonia Sonja Sophia Sophie Soren Søren Stacey Stanislav Stefan Stefania Stefano
    Steffen Stella Stephan Stephanie Stephen Steven Stuart Sunil Sunita Susan Susana Susanne Sven Svetlana Sylvia
    Sylvie Takashi Tamara Tania Tanja Tara Tariq Tatiana Teresa Theo Theodore Theresa Thierry Thomas Thorsten Tim
    Timothy Tina Tobias Todd Tom Tomas Tomás Tomasz Tony Torsten Tracy Udo Ulrich Ulrike Ursula Uta Uwe Vadim
    Valentina Valeria Valerie Vanessa Vera Veronica Veronika Vicente Victor Vijay Viktor Viktoria Vincent Vincenzo
    Vivian Viviana Vladimir Volker Walter Wanda Wei Wendy Werner Wilhelm William Wojciech Wolfgang Xavier Xin Yan
    Yannick Yasmin Yasmine Yolanda Yosef Yuki Yuri Yusuf Yvette Yvonne Zainab Zbigniew Zeynep Zofia Zoe Zoltan
    Zuzanna
    """.split()
)

#: Family names that are no common English word (so no Brown, Young, Church).
FAMILY_NAMES = frozenset(
    """
    Abbott Adams Adeyemi Ahmed Aguilar Alexander Ali Allen Almeida Alvarez Anderson Andersen Andersson Antonov
    Armstrong Arnold Aziz Bailey Baptiste Barnes Barnett Bauer Becker Bello Bennett Berg Bergmann Bernard Bianchi
    Blanco Boateng Bondarenko Bradley Braun Brooks Bryant Burke Burns Campbell Cardoso Carlson Carlsson Carpenter
    Castillo Castro Chaudhary Chavez Chen Choi Christensen Clark Cohen Coleman Collins Colombo Cooper Costa
    Cruz Cunningham Da Davies Davis Delgado Demir Diaz Dimitrov Dubois Dupont Duran Durand Edwards Ellis Erikson
    Eriksson Esposito Evans Eze Fernandes Fernandez Ferrari Ferreira Fischer Fitzgerald Fletcher Flores Fontaine Foster
    Fournier Franco Fraser Fuchs Fujita Garcia García Gardner Georgiou Gibson Girard Gomes Gomez Goncalves Gonzales
    Gonzalez González Gordon Graham Greene Griffin Grigoryan Gruber Guerrero Gupta Gutierrez Haas Haddad Hall Hamilton
    Hansen Hansson Harris Harrison Hartmann Harvey Hassan Henderson Henry Hernandez Herrera Hoffman Hoffmann Holmes
    Horvath Howard Huang Huber Hughes Hussain Hussein Ibrahim Ito Ivanov Ivanova Jackson Jacobs Jankowski Jansen
    Janssen Jenkins Jensen Jimenez Johansen Johansson Johnson Jones Jordan Kaminski Karlsson Karimi Kaur Kelly Kennedy
    Khan Kim Klein Kobayashi Koch Kovac Kovacs Kowalski Kozlov Krause Krüger Kruger Kumar Lambert Lange Larsen Larsson
    Laurent Lefebvre Lehmann Leroy Levy Lewandowski Lewis Li Lin Lindqvist Liu Lombardi Lopez López Lorenz Lozano
    Lucas MacDonald Maier Malik Mancini Mansour Marino Marques Marshall Martin Martinez Martínez Mayer McCarthy
    McDonald Medina Mehta Meier Mendes Mendoza Mensah Mercier Meyer Michel Mitchell Mohamed Molina Moore Morales
    Moreau Moreno Morgan Mori Morris Morrison Müller Mueller Murphy Murray Nakamura Nasser Navarro Nelson Neumann
    Nguyen Nielsen Nilsson Novak Novikov Nowak Oliveira Oliver Olsen Olsson Okafor Okonkwo Ortega Ortiz Owusu Öztürk
    Papadopoulos Park Parker Patel Pavlov Pedersen Peeters Pereira Perez Pérez Petersen Peterson Petrov Petrova Petit
    Phillips Pinto Popescu Popov Powell Qureshi Rahman Ramirez Ramos Rao Rasmussen Reddy Reid Reyes Reynolds Ribeiro
    Ricci Richards Richardson Richter Rivera Roberts Robertson Robinson Rodrigues Rodriguez Rodríguez Rogers Romano
    Romero Rossi Rousseau Roux Russo Ruiz Ryan Salazar Sanchez Sánchez Sanders Santiago Santos Sato Schäfer Schmid
    Schmidt Schmitt Schmitz Schneider Scholz Schröder Schubert Schulz Schulze Schwarz Scott Shah Sharma Shevchenko
    Silva Simmons Simpson Singh Smirnov Smith Soares Sokolov Sousa Stewart Suarez Sullivan Suzuki Svensson Takahashi
    Tanaka Taylor Thomas Thompson Thomson Torres Tran Turner Vasquez Vargas Vázquez Virtanen Vogel Wagner Walker
    Wallace Wang Watanabe Watson Weber Werner White Williams Wilson Winkler Wright Wu Yamamoto Yang Yildiz Yilmaz
    Zhang Zhao Zhou Ziegler Zimmermann
    """.split()
)

RELIGIONS = (
    "Catholic|Roman Catholic|Protestant|Anglican|Lutheran|Methodist|Baptist|Presbyterian|Pentecostal|Evangelical "
    "Christian|Greek Orthodox|Russian Orthodox|Orthodox Christian|Christianity|Muslim|Islamic|Sunni|Shia|Shiite|Jewish|"
    "Judaism|Hindu|Hinduism|Buddhist|Buddhism|Sikh|Sikhism|Jain|Jainism|Taoist|Zoroastrian|Mormon|Jehovah's Witness|"
    "Scientologist|Wiccan|Atheist|Agnostic|katholisch|evangelisch|muslimisch|jüdisch|catholique|musulman|católico"
).split("|")
RELIGIONS_WEAK = (
    "Christian|Orthodox|Islam|Jew|Pagan|Spiritual|Secular|None|No religion|Unaffiliated|Other|konfessionslos"
).split("|")
ETHNICITIES = (
    "Hispanic|Latino|Latina|Latinx|Caucasian|African American|African-American|Afro-Caribbean|Black African|"
    "Black Caribbean|Black British|White British|White Irish|Asian American|South Asian|East Asian|Pacific Islander|"
    "Native Hawaiian|Native American|American Indian|Alaska Native|Roma|Romani|Sinti|Mixed race|Multiracial|Biracial|"
    "Maori|Māori|Aboriginal|Torres Strait Islander|Ashkenazi|Sephardi"
).split("|")
ETHNICITIES_WEAK = (
    "White|Black|Asian|Mixed|Arab|Indian|Chinese|Pakistani|Bangladeshi|African|Caribbean|Other".split("|")
)
POLITICS = (
    "Republican Party|Democratic Party|Labour Party|Conservative Party|Liberal Democrats|Green Party voter|"
    "registered Republican|registered Democrat|votes Republican|votes Democrat|Communist Party|Socialist Party|"
    "Rassemblement National|Fratelli d'Italia|Partido Popular|Alternative für Deutschland|Reform UK|"
    "far-right supporter|far-left supporter|anarchist|communist|marxist"
).split("|")
POLITICS_WEAK = (
    "Republican|Democrat|Democratic|Labour|Conservative|Liberal|Green|Greens|Independent|Libertarian|Socialist|"
    "Left|Right|Centre|Center|CDU|CSU|SPD|AfD|FDP|PSOE|Vox|SNP|UKIP|Tory|Tories"
).split("|")
UNIONS = (
    "trade union member|trade unionist|union member|union membership|shop steward|Gewerkschaftsmitglied|IG Metall|"
    "ver.di|AFL-CIO|Teamsters|UNISON|Unite the Union|GMB union|CFDT|syndicaliste|CGIL|Comisiones Obreras|SEIU"
).split("|")
ORIENTATIONS = (
    "heterosexual|homosexual|bisexual|pansexual|asexual|lesbian|demisexual|heterosexuell|homosexuell|bisexuell|"
    "same-sex attracted"
).split("|")
ORIENTATIONS_WEAK = "gay|straight|queer|hetero|homo|bi|prefer not to say|other".split("|")
CONDITIONS = (
    "diabetes|diabetic|hypertension|asthma|asthmatic|epilepsy|epileptic|cancer|carcinoma|leukemia|leukaemia|lymphoma|"
    "melanoma|HIV|AIDS diagnosis|hepatitis|tuberculosis|schizophrenia|schizophrenic|bipolar disorder|"
    "major depressive disorder|depressive episode|clinical depression|anxiety disorder|PTSD|ADHD|autism|autistic|dementia|"
    "Alzheimer|Alzheimer's|Parkinson's disease|multiple sclerosis|cystic fibrosis|COPD|emphysema|arthritis|"
    "fibromyalgia|endometriosis|miscarriage|pregnant|pregnancy|chemotherapy|dialysis|insulin|stroke patient|"
    "heart failure|myocardial infarction|coronary artery disease|atrial fibrillation|chronic kidney disease|"
    "kidney failure|cirrhosis|Crohn's disease|ulcerative colitis|psoriasis|lupus|anorexia|bulimia|alcoholism|"
    "opioid dependence|gonorrhea|syphilis|chlamydia|sickle cell|haemophilia|hemophilia|migraine|sclerosis|"
    "Schwangerschaft|Krebs|Bluthochdruck|Depression diagnosed"
).split("|")
CONDITIONS_WEAK = (
    "depression|anxiety|obesity|stroke|anemia|anaemia|allergy|insomnia|flu|fracture|pneumonia".split("|")
)
