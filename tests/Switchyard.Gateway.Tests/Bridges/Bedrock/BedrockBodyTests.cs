using System.Text;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Bedrock;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Tests.Bridges.Bedrock;

public sealed class BedrockBodyTests
{
    [Theory]
    [InlineData("""{"model":"m","max_tokens":5,"stream":true,"messages":[]}""", """{"anthropic_version":"bedrock-2023-05-31","max_tokens":5,"messages":[]}""")]
    [InlineData("""{ "max_tokens" : 5.0e1 ,  "model":"m"}""", """{"anthropic_version":"bedrock-2023-05-31", "max_tokens" : 5.0e1}""")]
    [InlineData("""{"anthropic_version":"x","model":"m","a":1}""", """{"anthropic_version":"x","a":1}""")]
    [InlineData("""{"model":"m","anthropic_version":"x" , "a":1}""", """{"anthropic_version":"x" , "a":1}""")]
    [InlineData("""{"metadata":{"a":[1]},"x":1,"service_tier":"auto","container":null,"y":2,"inference_geo":"us"}""", """{"anthropic_version":"bedrock-2023-05-31","x":1,"y":2}""")]
    [InlineData("""{"model":"m","stream":false}""", """{"anthropic_version":"bedrock-2023-05-31"}""")]
    [InlineData("""{}""", """{"anthropic_version":"bedrock-2023-05-31"}""")]
    [InlineData("""{"mod\u0065l":"m","k\u00fc":"\u00fc"}""", """{"anthropic_version":"bedrock-2023-05-31","k\u00fc":"\u00fc"}""")]
    [Trait("criterion", "PRV-97")]
    public void What_Bedrock_refuses_goes_and_all_else_stays_byte_for_byte(string body, string expected) => Shape(body).ShouldBe(expected);

    [Fact]
    [Trait("criterion", "PRV-98")]
    public void A_models_own_table_removes_more_and_filters_flags()
    {
        var model = new BedrockModel("claude-x*", "anthropic.claude-x-v1:0") { RemovedMembers = ["output_config"], Betas = ["keep-1", "keep-2"] };
        const string body = """{"model":"claude-x-20260101","output_config":{"effort":"low"},"anthropic_beta":["keep-2","drop"],"z":1}""";

        Shape(body, ["drop", "keep-1"], model).ShouldBe("""{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["keep-1","keep-2"],"z":1}""");
        Shape(body, ["drop"]).ShouldBe("""{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["drop","keep-2"],"output_config":{"effort":"low"},"z":1}""");
        Shape("""{"anthropic_version":"v","model":"claude-x-1"}""", ["drop"], model).ShouldBe("""{"anthropic_version":"v"}""");
        Shape("""{"anthropic_version":"v","model":"claude-x-1"}""", ["keep-1"], model).ShouldBe("""{"anthropic_beta":["keep-1"],"anthropic_version":"v"}""");
    }

    [Theory]
    [InlineData("low", 10_000, """{"type":"enabled","budget_tokens":2000}""")]
    [InlineData("medium", 10_000, """{"type":"enabled","budget_tokens":5000}""")]
    [InlineData("high", 10_000, """{"type":"enabled","budget_tokens":8000}""")]
    [InlineData("max", 10_000, """{"type":"enabled","budget_tokens":9500}""")]
    [InlineData(null, 1280, """{"type":"enabled","budget_tokens":1024}""")]
    [InlineData("high", 1279, """{"type":"disabled"}""")]
    [InlineData("low", 5119, """{"type":"disabled"}""")]
    [Trait("criterion", "PRV-97")]
    public void Adaptive_thinking_becomes_a_budget(string? effort, int maxTokens, string expected)
    {
        var config = effort is null ? "" : $$""","output_config":{"effort":"{{effort}}"}""";
        var body = $$"""{"thinking":{"type":"adaptive","display":"x"},"max_tokens":{{maxTokens}}{{config}}}""";

        Shape(body, [], new BedrockModel("m", null) { ThinkingBudget = true }).ShouldContain($"\"thinking\":{expected}");
        Shape(body, [], new BedrockModel("m", null)).ShouldContain("""{"type":"adaptive","display":"x"}""");
        Shape(body, [], new BedrockModel("other", null) { ThinkingBudget = true }).ShouldContain("""{"type":"adaptive","display":"x"}""");
    }

    [Fact]
    [Trait("criterion", "PRV-97")]
    public void Thinking_of_other_kinds_stays_and_no_limit_leaves_no_room()
    {
        var model = new BedrockModel("*", null) { ThinkingBudget = true };

        Shape("""{"thinking":{"type":"enabled","budget_tokens":9}}""", [], model).ShouldContain("""{"type":"enabled","budget_tokens":9}""");
        Shape("""{"thinking":"odd"}""", [], model).ShouldContain("\"odd\"");
        Shape("""{"thinking":{"type":"adaptive"}}""", [], model).ShouldContain("""{"type":"disabled"}""");
    }

    [Fact]
    [Trait("criterion", "PRV-67")]
    public void Any_body_stays_valid_and_keeps_every_other_member()
    {
        var random = new Random(20260097);
        for (var round = 0; round < 2000; round++)
        {
            var (body, _) = RandomBody.Make(random, "m");
            var shaped = JsonDocument.Parse(Shape(body)).RootElement;
            var kept = JsonDocument.Parse(body).RootElement.EnumerateObject().Where(member => member.Name is not ("model" or "stream")).ToArray();

            shaped.EnumerateObject().Select(member => member.Name).ShouldBe(["anthropic_version", .. kept.Select(member => member.Name)]);
            shaped.EnumerateObject().Skip(1).Select(member => member.Value.GetRawText()).ShouldBe(kept.Select(member => member.Value.GetRawText()));
        }
    }

    private static string Shape(string body, string[]? betas = null, BedrockModel? model = null) =>
        Encoding.UTF8.GetString(BedrockBody.Shape(Encoding.UTF8.GetBytes(body), "m", betas ?? [], new BedrockModels(model is null ? [] : [model])).Span);
}
