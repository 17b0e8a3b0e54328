package dev.vitrine.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The house rules of ARCHITECTURE.md: who may know whom. */
final class RoomsTest {
    private static final String HOUSE = "dev.vitrine.";

    /** From the top: a room knows only rooms above it, and of those only the ones named here. */
    private static final List<Map.Entry<String, Set<String>>> ROOMS = List.of(
            Map.entry("words", Set.of()),
            Map.entry("model", Set.of("words")),
            Map.entry("formats", Set.of("words", "model")),
            Map.entry("data", Set.of("words", "model")),
            Map.entry("autodiff", Set.of("words", "model")),
            Map.entry("engine", Set.of("words", "model", "autodiff")),
            Map.entry("artifact", Set.of("words", "model")),
            Map.entry("methods", Set.of("words", "model", "data", "autodiff", "engine", "artifact")),
            Map.entry("view", Set.of("words", "model", "artifact")),
            Map.entry("server", Set.of("words", "model", "formats", "data", "engine", "artifact", "methods", "view")),
            Map.entry(
                    "cli",
                    Set.of(
                            "words",
                            "model",
                            "formats",
                            "data",
                            "autodiff",
                            "engine",
                            "artifact",
                            "methods",
                            "view",
                            "server")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.vitrine");

    @TestFactory
    List<DynamicTest> aRoomKnowsOnlyRoomsAboveIt() {
        return ROOMS.stream()
                .map(room -> DynamicTest.dynamicTest(
                        room.getKey(),
                        () -> classes()
                                .that(describe(
                                        "live in " + room.getKey(),
                                        c -> roomOf(c).equals(room.getKey())))
                                .should()
                                .onlyDependOnClassesThat(describe(
                                        "live in " + new TreeSet<>(room.getValue()) + " or outside the house",
                                        c -> isStranger(c)
                                                || roomOf(c).equals(room.getKey())
                                                || room.getValue().contains(roomOf(c))))
                                .check(CLASSES)))
                .toList();
    }

    @Test
    void everyClassLivesInARoom() {
        var found = new TreeSet<String>();
        CLASSES.stream().filter(c -> !isStranger(c)).forEach(c -> found.add(roomOf(c)));

        Assertions.assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        ROOMS.stream().map(Map.Entry::getKey).toList());
    }

    @Test
    void onlyTheEngineKnowsTheRuntime() {
        noClasses()
                .that(describe("live outside engine", c -> !roomOf(c).equals("engine")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineKnowsPicocli() {
        noClasses()
                .that(describe("live outside cli", c -> !roomOf(c).equals("cli")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(CLASSES);
    }

    private static boolean isStranger(JavaClass c) {
        return !c.getBaseComponentType().getPackageName().concat(".").startsWith(HOUSE);
    }

    /** {@code engine} for {@code dev.vitrine.engine.Session}. */
    private static String roomOf(JavaClass c) {
        var inside = c.getBaseComponentType().getPackageName();
        if (!inside.startsWith(HOUSE)) {
            return "";
        }
        var rest = inside.substring(HOUSE.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }
}
