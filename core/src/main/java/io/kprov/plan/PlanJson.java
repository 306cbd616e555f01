package io.kprov.plan;

import io.kprov.error.Problem;
import io.kprov.plan.Plan.Answer;
import io.kprov.plan.Plan.PlannedAction;
import io.kprov.plan.Plan.PlannedStage;
import io.kprov.plan.Plan.PlannedStep;
import io.kprov.step.Decision.Sign;
import io.kprov.step.LeftOut;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON form of a plan, for {@code -o json} and for saved plans; written by hand: it is kept.
 */
final class PlanJson {
    static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private PlanJson() {}

    static ObjectNode write(Plan plan) {
        var root = JSON.createObjectNode();
        root.put("cluster", plan.cluster());
        root.put("procedure", plan.procedure());
        root.put("made", plan.made().toString());
        var sums = Sums.of(plan);
        root.putObject("sums")
                .put("create", sums.create())
                .put("change", sums.change())
                .put("remove", sums.remove())
                .put("hosts", sums.hosts())
                .put("right", sums.right())
                .put("blocked", sums.blocked());
        var leftOut = root.putObject("leftOut").put("tolerated", plan.leftOut().tolerated());
        var without = leftOut.putObject("hosts");
        plan.leftOut().hosts().forEach((host, why) -> write(why, without.putObject(host)));
        var stages = root.putArray("stages");
        for (PlannedStage stage : plan.stages()) {
            var node = stages.addObject().put("name", stage.name());
            var steps = node.putArray("steps");
            stage.steps().forEach(step -> write(step, steps.addObject()));
        }
        return root;
    }

    private static void write(PlannedStep step, ObjectNode node) {
        node.put("host", step.host()).put("step", step.step()).put("title", step.title());
        switch (step.answer()) {
            case Answer.Change(var sign, var reason, var actions) -> {
                node.put("answer", sign.name().toLowerCase(Locale.ROOT)).put("reason", reason);
                var array = node.putArray("actions");
                for (PlannedAction action : actions) {
                    var child = array.addObject();
                    child.put("sentence", action.sentence());
                    child.put("fingerprint", action.fingerprint());
                    var diff = child.putArray("diff");
                    action.diff().forEach(diff::add);
                }
            }
            case Answer.Nothing(var reason) -> node.put("answer", "nothing").put("reason", reason);
            case Answer.Blocked(var problem) -> {
                node.put("answer", "blocked");
                write(problem, node.putObject("problem"));
            }
        }
    }

    private static void write(Problem problem, ObjectNode node) {
        node.put("what", problem.what())
                .put("why", problem.why())
                .put("state", problem.state())
                .put("next", problem.next());
    }

    /**
     * The plan that {@link #write} wrote.
     *
     * @throws RuntimeException of Jackson's or of java.time's when the text is something else
     */
    static Plan read(JsonNode root) {
        return new Plan(
                text(root, "cluster"),
                text(root, "procedure"),
                Instant.parse(text(root, "made")),
                each(
                        root.required("stages"),
                        stage ->
                                new PlannedStage(
                                        text(stage, "name"),
                                        each(stage.required("steps"), PlanJson::step))),
                leftOut(root.required("leftOut")));
    }

    private static LeftOut leftOut(JsonNode node) {
        var hosts = new LinkedHashMap<String, Problem>();
        node.required("hosts")
                .properties()
                .forEach(each -> hosts.put(each.getKey(), problem(each.getValue())));
        return new LeftOut(node.required("tolerated").intValue(), hosts);
    }

    private static PlannedStep step(JsonNode node) {
        return new PlannedStep(
                text(node, "host"), text(node, "step"), text(node, "title"), answer(node));
    }

    private static Answer answer(JsonNode node) {
        return switch (text(node, "answer")) {
            case "nothing" -> new Answer.Nothing(text(node, "reason"));
            case "blocked" -> new Answer.Blocked(problem(node.required("problem")));
            case String sign ->
                    new Answer.Change(
                            Sign.valueOf(sign.toUpperCase(Locale.ROOT)),
                            text(node, "reason"),
                            each(node.required("actions"), PlanJson::action));
        };
    }

    private static PlannedAction action(JsonNode node) {
        return new PlannedAction(
                text(node, "sentence"),
                text(node, "fingerprint"),
                each(node.required("diff"), JsonNode::stringValue));
    }

    private static Problem problem(JsonNode node) {
        return new Problem(
                text(node, "what"), text(node, "why"), text(node, "state"), text(node, "next"));
    }

    private static String text(JsonNode node, String field) {
        return node.required(field).stringValue();
    }

    private static <T> List<T> each(JsonNode array, Function<JsonNode, T> read) {
        var all = new ArrayList<T>();
        array.asArray().forEach(node -> all.add(read.apply(node)));
        return all;
    }
}
