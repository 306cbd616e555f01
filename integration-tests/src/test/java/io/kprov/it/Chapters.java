package io.kprov.it;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * For stories whose tests are chapters of one life: after the first that fails, the others would
 * only fail for its sake, and slowly; they are skipped and say so.
 */
final class Chapters implements ExecutionCondition, TestWatcher {

    private Optional<String> failed = Optional.empty();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return failed.map(chapter -> ConditionEvaluationResult.disabled("after " + chapter))
                .orElseGet(() -> ConditionEvaluationResult.enabled("the story goes on"));
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        failed = Optional.of(context.getDisplayName());
    }
}
