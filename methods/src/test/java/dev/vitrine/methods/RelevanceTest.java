package dev.vitrine.methods;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RelevanceTest {

    @ParameterizedTest
    @CsvSource({
        "where does it look?, grad-cam",
        "which part of the image matters, grad-cam",
        "what if I cover a part of the picture, occlusion",
        "what does it remember, hidden-state",
        "how is this number calculated, value",
        "is it robust to noise and blur, response",
        "vanishing gradients, gradient-flow",
        "how many parameters and layers does it have, structure",
        "how sure is it, prediction",
        "它看的是哪里, grad-cam",
        "遮住一部分会怎样, occlusion",
        "它记住了什么, hidden-state",
        "这个数是怎么算出来的, value",
        "有没有梯度消失, gradient-flow",
        "卷积核长什么样, parameters",
    })
    void aQuestionFindsItsMethodAmongTheFirstThree(String question, String id) {
        assertThat(Advice.ranked(question).stream().limit(3).map(Card::id)).contains(id);
    }

    @Test
    void withoutAQuestionTheOrderStays() {
        assertThat(Advice.ranked("").stream().map(Card::id))
                .containsExactlyElementsOf(
                        Methods.all().stream().map(m -> m.card().id()).toList());
        assertThat(Advice.ranked("qwertz 丂丄")).isEqualTo(Advice.ranked(""));
    }
}
