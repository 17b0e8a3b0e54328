package dev.vitrine.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class WordsTest {
    private static final Pattern GAP = Pattern.compile("\\{(\\w+)}");
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

    /** A key written out in a source: {@code Text.of("file.key"}, {@code InputException.of("file.key"}, {@code say("file.key"}. */
    private static final Pattern USE =
            Pattern.compile("\\b(?:Text\\.of|InputException\\.of|say)\\(\\s*\"([\\w-]+\\.[\\w.-]+)\"\\s*[,)]");

    @Test
    void bothLanguagesHaveTheSameFiles() throws Exception {
        assertThat(files(Language.ZH)).isEqualTo(files(Language.EN)).isNotEmpty();
    }

    @Test
    void bothLanguagesHaveTheSameKeys() throws Exception {
        for (var file : files(Language.EN)) {
            assertThat(lines(Language.ZH, file).keySet())
                    .as(file)
                    .isEqualTo(lines(Language.EN, file).keySet());
        }
    }

    @Test
    void bothLanguagesHaveTheSameGaps() throws Exception {
        for (var file : files(Language.EN)) {
            var chinese = lines(Language.ZH, file);
            lines(Language.EN, file)
                    .forEach((key, line) -> assertThat(gaps(chinese.getOrDefault(key, "")))
                            .as(file + ": " + key)
                            .isEqualTo(gaps(line)));
        }
    }

    @Test
    void aLineIsEmptyInBothLanguagesOrInNone() throws Exception {
        for (var file : files(Language.EN)) {
            var chinese = lines(Language.ZH, file);
            lines(Language.EN, file)
                    .forEach((key, line) -> assertThat(
                                    chinese.getOrDefault(key, "").isBlank())
                            .as(file + ": " + key)
                            .isEqualTo(line.isBlank()));
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void noKeyIsWrittenTwice(Language language) throws Exception {
        for (var file : files(language)) {
            var keys = Files.readString(folder(language).resolve(file))
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.indexOf('=') > 0 && !line.startsWith("#"))
                    .map(line -> line.substring(0, line.indexOf('=')).strip());
            assertThat(keys).as(file).doesNotHaveDuplicates();
        }
    }

    /** The page gets those of all its files as one list. */
    @ParameterizedTest
    @EnumSource(Language.class)
    void noKeyOfThePageIsInTwoFiles(Language language) throws Exception {
        var keys = new ArrayList<String>();
        for (var file : files(language)) {
            if (file.startsWith("web-")) {
                keys.addAll(lines(language, file).keySet());
            }
        }
        assertThat(keys).isNotEmpty().doesNotHaveDuplicates();
    }

    /** Names such as ReLU are the same in both; a file without any Chinese was forgotten. */
    @Test
    void everyChineseFileIsChineseAndNoEnglishFileIs() throws Exception {
        for (var file : files(Language.EN)) {
            assertThat(String.join("\n", lines(Language.ZH, file).values()))
                    .as(file)
                    .containsPattern(HAN);
            assertThat(String.join("\n", lines(Language.EN, file).values()))
                    .as(file)
                    .doesNotContainPattern(HAN);
        }
    }

    @Test
    void everyKeyThatASourceUsesExists() throws Exception {
        var unknown = new TreeMap<String, String>();
        int used = 0;
        for (var source : sources()) {
            var matcher = USE.matcher(Files.readString(source));
            while (matcher.find()) {
                used++;
                if (!Words.in(Language.EN).has(matcher.group(1))) {
                    unknown.put(matcher.group(1), source.getFileName().toString());
                }
            }
        }

        assertThat(unknown).as("key to source").isEmpty();
        assertThat(used).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "3, 3",
        "-17, -17",
        "999999, 999999",
        "1000000, 1e+6",
        "0.5, 0.5",
        "0.1234567, 0.1235",
        "12.34567, 12.35",
        "1234.567, 1235",
        "123456.7, 123457",
        "0.001, 0.001",
        "-0.00123456, -0.001235",
        "0.00099, 9.9e-4",
        "1.5e-10, 1.5e-10",
        "6.02214e23, 6.022e+23",
        "NaN, NaN",
        "Infinity, ∞",
        "-Infinity, -∞",
    })
    void numbersHaveFourSignificantDigits(double value, String written) {
        assertThat(Words.number(value)).isEqualTo(written);
    }

    @Test
    void gapsAreFilledWithNumbersStringsAndTexts() {
        var text = Text.of("cli.wrote", "file", Text.plain("a $1 {b}.png"));

        assertThat(Words.in(Language.EN).say(text)).contains("a $1 {b}.png").doesNotContain("{file}");
        assertThat(Words.in(Language.ZH).say(text)).contains("a $1 {b}.png").containsPattern(HAN);
        assertThat(Words.in(Language.EN).say("cli.wrote", "file", 0.25)).contains("0.25");
    }

    @Test
    void anUnknownKeyIsShownAndAnUnfilledGapStays() {
        assertThat(Words.in(Language.ZH).say("no-such-file.key")).isEqualTo("no-such-file.key");
        assertThat(Words.in(Language.EN).say("cli.wrote")).contains("{file}");
        assertThat(Words.in(Language.EN).has("no-such-file.key")).isFalse();
    }

    @Test
    void anErrorSpeaksEnglishInLogsAndCarriesItsText() {
        var error = InputException.of("cli.wrote", "file", "x.png");

        assertThat(error).hasMessageContaining("x.png");
        assertThat(error.text()).isEqualTo(new Text("cli.wrote", Map.of("file", "x.png")));
    }

    private static Path folder(Language language) throws URISyntaxException {
        URI file = Objects.requireNonNull(
                        Words.class.getResource(language.code() + "/cli.properties"), "the word files of " + language)
                .toURI();
        return Objects.requireNonNull(Path.of(file).getParent());
    }

    private static Set<String> files(Language language) throws IOException, URISyntaxException {
        try (var list = Files.list(folder(language))) {
            return list.map(p -> p.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Map<String, String> lines(Language language, String file) throws IOException, URISyntaxException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(folder(language).resolve(file))) {
            properties.load(reader);
        }
        var lines = new TreeMap<String, String>();
        properties.stringPropertyNames().forEach(key -> lines.put(key, properties.getProperty(key)));
        return lines;
    }

    private static Set<String> gaps(String line) {
        return GAP.matcher(line).results().map(r -> r.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The sources of every room; Maven runs this in the folder of {@code words}, other runners in the one above. */
    private static List<Path> sources() throws IOException {
        var here = Path.of("").toAbsolutePath();
        var house = Files.isDirectory(here.resolve("words")) ? here : here.resolveSibling("");
        try (var all = Files.walk(house, 20)) {
            return all.filter(p -> p.toString().endsWith(".java"))
                    .filter(p ->
                            house.relativize(p).toString().replace('\\', '/').matches("[\\w-]+/src/main/java/.*"))
                    .toList();
        }
    }
}
