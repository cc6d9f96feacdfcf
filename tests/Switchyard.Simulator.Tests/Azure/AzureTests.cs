using Switchyard.Simulator.Content;

namespace Switchyard.Simulator.Tests.Azure;

public sealed class AzureTests : SimulatorFixture
{
    private const string Body = """{"messages":[{"role":"user","content":"hello yard"}],"stream":true}""";

    [Fact]
    public async Task A_deployment_streams_and_begins_with_a_chunk_without_choices()
    {
        var events = await EventsAsync("/openai/deployments/sim-tokens-4/chat/completions?api-version=2026-01-01", Body, ("api-key", "azure-key"));

        JsonDocument.Parse(events[0].Data).RootElement.GetProperty("choices").GetArrayLength().ShouldBe(0);
        string.Concat(events.Skip(1).SkipLast(1).Select(item => JsonDocument.Parse(item.Data).RootElement.GetProperty("choices")[0].GetProperty("delta"))
            .Select(delta => delta.TryGetProperty("content", out var content) ? content.GetString() : "")).ShouldBe(SimulatedText.For(SimulatedText.SeedOf("hello yard"), 4));
        Server.Log.Last.Key.ShouldBe("azure-key");
        Server.Log.Last.Model.ShouldBe("sim-tokens-4");
    }

    [Fact]
    public async Task The_version_is_required()
    {
        using var response = await SendAsync("/openai/deployments/sim/chat/completions", Body, ("api-key", "k"));

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
