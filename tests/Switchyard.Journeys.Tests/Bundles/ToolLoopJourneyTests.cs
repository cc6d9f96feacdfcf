using System.ClientModel;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Processes;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Bundles;

/// <summary>Official clients ask a model that calls a tool of a real bundle: they see one answer, and the tool was run in between.</summary>
public sealed class ToolLoopJourneyTests : IAsyncLifetime
{
    private Yard _yard = null!;
    private string _key = "";

    private static string Toy => BuiltProgram.PathOf("Switchyard.Bundles.ToyServer");

    public async ValueTask InitializeAsync()
    {
        _yard = await Yard.StartAsync();
        await _yard.PostAsync("/workspaces", new { name = "team" });
        await _yard.PostAsync("/workspaces/team/bundles?wait=30s", new { name = "toy", type = "stdio", command = "dotnet", args = new[] { "exec", Toy }, eager = true });
        var user = (await _yard.GetAsync("/users"))["items"]![0]!;
        _key = (string)(await _yard.PostAsync("/access-keys?wait=30s", new { name = "tools", userId = (string)user["id"]!, workspace = "team" }))["secret"]!;
        while ((string)(await _yard.GetAsync("/workspaces/team/bundles/toy"))["state"]! != "running")
        {
            await Patience.PauseAsync();
        }
    }

    public ValueTask DisposeAsync() => _yard.DisposeAsync();

    [Fact]
    [Trait("criterion", "TOL-29")]
    [Trait("criterion", "TOL-52")]
    [Trait("criterion", "TOL-67")]
    public async Task OpenAI_clients_see_one_answer_streaming_and_not()
    {
        var client = new OpenAIClient(new ApiKeyCredential(_key), new OpenAIClientOptions { Endpoint = new Uri(_yard.Node.DataPlane, "sim-openai/v1") }).GetChatClient("gpt-sim");
        await ScriptAsync("toy__echo{\"n\":1}");
        var blocking = await client.CompleteChatAsync([new UserChatMessage("Use the tool")], cancellationToken: Patience.Token);
        blocking.Value.FinishReason.ShouldBe(ChatFinishReason.Stop);
        blocking.Value.ToolCalls.ShouldBeEmpty();

        await ScriptAsync("toy__echo{\"n\":2}");
        var (text, usage, finish) = ("", 0, default(ChatFinishReason?));
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("Use the tool")], cancellationToken: Patience.Token))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage?.InputTokenCount ?? usage;
            finish = update.FinishReason ?? finish;
            update.ToolCallUpdates.ShouldBeEmpty();
        }

        text.ShouldBe(blocking.Value.Content[0].Text);
        usage.ShouldBe(blocking.Value.Usage.InputTokenCount);
        finish.ShouldBe(ChatFinishReason.Stop);
        await RanAsync(2);

        // On record with its turns, of which it is the sum, and with how the tool was run.
        var detail = await DetailAsync(blocking.Value.Usage.InputTokenCount);
        var turns = detail["turns"]!.AsArray();
        turns.Select(turn => (int)turn!["position"]!).ShouldBe([0, 1]);
        turns.Sum(turn => (long)turn!["inputTokens"]!).ShouldBe((long)detail["inputTokens"]!);
        ((string)turns[0]!["provider"]!).ShouldBe("sim-openai");
        var use = detail["toolCalls"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)use["bundle"]!, (string)use["tool"]!, (string)use["outcome"]!, (string?)use["error"]).ShouldBe(("toy", "echo", "ok", null));
        ((double)use["durationMs"]!).ShouldBeGreaterThan(0);
    }

    [Fact]
    [Trait("criterion", "TOL-29")]
    [Trait("criterion", "TOL-52")]
    public async Task Anthropic_clients_see_one_answer_streaming_and_not()
    {
        using var client = new AnthropicClient { BaseUrl = new Uri(_yard.Node.DataPlane, "sim-anthropic").ToString().TrimEnd('/'), ApiKey = _key };
        var parameters = new MessageCreateParams { Model = "claude-sim", MaxTokens = 64, Messages = [new UserMessageParam("Use the tool")] };
        await ScriptAsync("toy__echo{\"n\":1}");
        var blocking = await client.Messages.Create(parameters, Patience.Token);
        var expected = string.Concat(blocking.Content.Select(block => block.TryPickText(out var part) ? part.Text : ""));
        expected.ShouldNotBeEmpty();
        blocking.Content.Count(block => block.TryPickToolUse(out _)).ShouldBe(0);

        await ScriptAsync("toy__echo{\"n\":2}");
        var (text, starts, stops) = ("", 0, 0);
        await foreach (var said in client.Messages.CreateStreaming(parameters, Patience.Token))
        {
            starts += said.TryPickStart(out _) ? 1 : 0;
            stops += said.TryPickStop(out _) ? 1 : 0;
            if (said.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var part))
            {
                text += part.Text;
            }
        }

        (text, starts, stops).ShouldBe((expected, 1, 1));
        await RanAsync(2);
    }

    /// <summary>Has the model call a tool in its next answer.</summary>
    private async Task ScriptAsync(string call)
    {
        using var simulator = new HttpClient { BaseAddress = _yard.Simulator.Address };
        using var answer = await simulator.PostAsJsonAsync(new Uri("/_sim/rules", UriKind.Relative), new JsonObject { ["times"] = 1, ["with"] = new JsonObject { ["call"] = call } }, Patience.Token);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Patience.Token));
    }

    /// <summary>The newest completed interception, shown whole.</summary>
    private async Task<JsonNode> DetailAsync(int inputTokens)
    {
        while (true)
        {
            var newest = (await _yard.GetAsync("/interceptions?status=completed&limit=1"))["items"]!.AsArray();
            if (newest.Count == 1 && (long)newest[0]!["inputTokens"]! == inputTokens)
            {
                return await _yard.GetAsync($"/interceptions/{(string)newest[0]!["id"]!}");
            }

            await Patience.PauseAsync();
        }
    }

    /// <summary>The node says that the tool was run so often, each time well.</summary>
    private async Task RanAsync(int times)
    {
        var metrics = await _yard.Control().GetStringAsync(new Uri("/metrics", UriKind.Relative), Patience.Token);
        var line = metrics.Split('\n').Single(line => line.StartsWith("switchyard_tool_invocations_total{", StringComparison.Ordinal) && line.Contains("tool=\"echo\"", StringComparison.Ordinal));
        line.ShouldContain("outcome=\"ok\"");
        line.ShouldEndWith($" {times}");
    }
}
