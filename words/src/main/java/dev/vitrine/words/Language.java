package dev.vitrine.words;

import java.util.Locale;

/** A language that Vitrine speaks. */
public enum Language {
    EN("en"),
    ZH("zh");

    private final String code;

    Language(String code) {
        this.code = code;
    }

    /** The ISO 639-1 code; also the name of the folder that holds this language's words. */
    public String code() {
        return code;
    }

    /** Chinese for any Chinese locale, else English. */
    public static Language of(Locale locale) {
        return locale.getLanguage().equals(ZH.code) ? ZH : EN;
    }
}
